"""RSS of the news, of all topics or of one, in each language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from content.models import Topic
from core import richtext
from core.feeds import PublicFeed, for_xml

from .models import NewsItem

NEWEST = 50


class NewsFeed(PublicFeed):
    """All news, or that of the topic in the address."""

    def get_object(self, request: HttpRequest, slug: str = "") -> Topic | None:
        if not slug:
            return None
        rows: Any = Topic.objects.live()
        topic: Topic | None = rows.filter(slug=slug).first()
        if topic is None:
            raise Http404
        return topic

    def title(self, topic: Topic | None) -> str:
        name = topic.title if topic else _("News")
        return for_xml(f"{name} – {settings.BRAND['name']}")

    def link(self, topic: Topic | None) -> str:
        return topic.get_absolute_url() if topic else reverse("news:home")

    def feed_url(self, topic: Topic | None) -> str:
        return reverse("news:topic_feed", args=[topic.slug]) if topic else reverse("news:feed")

    def description(self, topic: Topic | None) -> str:
        return for_xml(topic.summary) if topic else _("What is new, and what has changed.")

    def items(self, topic: Topic | None) -> Any:
        rows = NewsItem.objects.newest()
        return (rows.about(topic) if topic else rows)[:NEWEST]

    def item_title(self, item: NewsItem) -> str:
        return for_xml(item.title)

    def item_description(self, item: NewsItem) -> str:
        return for_xml(item.summary or richtext.plain(item.body)[:300])

    def item_guid(self, item: NewsItem) -> str:
        """Another one when its words have changed, so that a reader shows it again."""
        changed = item.changed_at.isoformat() if item.changed_at else ""
        return f"urn:uuid:{item.pk}?changed={changed}"

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: NewsItem) -> datetime | None:
        return item.changed_at
