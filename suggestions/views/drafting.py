"""The question pages of a draft. What was valid is kept at once; what was not is shown again."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ratelimit import spend

from .. import actions, parts, steps
from ..forms import AddressForm, SendForm, WordsForm, YouForm
from ..models import Suggestion
from ..questions import QUESTIONS, QuestionForm
from .common import SENDS, OwnPage

_TITLES = {
    steps.WORDS: gettext_lazy("What is wrong?"),
    steps.YOU: gettext_lazy("About you"),
    steps.EMAIL: gettext_lazy("Your e-mail address"),
}


class DraftPage(OwnPage):
    """Of a draft that its author may still change; afterwards only what became of it is shown."""

    def instead(self) -> HttpResponseBase | None:
        return None if self.suggestion.is_editable else self.to_own_page()


class StepView(DraftPage):
    """One question. `?check=1` when the author came back from checking the answers."""

    def get(self, request: HttpRequest, key: str, step: str) -> HttpResponse:
        return self._show(self._form(None))

    def post(self, request: HttpRequest, key: str, step: str) -> HttpResponse:
        form = self._form(request.POST)
        if "add" in request.POST or not form.is_valid():
            return self._show(form)
        try:
            actions.save_draft(self.suggestion, by=None, **_to_keep(form))
        except actions.NotNow:
            return redirect("suggestions:mine", key)
        if request.GET.get("check"):
            return redirect(steps.url(self.suggestion, steps.CHECK))
        return redirect(steps.after(self.suggestion, step))

    def _form(self, data: Any) -> forms.Form:
        suggestion, step = self.suggestion, self.kwargs["step"]
        if step not in steps.of(suggestion):
            raise Http404
        if step in QUESTIONS:
            values = {**_seen(suggestion), **suggestion.proposed}
            return QUESTIONS[step].form(data, values=values)
        contact = getattr(suggestion, "contact", None)
        if step == steps.WORDS:
            is_optional = suggestion.kind in (Suggestion.Kind.NEW, Suggestion.Kind.REMOVAL)
            return WordsForm(data, initial={"words": suggestion.words}, is_optional=is_optional)
        if step == steps.YOU:
            known = {"relation": contact.relation, "name": contact.name} if contact else {}
            return YouForm(data, initial=known)
        is_report = suggestion.kind == Suggestion.Kind.REPORT
        known = {"email": contact.email} if contact else {}
        return AddressForm(data, initial=known, is_optional=is_report)

    def _show(self, form: forms.Form) -> HttpResponse:
        step = self.kwargs["step"]
        question = QUESTIONS.get(step)
        context = {
            "suggestion": self.suggestion,
            "form": form,
            "step": step,
            "title": question.title if question else _title(self.suggestion, step),
            "present": _present(self.suggestion, step),
            "back": self._back(),
            "is_first": steps.of(self.suggestion)[0] == step,
        }
        return render(self.request, "suggestions/step.html", context)

    def _back(self) -> str:
        if self.request.GET.get("check"):
            return steps.url(self.suggestion, steps.CHECK)
        return steps.before(self.suggestion, self.kwargs["step"])


def _title(suggestion: Suggestion, step: str) -> str:
    if step != steps.WORDS:
        return str(_TITLES[step])
    if suggestion.kind == Suggestion.Kind.NEW:
        return _("Is there anything else we should know?")
    if suggestion.kind == Suggestion.Kind.REMOVAL:
        return _("What do you know about it?")
    return str(_TITLES[step])


def _present(suggestion: Suggestion, step: str) -> list[tuple[str, list[str]]]:
    """What the listing says now about the question."""
    question = QUESTIONS.get(step)
    if question is None or not suggestion.base:
        return []
    seen = _seen(suggestion)
    reader = parts.Reader([seen])
    keys = parts.in_order(question.keys)
    return [(parts.label(key), reader.lines(key, seen.get(key))) for key in keys]


def _seen(suggestion: Suggestion) -> parts.Values:
    """What the listing said when the author began. What was sent and came back keeps only the
    parts that it is about: of the others, what it says now."""
    if suggestion.service is None or suggestion.state == Suggestion.State.DRAFT:
        return suggestion.base
    return {**parts.now(suggestion.service), **suggestion.base}


def _to_keep(form: forms.Form) -> dict[str, Any]:
    if isinstance(form, QuestionForm):
        return {"proposed": form.values()}
    if isinstance(form, WordsForm):
        return {"words": form.cleaned_data["words"]}
    return {"contact": form.cleaned_data}


class CheckView(DraftPage):
    """Every answer on one page, and the button that sends them."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._show(SendForm())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        form = SendForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        if missing := _missing(self.suggestion):
            form.add_error(None, missing)
            return self._show(form)
        contact = self.suggestion.contact
        spend(request, SENDS, contact.email)
        try:
            actions.submit(self.suggestion)
        except actions.NotNow as problem:
            form.add_error(None, str(problem))
            return self._show(form)
        return redirect("suggestions:sent", key)

    def _show(self, form: SendForm) -> HttpResponse:
        context = {
            "suggestion": self.suggestion,
            "contact": getattr(self.suggestion, "contact", None),
            "answers": steps.answers(self.suggestion),
            "has_words": steps.has_words(self.suggestion),
            "form": form,
            "back": steps.before(self.suggestion, steps.CHECK),
        }
        return render(self.request, "suggestions/check.html", context)


def _missing(suggestion: Suggestion) -> str:
    """What must be there before it can be sent, to whoever skipped a page by its address."""
    contact = getattr(suggestion, "contact", None)
    if contact is None or not contact.relation:
        return _("Say who you are first.")
    if not contact.email and suggestion.kind != Suggestion.Kind.REPORT:
        return _("Enter your e-mail address first.")
    if suggestion.kind == Suggestion.Kind.NEW and not suggestion.proposed.get("name_en"):
        return _("Enter the name of the service first.")
    return ""


class SentView(OwnPage):
    """The reference, and what happens next."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        if self.suggestion.state == Suggestion.State.DRAFT:
            return redirect(steps.url(self.suggestion, steps.CHECK))
        context = {
            "suggestion": self.suggestion,
            "contact": getattr(self.suggestion, "contact", None),
        }
        return render(request, "suggestions/sent.html", context)
