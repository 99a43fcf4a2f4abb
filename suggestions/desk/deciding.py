"""Deciding on a suggestion. After each decision the next one opens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.actions import StaleVersion

from .. import actions, parts
from ..all_questions import ALL_QUESTIONS
from ..file_questions import fill
from ..models import Outcome, ReasonTemplate
from ..questions import Question, QuestionForm
from . import differences
from .forms import AskForm, DecideForm, RejectForm
from .page import Page
from .queue import open_next, uuids


class DecideView(Page):
    """Approve, send back or refuse each part."""

    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = DecideForm(
            request.POST,
            suggestion=self.suggestion,
            differences=differences.of(self.suggestion, self.service),
            organisations=self.organisations,
        )
        if not form.is_valid():
            return self.show(form=form, status=422)
        try:
            decided = self._decide(form)
        except StaleVersion:
            # Drawn anew, with the three versions of what has changed and nothing chosen there.
            del self.service
            return self.show(is_stale=True, status=409)
        except actions.NotNow as problem:
            messages.error(request, str(problem))
            return self.back()
        except ValidationError as problem:
            for words in problem.messages:
                form.add_error(None, words)
            return self.show(form=form, status=422)
        messages.success(
            request, f"{decided.service_name or decided.reference}: {decided.get_state_display()}"
        )
        return open_next(request)

    def _decide(self, form: DecideForm) -> Any:
        version = self.request.POST.get("version", "")
        return actions.decide(
            self.suggestion,
            by=self.request.user,
            approve=form.chosen(Outcome.APPROVED),
            send_back=form.notes(),
            reject=form.chosen(Outcome.REJECTED),
            reason=form.cleaned_data["message"],
            version=int(version) if version.isdecimal() else None,
            organisation=form.organisation if form.is_new else None,
            checked=form.checked(),
        )


class RejectView(Page):
    """The whole of it, with a reason: a template's words, which may be changed."""

    permission = "suggestions.decide"

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        chosen = uuids(request.GET.get("template", ""))
        template = ReasonTemplate.objects.filter(pk__in=chosen).first()
        words = template.text_en if template else ""  # type: ignore[attr-defined]
        return self._show(RejectForm(initial={"reason": words, "template": template}))

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = RejectForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            actions.decide(
                self.suggestion,
                by=request.user,
                reject=actions.parts_of(self.suggestion),
                reason=form.cleaned_data["reason"],
                template=form.cleaned_data["template"],
            )
        except actions.NotNow as problem:
            messages.error(request, str(problem))
            return self.back()
        messages.success(request, _("Not approved. The author is told why."))
        return open_next(request)

    def _show(self, form: RejectForm, *, status: int = 200) -> HttpResponse:
        context = {
            "suggestion": self.suggestion,
            "form": form,
            "templates": ReasonTemplate.objects.all(),
        }
        return render(self.request, "suggestions/desk/reject.html", context, status=status)


class AskView(Page):
    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.show(ask_form=form, status=422)
        try:
            actions.ask(self.suggestion, by=request.user, text=form.cleaned_data["question"])
        except actions.NotNow as problem:
            messages.error(request, str(problem))
            return self.back()
        messages.success(request, _("Your question is on its way. It comes back with the answer."))
        return open_next(request)


class EditView(Page):
    """The officer's own version of an answer, before it is approved."""

    permission = "suggestions.decide"

    def get(self, request: HttpRequest, pk: Any, question: str) -> HttpResponse:
        return self._show(self._form(None))

    def post(self, request: HttpRequest, pk: Any, question: str) -> HttpResponse:
        form = self._form(request.POST)
        if "add" in request.POST or not form.is_valid():
            return self._show(form)
        try:
            actions.edit(self.suggestion, by=request.user, values=form.values())
        except actions.NotNow as problem:
            messages.error(request, str(problem))
        return self.back()

    def _form(self, data: Any) -> QuestionForm:
        now = parts.snapshot(self.service) if self.service else {}
        return fill(
            self._question,
            values={**now, **self.suggestion.to_approve},
            data=data,
            files=self.request.FILES,
            by=self.request.user,
            organisation=self.suggestion.organisation,
            service=self.service,
            made_from=self.suggestion.made_from,
        )

    @property
    def _question(self) -> Question:
        found = ALL_QUESTIONS.get(self.kwargs["question"])
        if found is None or not set(found.keys) & set(self.suggestion.to_approve):
            raise Http404
        return found

    def _show(self, form: QuestionForm) -> HttpResponse:
        context = {"suggestion": self.suggestion, "form": form, "question": self._question}
        return render(self.request, "suggestions/desk/edit.html", context)
