"""Who gets the bulletin: finding somebody, what mail servers said, handing over and erasing."""

from typing import Any

import django_filters as filters
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content.models import Topic
from core import audit
from core.languages import LANGUAGES
from core.paging import page_of

from .. import importing, subscribing
from ..models import Departure, Subscriber
from .forms import FindForm, ImportForm

LINES_SHOWN = 200
_COLUMNS_SAID = {
    "consent_on": gettext_lazy("the day, such as 2026-03-27"),
    "consent_how": gettext_lazy("where, and to what: the evidence you have"),
    "language": gettext_lazy("such as en or pl; empty: English"),
    "topics": gettext_lazy("with spaces between them; empty: all"),
    "often": gettext_lazy("each, or term for the three main ones of a year; empty: each"),
}


class SubscriberFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=Subscriber.State.choices,
        empty_label=gettext_lazy("All"),
    )
    language = filters.ChoiceFilter(
        label=gettext_lazy("Language"),
        choices=[(each.code, each.english_name) for each in LANGUAGES],
        empty_label=gettext_lazy("Any language"),
    )
    consent_source = filters.ChoiceFilter(
        label=gettext_lazy("Came by"),
        choices=Subscriber.Source.choices,
        empty_label=gettext_lazy("Any way"),
    )

    class Meta:
        model = Subscriber
        fields: list[str] = []


class SubscribersView(DeskMixin, View):
    """An address is looked up by POST: in the browser's history it would be one more copy."""

    permission = "bulletins.personal_data"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(FindForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FindForm(request.POST)
        if not form.is_valid():
            return self._draw(form)
        email = form.cleaned_data["email"].strip().lower()
        found = Subscriber.objects.filter(email=email).first()
        if found is not None:
            return redirect("desk:subscriber", found.pk)
        gone = Departure.objects.filter(digest__in=subscribing.digests(email)).first()
        if gone is not None:
            form.add_error(
                "email",
                _("This address left on %(day)s. Nothing but that is kept.")
                % {"day": f"{gone.at:%d/%m/%Y}"},
            )
        else:
            form.add_error("email", _("This address does not get the bulletin."))
        return self._draw(form)

    def _draw(self, find: FindForm) -> HttpResponse:
        rows = Subscriber.objects.order_by("-created_at", "pk")
        found = SubscriberFilter(self.request.GET, queryset=rows)
        left = Departure.objects.order_by().values_list("reason").annotate(number=Count("pk"))
        counts = dict(left)
        context = {
            "heading": _("Readers of the bulletin"),
            "form": found.form,
            "find": find,
            "page": page_of(self.request, found.qs),
            "left": [(reason.label, counts.get(reason.value, 0)) for reason in Departure.Reason],
            "crumbs": [(reverse("desk:bulletins"), _("Bulletins"))],
        }
        return render(self.request, "bulletins/desk/subscribers.html", context)


class SubscriberView(DeskMixin, View):
    permission = "bulletins.personal_data"
    reader: Subscriber

    def prepare(self) -> None:
        self.reader = get_object_or_404(Subscriber, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw("subscriber")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        what = request.POST.get("do", "")
        if what == "data":
            audit.record(by=request.user, verb="subscriber.exported", obj=self.reader)
            data = subscribing.data_of(self.reader)
            response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
            response["Content-Disposition"] = 'attachment; filename="bulletin-of-a-person.json"'
            return response
        if what == "bounced":
            subscribing.bounced(self.reader.email, by=request.user)
            messages.success(request, _("They get no bulletin until the address is mended."))
            return redirect("desk:subscriber", self.reader.pk)
        if what == "mended":
            subscribing.mended(self.reader, by=request.user)
            messages.success(request, _("They get the bulletin again."))
            return redirect("desk:subscriber", self.reader.pk)
        if what not in ("complained", "erase"):
            raise Http404
        if request.POST.get("sure") != "yes":
            return self._draw("erase", what=what)
        if what == "erase":
            subscribing.erase(self.reader, by=request.user)
        else:
            subscribing.complained(self.reader.email, by=request.user)
        messages.success(request, _("Erased. A list that is brought in cannot bring them back."))
        return redirect("desk:subscribers")

    def _draw(self, template: str, **extra: Any) -> HttpResponse:
        names = {topic.pk: topic for topic in Topic.objects.filter(pk__in=self.reader.topics)}
        context = {
            "reader": self.reader,
            "topics": [names[key] for key in self.reader.topics if key in names],
            "sent": self.reader.deliveries.select_related("bulletin").order_by("-pk")[:20],
            "crumbs": [
                (reverse("desk:bulletins"), _("Bulletins")),
                (reverse("desk:subscribers"), _("Readers of the bulletin")),
            ],
            **extra,
        }
        return render(self.request, f"bulletins/desk/{template}.html", context)


class ImportView(DeskMixin, View):
    """Two steps: look at every line, then bring in those that are right."""

    permission = "bulletins.personal_data"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._draw(form)
        text = form.cleaned_data["rows"]
        try:
            if request.POST.get("do") == "bring":
                return self._bring(text)
            return self._draw(form, text=text, lines=importing.read(text))
        except importing.Unreadable as error:
            form.add_error(None, str(error))
            return self._draw(form)

    def _bring(self, text: str) -> HttpResponse:
        number = importing.bring_in(text, by=self.request.user)
        words = ngettext("%(number)d reader brought in.", "%(number)d readers brought in.", number)
        messages.success(self.request, words % {"number": number})
        return redirect("desk:subscribers")

    def _draw(
        self, form: ImportForm, *, text: str = "", lines: list[importing.Line] | None = None
    ) -> HttpResponse:
        lines = lines or []
        refused = [line for line in lines if line.problem]
        context = {
            "form": form,
            "text": text,
            "is_read": bool(text),
            "new": sum(line.is_new for line in lines),
            "known": sum(line.is_known and not line.problem for line in lines),
            "refused": refused[:LINES_SHOWN],
            "refused_count": len(refused),
            "shown": [line for line in lines if line.is_new][:20],
            "columns": [(name, _COLUMNS_SAID.get(name, "")) for name in importing.COLUMNS],
            "topics": subscribing.topics_to_choose(),
            "crumbs": [
                (reverse("desk:bulletins"), _("Bulletins")),
                (reverse("desk:subscribers"), _("Readers of the bulletin")),
            ],
        }
        return render(self.request, "bulletins/desk/import.html", context)
