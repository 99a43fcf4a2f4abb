"""The kind "guide". The landing pages of topics are drawn by this app too."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import kinds
from content.models import Topic
from directory import page_titles, sitemaps

from . import showing
from .models import Guide


def _facets(guide: Guide) -> Iterable[str]:
    return [f"area:{guide.topic.area}"] if guide.topic else []


GUIDE = kinds.Kind(
    name="guide",
    model=Guide,
    label=_("Guide"),
    plural=_("Guides"),
    add_label=_("Add a guide"),
    form="guides.forms.GuideForm",
    template="guides/guide.html",
    context=showing.guide_context,
    prose=("key_facts", "body", "steps", "contacts"),
    panels=("content/desk/includes/shelves.html", "guides/desk/parts.html"),
    facets=_facets,
    card=lambda guide: {"young": guide.is_for_young_people},
)


def register_all() -> None:
    kinds.register(GUIDE)
    kinds.register(replace(kinds.get("topic"), context=showing.topic_context))
    page_titles.register("guides:guide", Guide, "title")
    page_titles.register("young:page", Guide, "title")
    page_titles.register("guides:topic", Topic, "title")
    page_titles.register("young:topic", Topic, "title")
    page_titles.register_pages(
        {"guides:home": _("Information"), "young:home": _("Young people’s pages")}
    )
    sitemaps.register("guides", "guides:guide", _guide_rows)
    sitemaps.register("young-pages", "young:page", _young_rows)
    sitemaps.register("topics", "guides:topic", lambda: _topic_rows("all"))
    sitemaps.register("young-topics", "young:topic", lambda: _topic_rows("young_people"))
    sitemaps.register_pages("guides:home", "young:home")


def _guide_rows() -> "QuerySet[Any]":
    rows = Guide.objects.live().of_families().order_by("pk")
    return rows.values_list("topic__slug", "slug", "changed_at")


def _young_rows() -> "QuerySet[Any]":
    return Guide.objects.live().of_young_people().order_by("pk").values_list("slug", "changed_at")


def _topic_rows(area: str) -> Any:
    return showing.live_topics().filter(area=area).order_by("pk").values_list("slug", "changed_at")
