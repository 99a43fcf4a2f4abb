"""The accessibility statement on the desk: how it stands, its problems, and its own words."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.forms import in_words
from core.paging import page_of
from core.versions import StaleVersion, opened_on
from directory.desk.history import PER_PAGE
from directory.desk.translations import TranslateOneView, progress
from directory.history import Timeline

from .. import actions, evidence, standing
from ..checks import GOOD_FOR, is_stale
from ..models import Problem, Statement
from .forms import ProblemForm, StatementForm

EDIT = "accessibility.edit"
TITLE = gettext_lazy("Accessibility statement")
_KINDS = {
    "by automatic tests": gettext_lazy("Automatic tests"),
    "of the PDFs": gettext_lazy("PDF files"),
    "by hand": gettext_lazy("By hand (the oldest result)"),
}


def home() -> str:
    return reverse("desk:accessibility")


class OverviewView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        statement, problems = Statement.current(), list(Problem.objects.all())
        open_ones = [each for each in problems if each.mended_on is None]
        context = {
            "statement": statement,
            "is_due": is_stale(statement.reviewed, today),
            "due": statement.reviewed + GOOD_FOR,
            "ages": ages(today),
            "standing": standing.of(open_ones),
            "results": standing.results(),
            "open": [(each, each.is_late(today)) for each in open_ones],
            "mended": [each for each in problems if each.mended_on],
            "may_edit": request.user.has_perm(EDIT),
        }
        return render(request, "accessibility/desk/overview.html", context)


def ages(today: date) -> list[dict[str, Any]]:
    """Each kind of evidence: of which day, how many days old, whether too old."""
    return [
        {
            "label": _KINDS[name],
            "day": day,
            "days": (today - day).days,
            "is_stale": is_stale(day, today),
        }
        for name, day, _hint in evidence.ages()
    ]


class ConfirmView(DeskMixin, View):
    """Read through today, and true."""

    permission = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        actions.confirm(by=request.user, today=timezone.localdate())
        messages.success(request, _("Thank you. The statement says that it was reviewed today."))
        return redirect(home())


# --- One record: a problem, or the statement itself -----------------------------------------------


class RecordMixin(DeskMixin, View):
    """A page about one record. `about` says which kind, so that one view serves both."""

    permission = EDIT
    about: ClassVar[type[Statement] | type[Problem]] = Problem
    record: Any = None

    def prepare(self) -> None:
        if self.about is Statement:
            self.record = Statement.current()
        elif "pk" in self.kwargs:
            self.record = get_object_or_404(Problem, pk=self.kwargs["pk"])

    def saved(self) -> Any:
        """For pages about what is kept already."""
        if self.record._state.adding:
            raise Http404
        return self.record

    def record_url(self) -> str:
        if self.about is Statement:
            return reverse("desk:accessibility_words")
        return reverse("desk:accessibility_problem", args=[self.record.pk])

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context = {
            "record": self.record,
            "record_url": self.record_url() if self.record else "",
            "list_url": home(),
            "list_title": TITLE,
            **context,
        }
        return render(self.request, f"accessibility/desk/{template}.html", context, status=status)


class EditView(RecordMixin):
    """Nobody's words are lost when two people save."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._draw(form)
        is_new = form.instance._state.adding
        try:
            if is_new or form.has_changed():
                version = None if is_new else opened_on(request)
                actions.save(
                    form.instance, by=request.user, version=version, fields=form.changed_data
                )
        except StaleVersion:
            return self._overtaken(form)
        messages.success(request, _("Saved."))
        return redirect(home())

    def _form(self, data: Any = None) -> Any:
        if self.about is Statement:
            return StatementForm(data, instance=Statement.current())
        # A copy: what was typed must not show as what is kept.
        instance = Problem.objects.get(pk=self.record.pk) if self.record else Problem()
        return ProblemForm(data, instance=instance)

    def _draw(self, form: forms.ModelForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        is_kept = self.record is not None and not self.record._state.adding
        context: dict[str, Any] = {"form": form, "is_kept": is_kept}
        if is_kept:
            # As it is now: after a refusal, saving again means to have looked.
            now = self.about._default_manager.filter(pk=self.record.pk)
            context["version"] = now.values_list("version", flat=True).first()
            context["translations"] = progress(self.record)
        return self.show("edit", status=status, **context, **extra)

    def _overtaken(self, form: Any) -> HttpResponse:
        """Somebody saved it first: what it says now, above what was typed here."""
        self.prepare()
        now = self._form()
        theirs = [
            {"label": form[name].label, "words": in_words(now, name)} for name in form.changed_data
        ]
        return self._draw(form, theirs=theirs, status=409)


class DeleteView(RecordMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show("delete")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.delete(self.record, by=request.user)
        messages.success(request, _("Deleted."))
        return redirect(home())


class HistoryView(RecordMixin):
    permission = "desk.view"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        timeline = Timeline(self.saved())
        page = page_of(request, list(range(len(timeline))), PER_PAGE)
        start = max(page.start_index() - 1, 0)
        return self.show(
            "history",
            page=page,
            versions=timeline.versions(start, start + PER_PAGE),
            may_put_back=request.user.has_perm(EDIT),
        )


class PutBackView(RecordMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number, opened = self.kwargs["version"], opened_on(request)
        try:
            actions.put_back(self.saved(), number=number, opened=opened, by=request.user)
        except LookupError:
            raise Http404 from None
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
        else:
            messages.success(request, _("Those words are back, as a new version."))
        return redirect(self.record_url())


class TranslateView(TranslateOneView):
    """A problem, or the statement's own words, in another language."""

    permission = EDIT
    about: ClassVar[type[Statement] | type[Problem]] = Problem

    def find(self) -> Any:
        key = Statement.KEY if self.about is Statement else self.kwargs["pk"]
        return get_object_or_404(self.about, pk=key)

    @property
    def verb(self) -> str:  # type: ignore[override]
        return f"{actions.name_of(self.record)}.translated"

    def record_url(self) -> str:
        if self.about is Statement:
            return reverse("desk:accessibility_words")
        return reverse("desk:accessibility_problem", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return home(), TITLE
