"""After sending: the link in the e-mail, and what became of a suggestion."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.private import PrivatePage
from core.ratelimit import spend
from core.references import REFERENCE_LENGTH

from .. import actions, emails, parts, steps, tokens
from ..forms import AnswerForm, ReferenceForm
from ..models import Outcome, Suggestion
from .common import LOOKS, SENDS, OwnPage

State = Suggestion.State
COLOURS = {
    State.SUBMITTED: "blue",
    State.QUESTION: "yellow",
    State.SENT_BACK: "yellow",
    State.UNCONFIRMED: "yellow",
    State.APPROVED: "green",
    State.PART_APPROVED: "turquoise",
    State.REJECTED: "red",
}
OUTCOME_COLOURS = {
    Outcome.APPROVED: "green",
    Outcome.EDITED: "turquoise",
    Outcome.SENT_BACK: "yellow",
    Outcome.REJECTED: "red",
    Outcome.UNDONE: "red",
}


class ConfirmView(PrivatePage):
    """The link in the e-mail. Opening it does nothing, because mail scanners open links too."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(tokens.read(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        suggestion = tokens.read(token)
        if suggestion is None:
            return self._show(None)
        actions.confirm_email(suggestion)
        return redirect("suggestions:sent", suggestion.key)

    def _show(self, suggestion: Suggestion | None) -> HttpResponse:
        context = {"suggestion": suggestion, "days": tokens.GOOD_FOR.days}
        status = 200 if suggestion else 410
        return render(self.request, "suggestions/confirm.html", context, status=status)


class FindView(PrivatePage):
    """Where one types a reference."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReferenceForm(request.GET or None)
        if form.is_bound and form.is_valid():
            spend(request, LOOKS)
            reference = form.cleaned_data["reference"]
            if Suggestion.objects.in_queue().filter(reference=reference).exists():
                return redirect("suggestions:status", reference)
            form.add_error("reference", _("We do not know this reference. Check each letter."))
        return render(request, "suggestions/find.html", {"form": form})


class StatusView(PrivatePage):
    """What became of it, for whoever has the reference: nothing about its author."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if len(reference) != REFERENCE_LENGTH:
            raise Http404
        spend(request, LOOKS)
        found = Suggestion.objects.in_queue().for_page().filter(reference=reference).first()
        if found is None:
            raise Http404
        context = {**state_of(found), "can_write": bool(found.address) and found.author is None}
        return render(request, "suggestions/status.html", context)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Send the author's own link again, to the address that we know."""
        rows = Suggestion.objects.in_queue().for_page()
        found = rows.filter(reference=reference, author=None).first()
        if found is None or not found.address:
            raise Http404
        spend(request, SENDS, found.address)
        with transaction.atomic():
            emails.link_again(found)
        messages.success(request, _("We have sent the link to the e-mail address that you gave."))
        return redirect("suggestions:status", reference)


class MineView(OwnPage):
    """The author's page: what became of each part, and all that the author can still do."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        if self.suggestion.state == State.DRAFT:
            return redirect(steps.url(self.suggestion, steps.CHECK))
        return self._show(AnswerForm())

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        form = AnswerForm(request.POST)
        try:
            match request.POST.get("do"):
                case "answer":
                    if not form.is_valid():
                        return self._show(form)
                    actions.answer(self.suggestion, text=form.cleaned_data["text"])
                    messages.success(request, _("Thank you. We have your answer."))
                case "withdraw":
                    actions.withdraw(self.suggestion)
                    messages.success(request, _("You have taken your suggestion back."))
                case "again":
                    draft = actions.send_again(self.suggestion)
                    return redirect(steps.url(draft, steps.of(draft)[0]))
                case _:
                    raise Http404
        except actions.NotNow as problem:
            messages.error(request, str(problem))
        return redirect("suggestions:mine", key)

    def _show(self, form: AnswerForm) -> HttpResponse:
        suggestion = self.suggestion
        context = {
            **state_of(suggestion),
            "form": form,
            "first_step": steps.url(suggestion, steps.of(suggestion)[0]),
        }
        return render(self.request, "suggestions/mine.html", context)


def state_of(suggestion: Suggestion) -> dict[str, Any]:
    """What the author and whoever has the reference may know."""
    said = [message for message in suggestion.messages.all() if message.kind != "comment"]
    return {
        "suggestion": suggestion,
        "state_colour": COLOURS.get(State(suggestion.state), "grey"),
        "state_words": _state_words(suggestion),
        "parts": part_rows(suggestion),
        "reason": emails.reason_for_author(suggestion),
        "said": said,
        "is_open": suggestion.state in (*Suggestion.EDITABLE, *Suggestion.WAITING),
        "has_sent_back": any(
            each["outcome"] == Outcome.SENT_BACK for each in suggestion.decisions.values()
        ),
    }


def _state_words(suggestion: Suggestion) -> str:
    if suggestion.is_put_right:
        return _("We have put it right. Thank you.")
    return str(_STATES[State(suggestion.state)])


def part_rows(suggestion: Suggestion) -> list[dict[str, Any]]:
    """Each part with the author's words for it and what became of it."""
    reader = parts.Reader([suggestion.proposed, suggestion.edited])
    rows = []
    for key in parts.in_order({*suggestion.proposed, *suggestion.edited}):
        decided = suggestion.decisions.get(key, {})
        outcome = decided.get("outcome", "")
        is_edited = outcome == Outcome.EDITED
        rows.append(
            {
                "key": key,
                "label": parts.label(key),
                "lines": reader.lines(key, suggestion.proposed.get(key)),
                "outcome": Outcome(outcome).label if outcome else "",
                "colour": OUTCOME_COLOURS[Outcome(outcome)] if outcome else "",
                "note": decided.get("note", ""),
                "published": reader.lines(key, suggestion.edited[key]) if is_edited else [],
            }
        )
    return rows


_STATES = {
    State.DRAFT: gettext_lazy("You have not sent it yet."),
    State.UNCONFIRMED: gettext_lazy(
        "We have sent you an e-mail. Open the link in it: then we look at your suggestion."
    ),
    State.SUBMITTED: gettext_lazy("It is waiting for us. We look at the oldest first."),
    State.QUESTION: gettext_lazy("We have asked you a question. Please answer it below."),
    State.SENT_BACK: gettext_lazy("We need some changes before we can publish it."),
    State.APPROVED: gettext_lazy("We have published it. Thank you."),
    State.PART_APPROVED: gettext_lazy("We have published a part of it. Thank you."),
    State.REJECTED: gettext_lazy("We have not published it."),
    State.WITHDRAWN: gettext_lazy("You took it back. Nothing was published."),
    State.CLOSED: gettext_lazy("The service is no longer listed, so there is nothing to change."),
}
