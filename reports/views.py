"""What families read: published reports, from their snapshots alone; and a draft for those who
were sent its address."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic.base import View

from core.caching import PublicPageMixin
from core.languages import BY_CODE, SOURCE, tag
from core.private import PrivatePage
from core.ratelimit import Limit, TooManyRequests, spend

from . import actions, files, reading, snapshot
from .forms import ReaderForm
from .models import AnnualReport, ReportFile

# A file of a version never changes.
FILE_SECONDS = 31_536_000
COMMENTS = Limit(name="reports.comment", seconds=3600, of_subject=60, of_address=60)


class ArchiveView(PublicPageMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        reports = AnnualReport.objects.newest().listed()
        return render(request, "reports/archive.html", {"reports": reports})


def _published(**which: Any) -> AnnualReport:
    found: AnnualReport | None = AnnualReport.objects.published().filter(**which).first()
    if found is None:
        raise Http404
    return found


class ReportView(PublicPageMixin, View):
    """The version that holds, or an older one by its number."""

    def get(self, request: HttpRequest, year: str, number: int | None = None) -> HttpResponse:
        versions = list(AnnualReport.objects.published().of_year(year).only("year", "number"))
        if not versions:
            raise Http404
        report = _published(year=year, number=number or versions[0].number)
        rows = list(report.files.defer("content"))
        context = {
            "report": report,
            "reading": reading.of(report.snapshot or {}),
            "is_newest": report.number == versions[0].number,
            "versions": versions,
            "has_files": bool(rows),
            "downloads": _downloads(report, rows),
        }
        return render(request, "reports/report.html", context)


def _downloads(report: AnnualReport, rows: list[ReportFile]) -> list[dict[str, Any]]:
    """The reader's own language first, then English, then the others."""
    own = get_language()
    rows.sort(key=lambda row: (row.language != own, row.language != SOURCE, row.language))
    kinds = {kind.value: kind.label for kind in ReportFile.Kind}
    made = [
        {
            "label": kinds[row.kind],
            "language": BY_CODE[row.language].own_name,
            "lang": tag(row.language),
            "address": reverse(
                "reports:file", args=[report.year, report.number, row.kind, row.language]
            ),
            "size": row.size,
        }
        for row in rows
    ]
    return made + [
        {
            "label": label,
            "address": reverse("reports:data", args=[report.year, report.number, name]),
        }
        for name, label in (
            ("figures.csv", _("The figures (CSV)")),
            ("answers.csv", _("What you said and what we did (CSV)")),
            ("report.json", _("All of it as data (JSON)")),
        )
    ]


class FileView(PublicPageMixin, View):
    cache_seconds = FILE_SECONDS

    def get(
        self, request: HttpRequest, year: str, number: int, kind: str, language: str
    ) -> HttpResponse:
        row = ReportFile.objects.filter(
            report__year=year, report__number=number, kind=kind, language=language
        ).first()
        if row is None:
            raise Http404
        ending, content_type = files.TYPES[ReportFile.Kind(row.kind)]
        large = "-large-print" if row.kind == ReportFile.Kind.LARGE else ""
        name = f"local-offer-report-{year}-v{number}{large}-{language}.{ending}"
        return _download(HttpResponse(bytes(row.content), content_type=content_type), name)


class DataView(PublicPageMixin, View):
    cache_seconds = FILE_SECONDS

    def get(self, request: HttpRequest, year: str, number: str, name: str) -> HttpResponseBase:
        data: Any = _published(year=year, number=number).snapshot
        full = f"local-offer-report-{year}-v{number}-{name}"
        if name == "report.json":
            content = snapshot.as_bytes(data)
            return _download(HttpResponse(content, content_type="application/json"), full)
        lines = files.figures_csv(data) if name == "figures.csv" else files.answers_csv(data)
        return _download(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), full)


def _download(response: Any, name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class DraftView(PrivatePage):
    """A draft for those who have its address. When the link is ended it is not there."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._show(self._draft(), ReaderForm())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        report = self._draft()
        form = ReaderForm(request.POST)
        if not form.is_valid():
            return self._show(report, form, status=422)
        try:
            spend(request, COMMENTS, subject=str(report.pk))
            actions.comment(
                report, name=form.cleaned_data["name"], words=form.cleaned_data["words"]
            )
        except TooManyRequests:
            # The page for too many requests would lose what was written.
            return self._show(report, form, is_too_much=True, status=429)
        except actions.NotADraft:
            raise Http404 from None
        return redirect(f"{request.path}?sent=1")

    def _draft(self) -> AnnualReport:
        found = AnnualReport.objects.drafts().filter(share_key=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        report: AnnualReport = found
        return report

    def _show(
        self,
        report: AnnualReport,
        form: ReaderForm,
        *,
        is_too_much: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "reading": reading.of(snapshot.of(report, on=timezone.localdate())),
            "form": form,
            "is_sent": "sent" in self.request.GET,
            "is_too_much": is_too_much,
        }
        response = render(self.request, "reports/draft.html", context, status=status)
        # The address is the key: no other site is to learn it.
        response["Referrer-Policy"] = "same-origin"
        return response
