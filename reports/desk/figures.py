"""The figures of a draft: counted by the site, or typed in with where they come from."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import actions, figures
from ..forms import CountedFigureForm, TypedFigureForm
from ..models import Figure
from .mixins import ReportMixin


class FiguresView(ReportMixin):
    for_draft = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        rows = [(each, _counted_at(each)) for each in self.report.figures.all()]
        return self.show("figures", figures=rows)


def _counted_at(figure: Figure) -> str:
    """The desk's page where the same is counted; "" for what is typed in."""
    counter = figures.COUNTERS.get(figure.key)
    return reverse(counter.page) if counter and not figure.typed else ""


class RefreshView(ReportMixin):
    permission = "reports.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.refresh_figures(self.report, by=request.user)
        messages.success(request, _("Counted again. Words and typed figures are as they were."))
        return redirect("desk:report_figures", self.report.pk)


class FigureView(ReportMixin):
    permission = "reports.edit"

    def prepare(self) -> None:
        super().prepare()
        self.figure = self.find()

    def find(self) -> Figure:
        return get_object_or_404(self.report.figures, pk=self.kwargs["figure"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        figure = form.save(commit=False)
        try:
            actions.save_figure(figure, by=request.user, edit=self.opened)
        except actions.StaleEdit:
            self.figure = self.find()
            return self._show(self._form(request.POST), status=409, now=self.figure)
        messages.success(request, _("Saved."))
        return redirect("desk:report_figures", self.report.pk)

    def _form(self, data: Any = None) -> CountedFigureForm | TypedFigureForm:
        kind = TypedFigureForm if self.figure.typed else CountedFigureForm
        return kind(data, instance=self.figure)

    def _show(self, form: Any, *, status: int = 200, now: Figure | None = None) -> HttpResponse:
        version = now.edit if now else self.figure.edit
        return self.show(
            "figure", form=form, figure=self.figure, version=version, now=now, status=status
        )


class AddFigureView(FigureView):
    def find(self) -> Figure:
        return Figure(report=self.report, typed=True, place=Figure.Place.GLANCE)


class DeleteFigureView(FigureView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.figure.typed:
            raise Http404
        actions.delete_figure(self.figure, by=request.user)
        messages.success(request, _("The figure is gone."))
        return redirect("desk:report_figures", self.report.pk)
