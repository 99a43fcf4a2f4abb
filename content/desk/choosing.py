"""Choosing the records that a page shows beside its words: services, documents, videos, pages.

Look one up, add it, take it out, move it up: each press is a change of the page like any other,
so it waits for "publish" and stands in the history. No script is needed.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from content import actions, working
from content.fields import RecordsField
from content.models import Page
from content.querysets import in_order
from core.versions import StaleVersion, opened_on
from directory.desk.filters import having_words, words_of

from .mixins import PageMixin

MOST_OFFERED = 12
MOST_CHOSEN = 20
# Terms are ticked in the form of the page; they are not looked up one by one.
_TICKED = ("directory.TaxonomyTerm", "content.Topic")


@dataclass(frozen=True)
class Shelf:
    """One list of records of a page: how it is called, and what stands in it now, in order."""

    column: str
    label: str
    records: list[Any]


def shelves(page: Page) -> list[Shelf]:
    """The lists of `page` that are chosen by looking up, with the changes that wait.

    One query for each list that has something in it.
    """
    shown = working.with_changes(page)
    return [
        Shelf(field.name, str(field.verbose_name), _of(field, getattr(shown, field.name)))
        for field in page._meta.get_fields()
        if isinstance(field, RecordsField) and field.to not in _TICKED
    ]


def _of(field: RecordsField, ids: list[UUID]) -> list[Any]:
    return in_order(field.records(), ids)


class ChooseView(PageMixin):
    """One list of a page."""

    permission = "content.edit"

    def prepare(self) -> None:
        super().prepare()
        name = self.kwargs["column"]
        known = {shelf.column: shelf for shelf in shelves(self.record)}
        if name not in known:
            raise Http404
        self.shelf = known[name]
        self.field: Any = self.record._meta.get_field(name)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = words_of(request)
        chosen = [each.pk for each in self.shelf.records]
        found = self._found(words).exclude(pk__in=chosen) if words else []
        return self.show("choose", shelf=self.shelf, words=words, found=found[:MOST_OFFERED])

    def _found(self, words: str) -> Any:
        """What may be chosen: nothing that was taken off the site, and not the page itself."""
        rows = self.field.records()
        columns = {field.name for field in rows.model._meta.get_fields()}
        name = "title_en" if "title_en" in columns else "name_en"
        if hasattr(rows, "kept"):
            rows = rows.kept()
        elif "state" in columns:
            rows = rows.exclude(state=Page.State.WITHDRAWN)
        return having_words(rows.exclude(pk=self.record.pk), words, name, "summary_en")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ids = self._changed(request.POST)
        if len(ids) > MOST_CHOSEN:
            messages.error(request, _("Choose no more than {most}.").format(most=MOST_CHOSEN))
            return self.back()
        try:
            actions.save(
                self.record,
                values={self.shelf.column: ids},
                by=request.user,
                version=opened_on(request),
            )
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
        return self.back()

    def _changed(self, data: Any) -> list[UUID]:
        """The list after a press: "add", "remove" or "up" is the button, its value an id."""
        ids = [each.pk for each in self.shelf.records]
        for name in ("add", "remove", "up"):
            if name in data:
                return getattr(self, f"_{name}")(ids, self._key(data[name]))
        raise Http404

    def _key(self, typed: str) -> UUID:
        try:
            return UUID(typed)
        except ValueError:
            raise Http404 from None

    def _add(self, ids: list[UUID], key: UUID) -> list[UUID]:
        if key == self.record.pk or not self.field.records().filter(pk=key).exists():
            raise Http404
        return ids if key in ids else [*ids, key]

    def _remove(self, ids: list[UUID], key: UUID) -> list[UUID]:
        return [each for each in ids if each != key]

    def _up(self, ids: list[UUID], key: UUID) -> list[UUID]:
        at = ids.index(key) if key in ids else 0
        return ids if not at else [*ids[: at - 1], key, ids[at - 1], *ids[at + 1 :]]

    def back(self) -> HttpResponse:
        return redirect(
            reverse("desk:page_choose", args=[self.kind.name, self.record.pk, self.shelf.column])
        )
