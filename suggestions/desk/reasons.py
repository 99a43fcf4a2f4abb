"""The reasons that officers give again and again, in every language of the site."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import audit

from ..models import ReasonTemplate
from .forms import ReasonForm


class ReasonsView(DeskMixin, View):
    permission = "suggestions.decide"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"reasons": ReasonTemplate.objects.all()}
        return render(request, "suggestions/desk/reasons.html", context)


class ReasonView(DeskMixin, View):
    """Adding one or, with a key in the address, changing it."""

    permission = "suggestions.decide"

    def prepare(self) -> None:
        assert self.reason is None or self.reason.pk  # noqa: S101 - loads it, or answers 404

    @cached_property
    def reason(self) -> ReasonTemplate | None:
        pk = self.kwargs.get("pk")
        return get_object_or_404(ReasonTemplate, pk=pk) if pk else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(ReasonForm(instance=self.reason))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST, instance=self.reason)
        if not form.is_valid():
            return self._show(form)
        with transaction.atomic():
            audit.record(by=request.user, verb="reason.saved", obj=form.save())
        messages.success(request, _("Saved."))
        return redirect("desk:reasons")

    def _show(self, form: ReasonForm) -> HttpResponse:
        context = {"form": form, "reason": self.reason}
        return render(self.request, "suggestions/desk/reason.html", context)


class DeleteReasonView(DeskMixin, View):
    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        reason = get_object_or_404(ReasonTemplate, pk=pk)
        with transaction.atomic():
            audit.record(by=request.user, verb="reason.deleted", obj=reason)
            reason.delete()
        messages.success(request, _("Deleted. What was sent with it stays as it was."))
        return redirect("desk:reasons")
