"""What is in a bulletin: picking, own words, the order."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import composing
from ..models import BulletinEntry
from .forms import RecordForm, WordsForm
from .mixins import BulletinMixin


class PickView(BulletinMixin):
    """Everything that is new or was changed since the bulletin before, to tick."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.bulletin.is_open:
            raise composing.NotOpen
        return self.show(
            "pick",
            groups=composing.offered(self.bulletin),
            since=composing.since(self.bulletin),
            most=composing.MOST_OFFERED,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ticked = [_parsed(value) for value in request.POST.getlist("pick")[:500]]
        if not ticked:
            messages.error(request, _("Tick at least one."))
            return redirect("desk:bulletin_pick", self.bulletin.pk)
        number = composing.add_records(self.bulletin, ticked, by=request.user)
        words = ngettext("%(number)d entry added.", "%(number)d entries added.", number)
        return self.done(words % {"number": number})


def _parsed(value: str) -> tuple[str, UUID]:
    kind, _colon, key = value.partition(":")
    try:
        return kind, UUID(key)
    except ValueError:
        raise Http404 from None


class EntryMixin(BulletinMixin):
    entry: BulletinEntry

    def prepare(self) -> None:
        super().prepare()
        self.entry = get_object_or_404(self.bulletin.entries, pk=self.kwargs["entry"])
        self.entry.bulletin = self.bulletin


class EntryFormMixin(BulletinMixin):
    def new(self) -> BulletinEntry:
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._draw(form)
        composing.save_entry(form.instance, by=request.user)
        return self.done(_("Saved."))

    def _form(self, data: Any = None) -> forms.ModelForm:
        entry = self.new()
        return (WordsForm if entry.is_words else RecordForm)(data, instance=entry)

    def _draw(self, form: forms.ModelForm) -> HttpResponse:
        if not self.bulletin.is_open:
            raise composing.NotOpen
        adding = form.instance._state.adding
        title = _("Add own words") if adding else _("Change the entry")
        back = reverse("desk:bulletin", args=[self.bulletin.pk])
        return self.show("edit", title=title, form=form, back=back)


class AddWordsView(EntryFormMixin):
    def new(self) -> BulletinEntry:
        return BulletinEntry(bulletin=self.bulletin, kind=BulletinEntry.WORDS)


class ChangeEntryView(EntryMixin, EntryFormMixin):
    def new(self) -> BulletinEntry:
        return self.entry


class MoveEntryView(EntryMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        where = request.POST.get("do", "")
        if where == "remove":
            composing.remove(self.entry, by=request.user)
        elif where in ("up", "down", "top"):
            composing.move(self.entry, where, by=request.user)
        else:
            raise Http404
        return redirect(f"{reverse('desk:bulletin', args=[self.bulletin.pk])}#entries")
