"""RSS of new and changed services, in each language."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core import richtext
from core.feeds import PublicFeed, for_xml

from .models import Service

NEWEST = 50
# The first words about a service are often put right within the day; it is still new then.
STILL_NEW = timedelta(days=1)


class ServiceFeed(PublicFeed):
    def title(self) -> str:
        return _("New and changed services – {site}").format(site=settings.BRAND["name"])

    def link(self) -> str:
        return reverse("directory:search")

    def feed_url(self) -> str:
        return reverse("directory:feed")

    def description(self) -> str:
        return _(
            "Help for children and young people with special educational needs or disabilities."
        )

    def items(self) -> Any:
        return Service.objects.latest_changes()[:NEWEST]

    def item_title(self, item: Service) -> str:
        name = for_xml(item.name)
        if item.updated_at - item.created_at < STILL_NEW:
            return _("New: {name}").format(name=name)
        return _("Changed: {name}").format(name=name)

    def item_description(self, item: Service) -> str:
        return for_xml(item.summary or richtext.plain(item.description)[:300])

    def item_author_name(self, item: Service) -> str:
        return for_xml(item.organisation.name)

    def item_guid(self, item: Service) -> str:
        """Another one for each edit, so that a reader shows the change; the same until then."""
        return f"urn:uuid:{item.pk}?version={item.version}"

    def item_pubdate(self, item: Service) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Service) -> datetime:
        return item.updated_at
