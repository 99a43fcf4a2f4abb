"""The list of bulletins, and one of them: its words, its entries, how far it has gone out."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.actions import StaleVersion
from directory.desk.translations import TranslateOneView, progress_of
from directory.translatables import Text, texts_of

from .. import composing, editions, sending
from ..models import Bulletin, Delivery, Subscriber
from .forms import BulletinForm
from .mixins import BulletinMixin, version_of

COLOURS = {
    "draft": "grey",
    "scheduled": "yellow",
    "sending": "blue",
    "paused": "orange",
    "sent": "green",
}


class BulletinsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        sent = Count("deliveries", filter=Q(deliveries__state="sent"))
        page = page_of(request, Bulletin.objects.annotate(sent_count=sent))
        for bulletin in page:
            bulletin.colour = COLOURS[bulletin.state]
        context = {
            "heading": _("Bulletins"),
            "page": page,
            "readers": Subscriber.objects.confirmed().count(),
        }
        return render(request, "bulletins/desk/bulletins.html", context)


class BulletinView(BulletinMixin):
    permission = "desk.view"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        bulletin = self.bulletin
        context: dict[str, Any] = {"colour": COLOURS[bulletin.state]}
        if bulletin.is_open:
            context |= {
                "entries": shown(bulletin),
                "problems": composing.problems(bulletin),
                "reader_count": Subscriber.objects.who_get(bulletin).count(),
                "translations": progress_of(_texts(bulletin)),
                "base": reverse("desk:bulletin", args=[bulletin.pk]),
            }
        else:
            context |= {
                "progress": sending.progress(bulletin),
                "states": _states(bulletin),
                "issue": editions.read(bulletin.sent_words or {}, "en"),
            }
        return self.show("bulletin", **context)


def shown(bulletin: Bulletin) -> list[dict[str, Any]]:
    """Each entry with what it is about, for the list on the desk."""
    entries = list(bulletin.entries.all())
    records = editions.records_of(entries)
    return [
        {
            "entry": entry,
            "label": editions.label_of(entry.kind, is_new=entry.is_new),
            "title": entry.title_en or str(records.get(entry.pk, "")),  # type: ignore[attr-defined]
            "is_gone": not entry.is_words and entry.pk not in records,
        }
        for entry in entries
    ]


def _states(bulletin: Bulletin) -> list[tuple[str, int]]:
    """How many readers are in each state, in words."""
    counts = bulletin.deliveries.all().counts()
    return [(str(state.label), counts.get(state.value, 0)) for state in Delivery.State]


class AddBulletinView(DeskMixin, View):
    permission = "bulletins.edit"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(BulletinForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BulletinForm(request.POST)
        if not form.is_valid():
            return self._draw(form)
        composing.save(form.instance, by=request.user)
        return redirect("desk:bulletin_pick", form.instance.pk)

    def _draw(self, form: BulletinForm) -> HttpResponse:
        back = reverse("desk:bulletins")
        context = {
            "title": _("Write a bulletin"),
            "form": form,
            "back": back,
            "crumbs": [(back, _("Bulletins"))],
        }
        return render(self.request, "bulletins/desk/edit.html", context)


class ChangeBulletinView(BulletinMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(BulletinForm(instance=self._copy()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = version_of(request)
        form = BulletinForm(request.POST, instance=self._copy())
        if not form.is_valid():
            return self._draw(form)
        try:
            composing.save(form.instance, by=request.user, version=version)
        except StaleVersion:
            return self._overtaken(form)
        return self.done(_("Saved."))

    def _copy(self) -> Bulletin:
        # What was typed must not show as what is kept.
        return Bulletin.objects.get(pk=self.bulletin.pk)

    def _overtaken(self, form: BulletinForm) -> HttpResponse:
        """Somebody saved it first: what it says now, above what was typed here."""
        self.bulletin = self._copy()
        now = BulletinForm(instance=self.bulletin)
        theirs = [
            {"label": form[name].label, "words": now.initial[name]} for name in form.changed_data
        ]
        return self._draw(form, theirs=theirs, status=409)

    def _draw(self, form: BulletinForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        if not self.bulletin.is_open:
            raise composing.NotOpen
        back = reverse("desk:bulletin", args=[self.bulletin.pk])
        return self.show(
            "edit",
            title=_("Change the bulletin"),
            form=form,
            back=back,
            version=self.bulletin.version,
            status=status,
            **extra,
        )


class DeleteBulletinView(BulletinMixin):
    """Asks first."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.bulletin.is_open:
            raise composing.NotOpen
        return self.show("delete", back=reverse("desk:bulletin", args=[self.bulletin.pk]))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        composing.delete(self.bulletin, by=request.user)
        return redirect("desk:bulletins")


# --- Other languages ------------------------------------------------------------------------------


def _texts(bulletin: Bulletin) -> list[Text]:
    """What is to be translated of a bulletin and the words of its own in its entries."""
    return texts_of(bulletin) + [text for each in bulletin.entries.all() for text in texts_of(each)]


class TranslateBulletinView(TranslateOneView):
    """A bulletin and its own words in another language, on one page."""

    permission = "bulletins.edit"
    verb = "bulletin.translated"

    def find(self) -> Bulletin:
        rows = Bulletin.objects.filter(state__in=Bulletin.OPEN).prefetch_related("entries")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:bulletin", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return reverse("desk:bulletins"), _("Bulletins")

    def _texts(self) -> list[Text]:
        return _texts(self.record)

    def _changing(self, **detail: Any) -> Any:
        return composing.changing(
            self.record,
            by=self.request.user,
            verb=self.verb,
            version=self.record.version,
            language=self.code,
            **detail,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, **kwargs)
        except composing.NotOpen:
            messages.error(request, _("It has gone out, so its words stay as they are."))
            return self.back()
