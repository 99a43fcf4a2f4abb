"""The check before publishing, and publishing itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .. import actions, checking, tasks
from ..forms import PublishForm
from .mixins import ReportMixin


class CheckView(ReportMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        findings = checking.of(self.report)
        return self.check(findings, PublishForm(needs_reason=_is_serious(findings)))

    def check(
        self, findings: list[checking.Finding], form: PublishForm, status: int = 200
    ) -> HttpResponse:
        return self.show("check", groups=checking.grouped(findings), form=form, status=status)


class PublishView(CheckView):
    """Looks once more before it freezes: what is new since the check must be seen first."""

    permission = "reports.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.report.says_why:
            messages.error(request, _("Say first what this version corrects."))
            return redirect("desk:report_title", self.report.pk)
        findings = checking.of(self.report)
        form = PublishForm(request.POST, needs_reason=_is_serious(findings))
        if not form.is_valid():
            return self.check(findings, form, status=422)
        reason = form.cleaned_data.get("reason", "")
        actions.publish(self.report, by=request.user, reason=reason)
        messages.success(request, _("Published. The files for download are being made."))
        return self.back()


def _is_serious(findings: list[checking.Finding]) -> bool:
    return any(finding.serious for finding in findings)


class FilesView(ReportMixin):
    """Ask for the files again that are not there, after a fault."""

    permission = "reports.publish"
    http_method_names = ["post"]
    for_draft = False

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        for language in (self.report.snapshot or {}).get("languages", ()):
            tasks.make_files.defer(report_id=str(self.report.pk), language=language)
        messages.success(request, _("The missing files are being made."))
        return self.back()
