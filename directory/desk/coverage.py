"""Coverage: what the law asks a Local Offer to contain, beside what is published."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import audit
from core.spreadsheets import csv_response
from directory import coverage
from directory.coverage import Line, State
from directory.models import Requirement

_COLOURS = {
    State.MISSING: "red",
    State.THIN: "orange",
    State.STALE: "yellow",
    State.COVERED: "green",
}


class CoverageView(DeskMixin, View):
    template_name = "directory/desk/coverage.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        lines = coverage.lines(today)
        context = {
            "rows": [row_of(line) for line in lines],
            "totals": [
                {
                    "label": state.label,
                    "colour": _COLOURS[state],
                    "count": sum(line.state is state for line in lines),
                }
                for state in State
            ],
            "others": Requirement.objects.exclude(pk__in=[line.requirement.pk for line in lines]),
            "today": today,
        }
        return render(request, self.template_name, context)


class CoveragePrintView(CoverageView):
    """Every item in full on plain paper, for somebody who comes to inspect."""

    template_name = "directory/desk/coverage_print.html"


def row_of(line: Line) -> dict[str, Any]:
    return {
        "requirement": line.requirement,
        "counts": line.counts,
        "percent_not_in_time": line.percent_not_in_time,
        "state": line.state.label,
        "colour": _COLOURS[line.state],
    }


class CoverageExportView(DeskMixin, View):
    """As a spreadsheet. That somebody took it is written down."""

    header = (
        "Code",
        "What it is",
        "What the law asks",
        "Where the law says it",
        "Counts from",
        "Counts until",
        "State",
        "Services",
        "Services not checked in time",
        "Not checked in time (%)",
        "Newest check",
        "Pages",
        "How many are enough",
        "State of (date)",
    )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        today = timezone.localdate()
        audit.record(by=request.user, verb="coverage.exported")
        name = f"coverage-{today.isoformat()}"
        return csv_response(name, self.header, self._lines(coverage.lines(today), today))

    def _lines(self, lines: list[Line], today: Any) -> Iterator[list[Any]]:
        for line in lines:
            requirement, counts = line.requirement, line.counts
            yield [
                requirement.code,
                requirement.title,
                requirement.description,
                requirement.law,
                _iso(requirement.effective_from),
                _iso(requirement.effective_to),
                # A spreadsheet for others: English, whatever the language of the page.
                line.state.value,
                counts.services,
                counts.not_in_time,
                line.percent_not_in_time,
                _iso(counts.newest_check),
                " ".join(requirement.pages),
                requirement.enough,
                _iso(today),
            ]


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
