"""Requests for another format: the queue, and the answer to one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from core.versions import StaleVersion
from directory.desk.filters import Choice, FilterSet, Options, Words

from .. import actions
from ..models import Format, FormatRequest
from .forms import AnswerForm


def _all(rows: Any) -> Any:
    return rows


def _where(**values: Any) -> Any:
    return lambda rows: rows.filter(**values)


STATES: Options = {
    "": (gettext_lazy("Waiting for us"), lambda rows: rows.waiting()),
    "late": (gettext_lazy("Late"), lambda rows: rows.late(timezone.localdate())),
    **{each.value: (each.label, _where(state=each.value)) for each in FormatRequest.State},
    "all": (gettext_lazy("All"), _all),
}
FORMATS: Options = {
    "": (gettext_lazy("Any format"), _all),
    **{each.value: (each.label, _where(format=each.value)) for each in Format},
}


class RequestFilter(FilterSet):
    q = Words("reference", "wanted", label=gettext_lazy("Words, or reference"))
    state = Choice(gettext_lazy("State"), STATES)
    format = Choice(gettext_lazy("Format"), FORMATS)

    class Meta:
        model = FormatRequest
        fields: list[str] = []


class QueueView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = FormatRequest.objects.order_by("due", "created_at", "pk")
        found = RequestFilter(request.GET, queryset=rows)
        page = page_of(request, found.qs)
        today = timezone.localdate()
        context = {
            "heading": gettext_lazy("Requests for another format"),
            "form": found.form,
            "page": page,
            "entries": [(each, each.is_late(today)) for each in page],
        }
        return render(request, "documents/desk/requests.html", context)


class _RequestMixin(DeskMixin, View):
    def prepare(self) -> None:
        rows = FormatRequest.objects.select_related("document", "replied_by")
        self.asked: FormatRequest = get_object_or_404(rows, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect("desk:format_request", self.asked.pk)

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "asked": self.asked,
            "is_late": self.asked.is_late(timezone.localdate()),
            "form": AnswerForm(),
            "may_see_contact": self.request.user.has_perm("documents.answer"),
            **more,
        }
        return render(self.request, "documents/desk/request.html", context, status=status)


class RequestView(_RequestMixin):
    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self.show()


class StartView(_RequestMixin):
    permission = "documents.answer"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        actions.start(self.asked, by=request.user)
        return self.back()


class AnswerView(_RequestMixin):
    permission = "documents.answer"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        try:
            answered = actions.answer(self.asked, by=request.user, **form.cleaned_data)
        except StaleVersion:
            self.prepare()
            return self.show(form=form, is_overtaken=True, status=409)
        said = _("The answer is on its way.") if answered.email else _("The answer is saved.")
        messages.success(request, said)
        return self.back()


class ReopenView(_RequestMixin):
    permission = "documents.answer"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        actions.reopen(self.asked, by=request.user)
        return self.back()
