"""The kind of page that a version is, and where the desk and search meet it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from content import checks, kinds
from content.library import Video
from content.querysets import in_order
from directory import page_titles, sitemaps
from search import kinds as found

from . import checking, sources
from .models import Variant

KIND = "variant"
MOST_VIDEOS = 20
_FORMS = Variant.Form
# Below what they are versions of, which most people look for.
_WEIGHT = 0.8


def _context(request: HttpRequest, variant: Variant) -> dict[str, Any]:
    """For its page and its preview: what it is a version of, the other versions, its films."""
    source = sources.get(variant.about_kind)
    record = source.live().filter(pk=variant.about_id).first()
    return {
        "about": record,
        "about_title": source.title_field,
        "others": Variant.objects.about(record).live().exclude(pk=variant.pk) if record else [],
        "videos": in_order(Video.objects.all(), variant.video_ids[:MOST_VIDEOS]),
    }


def _looked_over(variant: Variant) -> None:
    """Somebody who has compared it with its source says that it is right."""
    record = sources.records([variant]).get(variant.about_id)
    variant.source_digest = sources.digest_of(record) if record else ""


def _of_form(form: str) -> Callable[[Any], Any]:
    return lambda rows: rows.filter(form=form)


def _outdated(rows: Any) -> Any:
    return rows.filter(pk__in=[each.pk for each in Variant.objects.outdated()])


def register_all() -> None:
    kinds.register(
        kinds.Kind(
            name=KIND,
            model=Variant,
            label=_("Easy Read or other version"),
            plural=_("Easy Read and other versions"),
            add_label=_("Add an Easy Read or other version"),
            form="variants.forms.VariantForm",
            template="variants/page.html",
            context=_context,
            states={
                "outdated": (_("What they are about has changed since"), _outdated),
                **{each.value: (each.label, _of_form(each)) for each in _FORMS},
            },
            panels=("variants/desk/about.html", "content/desk/includes/shelves.html"),
            looked_over=_looked_over,
            found_as=lambda variant: variant.form,
            search_names=tuple(_FORMS.values),
        )
    )
    checks.register(checking.findings)
    for name in sources.PAGES:
        kind = kinds.get(name)
        kinds.register(replace(kind, panels=(*kind.panels, "variants/desk/versions.html")))
    _register_in_search()
    for form in _FORMS:
        sitemaps.register(form.value.replace("_", "-"), f"variants:{form}_page", _rows(form))
        page_titles.register(f"variants:{form}_page", Variant, "title")
        page_titles.register_pages({f"variants:{form}": form.label})
    sitemaps.register_pages("variants:easy_read")


def _register_in_search() -> None:
    for form in _FORMS:
        group = found.Group.EASY_READ if form == _FORMS.EASY_READ else found.Group.INFORMATION
        found.register(
            found.SearchKind(name=form.value, label=form.label, group=group, weight=_WEIGHT)
        )


def _rows(form: str) -> Callable[[], Any]:
    def rows() -> Iterable[Any]:
        shown = Variant.objects.live().filter(form=form).order_by("pk")
        return shown.values_list("slug", "changed_at")

    return rows
