"""What the officer sees of imports: each run, and what became of each row."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, View

from accounts.desk import DeskMixin
from core import audit
from core.paging import page_of
from core.spreadsheets import csv_response

from .models import REPORT_COLUMNS, ImportRow, ImportRun

Outcome = ImportRow.Outcome


class ImportsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        counts = {
            outcome.value: Count("rows", filter=Q(rows__outcome=outcome)) for outcome in Outcome
        }
        runs = ImportRun.objects.select_related("by").annotate(**counts).order_by("-started_at")
        context = {"heading": _("Imports"), "page": page_of(request, runs)}
        return render(request, "openreferral/desk/imports.html", context)


class ImportView(DeskMixin, ListView):
    """The rows of a run, refused ones first to be asked for by `?outcome=refused`."""

    template_name = "openreferral/desk/import.html"
    context_object_name = "rows"
    paginate_by = 100

    def get_queryset(self) -> QuerySet[ImportRow]:
        self.run = get_object_or_404(ImportRun.objects.select_related("by"), pk=self.kwargs["pk"])
        rows = self.run.rows.all()
        self.outcome = self.request.GET.get("outcome", "")
        return rows.filter(outcome=self.outcome) if self.outcome in Outcome.values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = self.run.rows.order_by().values("outcome").annotate(rows=Count("pk"))
        counts = {row["outcome"]: row["rows"] for row in counted}
        choices = [(outcome, outcome.label, counts.get(outcome, 0)) for outcome in Outcome]
        return super().get_context_data(
            run=self.run, choices=choices, outcome=self.outcome, **kwargs
        )


class ImportReportView(DeskMixin, View):
    """A line for every row of a run, as a spreadsheet."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        run = get_object_or_404(ImportRun, pk=pk)
        audit.record(by=request.user, verb="import.exported", obj=run)
        return csv_response(f"import-{run.pk}", REPORT_COLUMNS, run.report())
