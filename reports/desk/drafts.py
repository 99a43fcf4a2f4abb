"""The list of reports, the page of one, and what is done with a report as a whole."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import OTHERS
from core.years import Year

from .. import actions, reading, snapshot
from ..forms import StartForm, TitleForm
from ..models import AnnualReport
from .mixins import ReportMixin


class ReportsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(StartForm())

    def show(self, form: StartForm, status: int = 200) -> HttpResponse:
        context = {
            "reports": AnnualReport.objects.listed().select_related("published_by"),
            "form": form,
        }
        return render(self.request, "reports/desk/list.html", context, status=status)


class StartView(ReportsView):
    permission = "reports.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StartForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        year = Year.parse(form.cleaned_data["year"])
        try:
            report = actions.start(year=year, by=request.user, empty=form.cleaned_data["empty"])
        except actions.NotADraft:
            messages.error(request, _("The year has a report already."))
            return redirect("desk:reports")
        messages.success(request, _("The draft is ready. Nobody else sees it yet."))
        return redirect("desk:report", report.pk)


class ReportView(ReportMixin):
    for_draft = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.report
        return self.show(
            "page",
            sections=report.sections.all(),
            comments=report.comments.all(),
            files=report.files.defer("content"),
            others=OTHERS,
            later=AnnualReport.objects.of_year(report.year)
            .filter(number__gt=report.number)
            .first(),
        )


class TitleView(ReportMixin):
    permission = "reports.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(TitleForm(instance=self.report))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TitleForm(request.POST, instance=self.report)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            actions.save_title(form.instance, by=request.user, edit=self.opened)
        except actions.StaleEdit:
            now = AnnualReport.objects.get(pk=self.report.pk)
            return self._show(form, status=409, now=now, version=now.edit)
        messages.success(request, _("Saved."))
        return self.back()

    def _show(self, form: TitleForm, status: int = 200, **more: Any) -> HttpResponse:
        more.setdefault("version", self.report.edit)
        return self.show("title", form=form, status=status, **more)


class PreviewView(ReportMixin):
    """The draft as families would read it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        data = snapshot.of(self.report, on=timezone.localdate())
        return self.show("preview", reading=reading.of(data))


class ShareView(ReportMixin):
    permission = "reports.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.share(self.report, by=request.user)
        messages.success(request, _("Whoever has the link can read the draft and write to you."))
        return self.back()


class EndShareView(ReportMixin):
    permission = "reports.publish"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.end_sharing(self.report, by=request.user)
        messages.success(request, _("The link no longer works."))
        return self.back()


class CorrectView(ReportMixin):
    permission = "reports.publish"
    http_method_names = ["post"]
    for_draft = False

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft = actions.correct(self.report, by=request.user)
        messages.success(request, _("This is a draft of the next version. Say what you correct."))
        return redirect("desk:report_title", draft.pk)


class DiscardView(ReportMixin):
    permission = "reports.publish"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show("discard")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.discard(self.report, by=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect("desk:reports")
