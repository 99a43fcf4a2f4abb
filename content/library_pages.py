"""What other apps are told of the library: its pages, and the files that it needs."""

from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from directory import files, page_titles, sitemaps
from search import kinds as found

from .library import Image, Video


def _files_of(column: str) -> "QuerySet[Any]":
    return Video.objects.exclude(**{column: None}).annotate(upload=F(column))


def _taken_out(model: str, column: str) -> "QuerySet[Any]":
    """What could still be brought back from the history."""
    events = apps.get_model("content", model)._default_manager.exclude(**{column: None})
    recent = events.filter(pgh_created_at__gte=files.since())
    return recent if column == "upload" else recent.annotate(upload=F(column))


files.register_use(lambda: Image.objects.all())
files.register_use(lambda: _files_of("file"))
files.register_use(lambda: _files_of("captions"))
files.register_use(lambda: _taken_out("ImageEvent", "upload"))
files.register_use(lambda: _taken_out("VideoEvent", "file"))
files.register_use(lambda: _taken_out("VideoEvent", "captions"))

sitemaps.register_pages("library:glossary")
sitemaps.register(
    "videos",
    "library:video",
    lambda: Video.objects.order_by("pk").values_list("slug", "updated_at"),
)
page_titles.register_pages({"library:glossary": _("What the words mean")})
page_titles.register("library:video", Video, "title")
found.register(
    found.SearchKind(
        name="glossary", label=_("Word explained"), group=found.Group.INFORMATION, weight=1.1
    )
)
found.register(found.SearchKind(name="video", label=_("Video"), group=found.Group.INFORMATION))
