"""Writes about suggestions. Each locks the suggestion's row, checks its state, is kept whole or
not at all, and is audited; the e-mails about it leave when it is kept.

The author is a user (`author`) or an address that was confirmed (`contact`); a report may have
neither. All take `by=`: the person who does it, None for an author without an account.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import audit
from core.languages import SOURCE
from directory import actions as directory
from directory.models import Organisation, Service

from . import emails, parts, trusted, writing
from .models import (
    Outcome,
    ReasonTemplate,
    StillRightCount,
    Suggestion,
    SuggestionContact,
    SuggestionMessage,
)
from .parts import Values

State = Suggestion.State
Kind = Suggestion.Kind
# After that, whoever took a suggestion is taken to have gone to lunch.
CLAIM_LASTS = timedelta(minutes=30)


class NotNow(Exception):
    """The suggestion is not in a state in which this can be done; the message says why."""


# --- The author -----------------------------------------------------------------------------------


def start(
    *,
    kind: str,
    service: Service | None = None,
    organisation: Organisation | None = None,
    author: Any = None,
    language: str = SOURCE,
    questions: Collection[str] = (),
    follows: Suggestion | None = None,
) -> Suggestion:
    """A draft about `service`, with what the listing says now."""
    suggestion = Suggestion(
        kind=kind,
        service=service,
        organisation=service.organisation if service else organisation,
        author=author,
        language=language,
        questions=list(questions),
        follows=follows,
    )
    if service is not None:
        suggestion.service_name = service.name_en  # type: ignore[attr-defined]
        suggestion.base_version = service.version
        suggestion.base = parts.now(service)
    suggestion.save()
    return suggestion


def save_draft(
    suggestion: Suggestion,
    *,
    by: Any,
    proposed: Values | None = None,
    words: str | None = None,
    contact: Mapping[str, str] | None = None,
) -> Suggestion:
    """Keep more of what the author wrote. A part that says what the listing says is dropped."""
    with _locked(suggestion, *Suggestion.EDITABLE) as locked:
        proposed = proposed or {}
        _complete_base(locked, {*proposed, *parts.english_of(proposed)})
        for key, value in proposed.items():
            _propose(locked, key, value)
        _note_english(locked, proposed)
        if words is not None:
            locked.words = words
        if locked.kind == Kind.NEW:
            locked.service_name = locked.proposed.get("name_en", "")
        locked.save()
        if contact is not None:
            _save_contact(locked, contact)
    return locked


def _complete_base(suggestion: Suggestion, keys: Collection[str]) -> None:
    """After it was sent, only the parts that it is about are kept beside it: of another one, what
    its author saw just now."""
    if suggestion.service is not None and not set(keys) <= set(suggestion.base):
        suggestion.base = {**parts.now(suggestion.service), **suggestion.base}


def _propose(suggestion: Suggestion, key: str, value: Any) -> None:
    value = parts.canonical(key, value)
    nothing = parts.canonical(key, None)
    if parts.same(key, value, suggestion.base.get(key, nothing)):
        suggestion.proposed.pop(key, None)
    else:
        suggestion.proposed[key] = value


def _note_english(suggestion: Suggestion, keys: Collection[str]) -> None:
    """Beside which English its translations were written."""
    for key in parts.TRANSLATIONS.keys() & set(keys):
        if key in suggestion.proposed:
            english = parts.TRANSLATIONS[key].english
            beside = suggestion.proposed.get(english, suggestion.base.get(english, ""))
            suggestion.made_from[key] = beside
        else:
            suggestion.made_from.pop(key, None)


def _save_contact(suggestion: Suggestion, given: Mapping[str, str]) -> None:
    contact, _created = SuggestionContact.objects.get_or_create(suggestion=suggestion)
    if given.get("email", contact.email) != contact.email:
        contact.confirmed_at = None
    for name, value in given.items():
        setattr(contact, name, value)
    contact.save()


def submit(suggestion: Suggestion, *, by: Any = None) -> Suggestion:
    """Send it to the desk; first, for an address that is not confirmed, to its owner.

    Submitting what was submitted before changes nothing. Raises NotNow when nothing was written.
    """
    with _locked(suggestion) as locked:
        if locked.is_waiting or locked.is_decided:
            return locked
        _must_be(locked, Suggestion.EDITABLE)
        if not locked.proposed and not locked.words and locked.kind != Kind.REMOVAL:
            raise NotNow(_("You have not changed anything yet."))
        contact = getattr(locked, "contact", None)
        if locked.author_id is None and contact and contact.email and not contact.confirmed_at:
            locked.state = State.UNCONFIRMED
            locked.save()
            emails.confirm(locked, contact.email)
        else:
            _to_the_desk(locked, by=by)
    return locked


def confirm_email(suggestion: Suggestion) -> Suggestion:
    """The owner of the address pressed the button. A second press changes nothing."""
    with _locked(suggestion) as locked:
        contact = locked.contact
        if not contact.confirmed_at:
            contact.confirmed_at = timezone.now()
            contact.save()
        if locked.state == State.UNCONFIRMED:
            _to_the_desk(locked, by=None)
    return locked


def _to_the_desk(suggestion: Suggestion, *, by: Any) -> None:
    suggestion.state = State.SUBMITTED
    suggestion.submitted_at = timezone.now()
    # What the author did not touch need not be kept beside it.
    suggestion.base = {
        key: value for key, value in suggestion.base.items() if key in suggestion.proposed
    }
    suggestion.edited = {}
    suggestion.save()
    audit.record(by=by, verb="suggestion.submitted", obj=suggestion, kind=suggestion.kind)
    if not trusted.publish(suggestion):
        emails.received(suggestion)


def withdraw(suggestion: Suggestion, *, by: Any = None) -> Suggestion:
    """The author takes it back. Taking back what was taken back changes nothing."""
    with _locked(suggestion) as locked:
        if locked.state == State.WITHDRAWN:
            return locked
        _must_be(locked, (*Suggestion.EDITABLE, *Suggestion.WAITING))
        _end(locked, State.WITHDRAWN, by=by)
        emails.withdrawn(locked)
    return locked


def answer(suggestion: Suggestion, *, by: Any = None, text: str) -> Suggestion:
    """The author answers the officer's question: it is the officer's turn again."""
    with _locked(suggestion, State.QUESTION) as locked:
        _say(locked, SuggestionMessage.Kind.ANSWER, by=by, text=text)
        locked.state = State.SUBMITTED
        locked.save()
        audit.record(by=by, verb="suggestion.answered", obj=locked)
        emails.answered(locked)
    return locked


def send_again(suggestion: Suggestion, *, by: Any = None) -> Suggestion:
    """A draft with the parts that were sent back when the others were approved.

    There is one for each suggestion: asking again gives the same.
    """
    with _locked(suggestion, State.PART_APPROVED) as locked:
        if (draft := locked.followed_by.first()) is not None:
            return draft
        if locked.service is None:
            raise NotNow(_("This service is no longer listed."))
        keys = [
            key
            for key, decided in locked.decisions.items()
            if decided["outcome"] == Outcome.SENT_BACK
        ]
        draft = start(
            kind=Kind.CHANGE,
            service=locked.service,
            author=locked.author,
            language=locked.language,
            questions=locked.questions,
            follows=locked,
        )
        draft = save_draft(draft, by=by, proposed={key: locked.proposed[key] for key in keys})
        # The words are those of then, and so is the English that they say.
        draft.made_from |= {k: v for k, v in locked.made_from.items() if k in draft.made_from}
        draft.save()
        _copy_contact(locked, draft)
    return draft


def _copy_contact(old: Suggestion, new: Suggestion) -> None:
    contact = getattr(old, "contact", None)
    if contact is not None:
        SuggestionContact.objects.create(
            suggestion=new,
            name=contact.name,
            email=contact.email,
            relation=contact.relation,
            confirmed_at=contact.confirmed_at,
        )


def say_still_right(service: Service) -> None:
    """Count one more visitor who found nothing wrong today."""
    today = timezone.localdate()
    with transaction.atomic():
        StillRightCount.objects.get_or_create(service=service, day=today)
        row = StillRightCount.objects.filter(service=service, day=today)
        row.update(count=models.F("count") + 1)


# --- The desk -------------------------------------------------------------------------------------


def is_claimed(suggestion: Suggestion, *, by_other_than: Any) -> bool:
    """Whether somebody else took it a short while ago."""
    if suggestion.claimed_by_id in (None, by_other_than.pk) or suggestion.claimed_at is None:
        return False
    return suggestion.claimed_at > timezone.now() - CLAIM_LASTS


def claim(suggestion: Suggestion, *, by: Any) -> Suggestion:
    """`by` works on it now, taking it over from anybody who did."""
    with _locked(suggestion, *Suggestion.WAITING) as locked:
        if locked.claimed_by_id != by.pk:
            audit.record(by=by, verb="suggestion.claimed", obj=locked)
        locked.claimed_by, locked.claimed_at = by, timezone.now()
        locked.save()
    return locked


def release(suggestion: Suggestion, *, by: Any) -> Suggestion:
    with _locked(suggestion) as locked:
        if locked.claimed_by_id == by.pk:
            locked.claimed_by = locked.claimed_at = None
            locked.save()
    return locked


def claim_next(*, by: Any) -> Suggestion | None:
    """The longest waiting one that nobody else works on, taken by `by`; None when there is none."""
    old = timezone.now() - CLAIM_LASTS
    free = (
        models.Q(claimed_by__isnull=True) | models.Q(claimed_by=by) | models.Q(claimed_at__lt=old)
    )
    with transaction.atomic():
        # Two officers who press at once get two different ones.
        rows = Suggestion.objects.to_decide().about_listings().filter(free)
        found = rows.select_for_update(skip_locked=True, of=("self",)).first()
        return claim(found, by=by) if found else None


def edit(suggestion: Suggestion, *, by: Any, values: Values) -> Suggestion:
    """The officer's own version of some parts, to be approved instead of the author's."""
    with _locked(suggestion, *Suggestion.WAITING) as locked:
        _must_be_free(locked, by)
        now = parts.now(locked.service) if locked.service else {}
        for key, value in values.items():
            _edit(locked, key, parts.canonical(key, value), now)
        locked.save()
        audit.record(by=by, verb="suggestion.edited", obj=locked, fields=sorted(values))
    return locked


def _edit(suggestion: Suggestion, key: str, value: Any, now: Values) -> None:
    present = now.get(key, parts.canonical(key, None))
    if parts.same(key, value, suggestion.proposed.get(key, present)):
        suggestion.edited.pop(key, None)
        return
    suggestion.edited[key] = value
    # A part that the author left alone: what it says now is what the officer saw.
    suggestion.base.setdefault(key, present)


def comment(suggestion: Suggestion, *, by: Any, text: str) -> Suggestion:
    """A note between staff: the author never sees it."""
    with _locked(suggestion) as locked:
        _say(locked, SuggestionMessage.Kind.COMMENT, by=by, text=text)
        audit.record(by=by, verb="suggestion.commented", obj=locked)
    return locked


def ask(suggestion: Suggestion, *, by: Any, text: str) -> Suggestion:
    """Ask the author something. Raises NotNow when nobody left an address."""
    with _locked(suggestion, *Suggestion.WAITING) as locked:
        _must_be_free(locked, by)
        _must_have_author(locked)
        _say(locked, SuggestionMessage.Kind.QUESTION, by=by, text=text)
        locked.state = State.QUESTION
        locked.claimed_by = locked.claimed_at = None
        locked.save()
        audit.record(by=by, verb="suggestion.asked", obj=locked)
        emails.question(locked, text)
    return locked


def decide(
    suggestion: Suggestion,
    *,
    by: Any,
    approve: Collection[str] = (),
    send_back: Mapping[str, str] | None = None,
    reject: Collection[str] = (),
    reason: str = "",
    template: ReasonTemplate | None = None,
    version: int | None = None,
    organisation: Organisation | str | None = None,
    checked: Collection[str] = (),
) -> Suggestion:
    """What becomes of each part: keys to `approve`, keys to `send_back` with a note, keys to
    `reject`. Every part of the suggestion (`to_approve`) must be in one of them; a suggestion in
    words alone, or one to take a listing off, has the single part "".

    `version` is the listing's version that the officer saw: directory.actions.StaleVersion is
    raised when it has moved on. `organisation` is whose the new service is: a record, or the name
    of one to be added. `checked`: the translations that somebody who speaks the language has read;
    the others are published as not checked. Raises NotNow when somebody else decided first,
    ValidationError when the approved values do not go together.
    """
    send_back = send_back or {}
    with _locked(suggestion, *Suggestion.WAITING) as locked:
        _must_be_free(locked, by)
        _must_be_listed(locked)
        _must_be_complete(locked, {*approve, *send_back, *reject})
        if send_back:
            _must_have_author(locked)
        before = parts.now(locked.service) if locked.service and approve else {}
        if approve:
            writing.publish(
                locked,
                approve,
                by=by,
                version=version,
                organisation=organisation,
                checked=checked,
            )
        locked.decisions = {
            **writing.published(locked, approve, before, checked),
            **_not_published(send_back, reject),
        }
        locked.reason, locked.reason_template = reason.strip(), template
        _close_decision(locked, _state_of(approve, send_back, reject), by=by)
    return locked


def try_to_approve(suggestion: Suggestion, *, by: Any, version: int) -> str:
    """Approve all of it, one of many: says what was in the way, or nothing when it is done."""
    try:
        decide(suggestion, by=by, approve=parts_of(suggestion), version=version)
    except (NotNow, ValidationError) as problem:
        words = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
        return f"{suggestion}: {' '.join(words)}"
    except directory.StaleVersion:
        return _("{name}: the listing has changed since. Look at it again.").format(name=suggestion)
    return ""


def _must_be_complete(suggestion: Suggestion, given: set[str]) -> None:
    if given != set(parts_of(suggestion)):
        raise NotNow(_("The suggestion has changed since you opened it. Look at it again."))


def parts_of(suggestion: Suggestion) -> list[str]:
    """The keys to decide on. What was said in words is a part too, but of a new service's.

    Whose a new service is, is chosen apart.
    """
    keys = parts.in_order(set(suggestion.to_approve) - {parts.ORGANISATION_NAME})
    says_more = suggestion.words and suggestion.kind != Kind.NEW
    return [parts.WORDS, *keys] if says_more or not keys else keys


def _must_be_listed(suggestion: Suggestion) -> None:
    service = suggestion.service
    gone = service is None or service.archived_at is not None
    if gone and suggestion.kind != Kind.NEW:
        raise NotNow(_("The service is no longer listed. Its suggestions close by themselves."))


def _not_published(
    send_back: Mapping[str, str], reject: Collection[str]
) -> dict[str, dict[str, Any]]:
    sent_back = {
        key: {"outcome": Outcome.SENT_BACK.value, "note": note.strip()}
        for key, note in send_back.items()
    }
    return {**sent_back, **{key: {"outcome": Outcome.REJECTED.value} for key in reject}}


def _state_of(
    approve: Collection[str], send_back: Mapping[str, str], reject: Collection[str]
) -> "State":
    if approve:
        return State.PART_APPROVED if send_back or reject else State.APPROVED
    return State.SENT_BACK if send_back else State.REJECTED


def _close_decision(suggestion: Suggestion, state: "State", *, by: Any) -> None:
    if state == State.SENT_BACK:
        suggestion.state = state
        suggestion.claimed_by = suggestion.claimed_at = None
        suggestion.save()
    else:
        suggestion.decided_by, suggestion.decided_at = by, timezone.now()
        _end(suggestion, state, by=None)
    outcomes = {key: each["outcome"] for key, each in suggestion.decisions.items()}
    checked = sorted(key for key, each in suggestion.decisions.items() if each.get("checked"))
    detail = {"outcomes": outcomes, **({"checked": checked} if checked else {})}
    audit.record(by=by, verb=f"suggestion.{state.value}", obj=suggestion, **detail)
    emails.decided(suggestion)
    if suggestion.kind == Kind.REMOVAL and state == State.APPROVED:
        # In a transaction of its own: here it would wait for officers who wait for this one.
        transaction.on_commit(close_gone)


# --- What nobody presses a button for -------------------------------------------------------------


def close_gone() -> int:
    """Close what is about listings that were archived or deleted, and tell the authors; how many.

    The directory knows nothing of suggestions, so it cannot call this: a periodic job does
    (suggestions.tasks). Until then `decide` refuses them.
    """
    closed = 0
    for key in Suggestion.objects.of_gone_listings().values_list("pk", flat=True):
        with transaction.atomic():
            rows = Suggestion.objects.of_gone_listings().filter(pk=key).for_update(skip_locked=True)
            # Somebody is at it this moment: the next run finds it.
            if (found := rows.first()) is None:
                continue
            was_sent = found.submitted_at is not None
            _end(found, State.CLOSED, by=None)
            audit.record(by=None, verb="suggestion.closed", obj=found)
            if was_sent:
                emails.closed(found)
            closed += 1
    return closed


def forget_authors() -> int:
    """Delete who sent what ended long ago, and drafts that never were sent; how many."""
    old = Suggestion.objects.with_old_contact().values("pk")
    contacts, _rows = SuggestionContact.objects.filter(suggestion__in=old).delete()
    drafts = Suggestion.objects.never_sent()
    number = drafts.count()
    drafts.delete()
    return contacts + number


# --- Common ---------------------------------------------------------------------------------------


@contextmanager
def _locked(suggestion: Suggestion, *states: str) -> Iterator[Suggestion]:
    """The suggestion as it is now, locked until the end; NotNow unless in one of `states`."""
    with transaction.atomic():
        locked = Suggestion.objects.for_update().get(pk=suggestion.pk)
        if states:
            _must_be(locked, states)
        yield locked


def _must_be(suggestion: Suggestion, states: Collection[str]) -> None:
    if suggestion.state in states:
        return
    if suggestion.is_decided:
        words = _("{who} decided on this already, on {when}.")
        when = formats.date_format(
            timezone.localtime(suggestion.decided_at), "SHORT_DATETIME_FORMAT"
        )
        raise NotNow(words.format(who=suggestion.decided_by, when=when))
    raise NotNow(
        _("This cannot be done now. It is: {state}.").format(state=suggestion.get_state_display())
    )


def _must_be_free(suggestion: Suggestion, by: Any) -> None:
    if is_claimed(suggestion, by_other_than=by):
        raise NotNow(
            _("{who} is working on this. Take it over first.").format(who=suggestion.claimed_by)
        )


def _must_have_author(suggestion: Suggestion) -> None:
    if not suggestion.address:
        raise NotNow(_("The author left no e-mail address, so nobody can answer."))


def _end(suggestion: Suggestion, state: "State", *, by: Any) -> None:
    suggestion.state = state
    suggestion.ended_at = timezone.now()
    suggestion.claimed_by = suggestion.claimed_at = None
    suggestion.save()
    if state == State.WITHDRAWN:
        audit.record(by=by, verb="suggestion.withdrawn", obj=suggestion)


def _say(suggestion: Suggestion, kind: str, *, by: Any, text: str) -> None:
    SuggestionMessage.objects.create(
        suggestion=suggestion, kind=kind, by=by, text=Truncator(text.strip()).chars(4000)
    )
