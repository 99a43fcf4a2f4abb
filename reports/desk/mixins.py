"""What the desk's pages of one report have in common."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin

from ..actions import NotADraft
from ..models import AnnualReport


class ReportMixin(DeskMixin, View):
    """Finds the report that the address names. Pages that change it are there for drafts alone."""

    for_draft = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotADraft:
            messages.error(request, _("Somebody published the report meanwhile, or took it away."))
            return redirect("desk:reports")

    def prepare(self) -> None:
        self.report = get_object_or_404(AnnualReport, pk=self.kwargs["pk"])
        if self.for_draft and not self.report.is_draft:
            raise Http404

    def back(self) -> HttpResponse:
        return redirect("desk:report", self.report.pk)

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"report": self.report}
        return render(self.request, f"reports/desk/{template}.html", context, status=status)

    @property
    def opened(self) -> int:
        """The number of the edit that the form was opened on."""
        typed = self.request.POST.get("version", "")
        if not typed.isdecimal() or len(typed) > 9:
            raise SuspiciousOperation("No version that these words ever had.")
        return int(typed)
