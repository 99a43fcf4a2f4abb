"""What the pages of guides and topics show beside their own words. Each takes a bounded number of
queries, however much hangs on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content import kinds, markdown
from content.models import Topic, Video
from content.querysets import in_order
from core.paging import page_of
from directory.models import Service, TaxonomyTerm

from .models import Guide
from .querysets import topic_tree
from .sections import facts, sections

# Services that are shown by themselves, those that an officer chose among them.
MOST_SERVICES = 6
MOST_CHOSEN = 20
MOST_PARTS = 30
MOST_DOCUMENTS = 8
# Guides on one page of a topic.
PER_PAGE = 30


@dataclass(frozen=True)
class Parts:
    """A guide of several parts, as it is seen from the whole or from one part."""

    whole: Guide
    # The whole guide first, then its parts.
    pages: list[Guide]
    page: Guide

    @cached_property
    def at(self) -> int:
        return next((n for n, each in enumerate(self.pages) if each.pk == self.page.pk), 0)

    @property
    def previous(self) -> Guide | None:
        return self.pages[self.at - 1] if self.at else None

    @property
    def next(self) -> Guide | None:
        return self.pages[self.at + 1] if self.at + 1 < len(self.pages) else None


def guide_context(request: HttpRequest, guide: Guide) -> dict[str, Any]:
    """For the page of a guide and for its preview, for families or for young people."""
    parts = parts_of(guide)
    return {
        "layout": "young/page.html" if guide.is_for_young_people else "guides/family_guide.html",
        "trail": trail(guide.topic),
        "parts": parts,
        "whole": parts.whole if parts and parts.whole.pk != guide.pk else None,
        "facts": facts(guide.key_facts),
        "steps": sections(guide.steps),
        "contacts": sections(guide.contacts),
        "below": _headings_below(guide),
        "videos": in_order(Video.objects.all(), guide.video_ids[:MOST_CHOSEN]),
        "documents": documents(guide.document_ids),
        "services": services(guide),
        "related": in_order(Guide.objects.live().with_topic(), guide.related_ids[:MOST_CHOSEN]),
    }


def _headings_below(guide: Guide) -> markdown.Rendered:
    """The headings of the page's own sections, for "on this page" after those of the text."""
    named = (
        ("steps", guide.steps, _("Step by step")),
        ("contacts", guide.contacts, _("Who to contact")),
    )
    headings = [markdown.Heading(key, words, 2) for key, text, words in named if text.strip()]
    return markdown.Rendered(SafeString(""), headings)


def trail(topic: Topic | None) -> list[Topic]:
    """The live topics from the largest down to `topic`."""
    found: list[Topic] = []
    while topic is not None and topic not in found:
        found.append(topic)
        topic = topic.parent
    return [each for each in reversed(found) if each.is_live]


def parts_of(guide: Guide) -> Parts | None:
    """The guide that `guide` is a part of, or has parts of; None where it stands alone."""
    whole = guide.part_of or guide
    if not (whole.is_live or whole.pk == guide.pk):
        return None
    pages = list(Guide.objects.live().filter(part_of=whole).with_topic().in_order()[:MOST_PARTS])
    return Parts(whole, [whole, *pages], guide) if pages else None


def documents(ids: Sequence[UUID]) -> list[Any]:
    """The live ones among those chosen."""
    return in_order(_live_documents(), ids[:MOST_CHOSEN])


def _live_documents() -> Any:
    """Of the app that keeps them, which is beside this one."""
    model: Any = kinds.get("document").model
    return model.objects.live()


def services(guide: Guide) -> list[Service]:
    """The services that an officer chose, then others of the guide's terms or its topic's."""
    shown = Service.objects.published().select_related("organisation")
    chosen = in_order(shown, guide.service_ids[:MOST_CHOSEN])
    wanted = MOST_SERVICES - len(chosen)
    terms = guide.terms or (guide.topic.terms if guide.topic else [])
    if wanted <= 0 or not terms:
        return chosen
    others = Service.objects.of_terms(terms).exclude(pk__in=[each.pk for each in chosen])
    return chosen + list(others.select_related("organisation")[:wanted])


def live_topics() -> Any:
    rows: Any = Topic.objects
    return rows.live()


def topic_context(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """For the landing page of a topic."""
    is_young = topic.area == Topic.Area.YOUNG_PEOPLE
    guides = Guide.objects.live().of_topic(topic).whole().with_topic().in_order()
    return {
        "layout": "young/young_topic.html" if is_young else "guides/family_topic.html",
        "trail": trail(topic.parent),
        "topics": list(live_topics().filter(parent=topic)),
        "guides": page_of(request, guides, PER_PAGE),
        "documents": _live_documents().of_topic(topic).order_by("title_en", "pk")[:MOST_DOCUMENTS],
        "terms": in_order(TaxonomyTerm.objects.select_related("taxonomy"), topic.terms),
    }


def family_topics() -> list[tuple[Topic, list[Topic]]]:
    """All topics for families at the top, each with those below it."""
    return topic_tree(live_topics().filter(area=Topic.Area.ALL))


@dataclass(frozen=True)
class Tile:
    """A topic on the young people's front page, with the name of its drawing."""

    topic: Topic
    picture: str


def young_tiles() -> list[Tile]:
    """The topics for young people. Each is drawn as the first of its pages that has a drawing."""
    drawn = Guide.objects.live().of_young_people().exclude(picture="").in_order()
    pictures: dict[UUID, str] = {}
    for topic, picture in drawn.values_list("topic", "picture"):
        pictures.setdefault(topic, picture)
    topics = live_topics().filter(area=Topic.Area.YOUNG_PEOPLE, parent=None)
    return [Tile(topic, pictures.get(topic.pk, Guide.Picture.STAR)) for topic in topics]
