"""The e-mails about a suggestion, each in its reader's language. Call them inside the transaction
of what they tell of."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from core import email
from core.languages import SOURCE

from . import parts, tokens
from .models import Outcome, Suggestion


@dataclass(frozen=True)
class Line:
    """What became of one part, in the author's language."""

    label: str
    outcome: str
    note: str


def confirm(suggestion: Suggestion, address: str) -> None:
    """To an address that nobody has proved yet: the one e-mail that goes to such a one."""
    link = _link(suggestion, "confirm", tokens.make(suggestion, address))
    email.send(
        "suggestion_confirm",
        to=address,
        language=suggestion.language,
        about=suggestion,
        context={"suggestion": suggestion, "link": link, "days": tokens.GOOD_FOR.days},
    )


def received(suggestion: Suggestion) -> None:
    _to_author(suggestion, "suggestion_received", key=_moment(suggestion.submitted_at))


def question(suggestion: Suggestion, text: str) -> None:
    _to_author(suggestion, "suggestion_question", text=text)


def withdrawn(suggestion: Suggestion) -> None:
    if suggestion.submitted_at:
        _to_author(suggestion, "suggestion_withdrawn", key="withdrawn")


def closed(suggestion: Suggestion) -> None:
    _to_author(suggestion, "suggestion_closed", key="closed")


def link_again(suggestion: Suggestion) -> None:
    _to_author(suggestion, "suggestion_link")


def decided(suggestion: Suggestion) -> None:
    """Approved, in part or not at all, or sent back: what became of each part, and why."""
    with override(suggestion.language):
        lines = outcome_lines(suggestion)
    _to_author(
        suggestion,
        "suggestion_decided",
        lines=lines,
        reason=reason_for_author(suggestion),
        is_sent_back=suggestion.state == Suggestion.State.SENT_BACK,
        is_approved=suggestion.state == Suggestion.State.APPROVED,
        is_put_right=suggestion.is_put_right,
        is_rejected=suggestion.state == Suggestion.State.REJECTED,
        # Of a trusted organisation: published as it came, and perhaps undone by an officer after.
        is_at_once=suggestion.published_at_once and suggestion.reviewed_at is None,
        is_undone=suggestion.published_at_once and suggestion.state != Suggestion.State.APPROVED,
    )


def answered(suggestion: Suggestion) -> None:
    """To the officer who asked."""
    asked = suggestion.messages.filter(kind="question").order_by("-created_at").first()
    if asked is None or asked.by is None or not asked.by.is_active:
        return
    email.send(
        "suggestion_answered",
        to=asked.by.email,
        language=SOURCE,
        about=suggestion,
        context={
            "suggestion": suggestion,
            "link": _address("desk:suggestion", SOURCE, suggestion.pk),
        },
    )


def outcome_lines(suggestion: Suggestion) -> list[Line]:
    """In the language of the page."""
    return [
        Line(
            label=parts.label(key),
            outcome=str(Outcome(suggestion.decisions[key]["outcome"]).label),
            note=suggestion.decisions[key].get("note", ""),
        )
        for key in parts.in_order(suggestion.decisions)
    ]


def reason_for_author(suggestion: Suggestion) -> str:
    """The officer's words; a template's that was taken as it is, in the author's language."""
    template = suggestion.reason_template
    if template is None or template.text_en != suggestion.reason:  # type: ignore[attr-defined]
        return suggestion.reason
    with override(suggestion.language):
        return template.text


def _to_author(suggestion: Suggestion, name: str, *, key: str = "", **context: Any) -> None:
    address = _reader(suggestion)
    if not address:
        return
    email.send(
        name,
        to=address,
        language=suggestion.language,
        key=f"{suggestion.pk}:{key}" if key else "",
        about=suggestion,
        shown=True,
        context={
            "suggestion": suggestion,
            "link": _own_page(suggestion),
            **context,
        },
    )


def _reader(suggestion: Suggestion) -> str:
    """Where the author reads it. What somebody who has left wrote for an organisation is not
    theirs any more: whoever has looked after its listings longest reads it."""
    service, author = suggestion.service, suggestion.author
    organisation = service.organisation if service else suggestion.organisation
    if author is None or organisation is None:
        return suggestion.address
    own = organisation.memberships.filter(user=author)
    if own.filter(ended_at__isnull=True).exists() or not own.exists():
        return suggestion.address
    colleague = organisation.memberships.current().select_related("user").first()
    return colleague.user.email if colleague else ""


def _own_page(suggestion: Suggestion) -> str:
    """The key opens the page of an author without an account; others sign in for theirs."""
    if suggestion.author_id:
        return _address("provider:suggestion", suggestion.language, suggestion.reference)
    return _link(suggestion, "mine", suggestion.key)


def _link(suggestion: Suggestion, page: str, *args: Any) -> str:
    return _address(f"suggestions:{page}", suggestion.language, *args)


def _address(name: str, language: str, *args: Any) -> str:
    with override(language):
        return settings.SITE_URL + reverse(name, args=args)


def _moment(at: Any) -> str:
    return at.isoformat()
