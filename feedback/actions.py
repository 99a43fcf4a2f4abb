"""Receiving comments and deciding on them. Every change is in the audit log, without its words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from core import audit
from core.languages import SOURCE
from core.years import Year
from usage import actions as usage

from . import emails
from .cleaning import clean
from .models import Comment, CommentContact, Occasion, PageAnswer

State = Comment.State


class NotNow(Exception):
    """What was asked cannot be done with the comment as it is; says why."""


class Overtaken(Exception):
    """Somebody else changed the comment after the page was opened."""


# --- Receiving ------------------------------------------------------------------------------------


@transaction.atomic
def receive(
    *,
    channel: str,
    about: str,
    words: str,
    speaker: str = Comment.Speaker.UNKNOWN,
    language: str = SOURCE,
    page: str = "",
    search_term: str = "",
    name: str = "",
    email: str = "",
    may_publish: bool = True,
    needs_reply: bool = False,
    heard_on: date | None = None,
    due: date | None = None,
    occasion: Occasion | None = None,
    by: Any = None,
    **contact: Any,
) -> Comment:
    """Keep what somebody said. `by` is the member of staff who typed it in, if one did.

    `due`: the day by which it is answered, where that is not the usual one. `contact`: what else
    is known of its author, as columns of CommentContact.

    Whoever left an e-mail address gets a receipt with the reference, unless staff typed it.
    """
    heard_on = heard_on or timezone.localdate()
    comment = Comment.objects.create(
        channel=channel,
        about=about,
        speaker=speaker,
        language=language,
        original=clean(words),
        page=page,
        search_term=usage.clean(search_term),
        may_publish=may_publish and about != Comment.About.PROBLEM,
        needs_reply=needs_reply,
        heard_on=heard_on,
        year=Year.of(heard_on).code,
        due=due or timezone.localdate() + timedelta(days=settings.FEEDBACK_ANSWER_DAYS),
        occasion=occasion,
        entered_by=by,
    )
    if name or email or any(contact.values()):
        CommentContact.objects.create(
            comment=comment, name=clean(name), email=email.lower(), **contact
        )
    audit.record(by=by, verb="comment.received", obj=comment, channel=channel)
    if email and by is None:
        emails.received(comment)
    return comment


def count_answer(*, page: str, language: str, is_useful: bool) -> None:
    """Count one more visitor who found a page useful today, or not."""
    column = "yes" if is_useful else "no"
    key: dict[str, Any] = {"page": page, "language": language, "day": timezone.localdate()}
    with transaction.atomic():
        PageAnswer.objects.get_or_create(**key)
        PageAnswer.objects.filter(**key).update(**{column: F(column) + 1})


# --- The desk -------------------------------------------------------------------------------------


@contextmanager
def _changing(
    comment: Comment, *, by: Any, verb: str, seen: str | None = None, **detail: Any
) -> Iterator[Comment]:
    """The comment, locked, to be changed; then saved and written to the log.

    `seen` is the `version` of the comment on the page that was opened: raises Overtaken when
    somebody else changed it since. None does not ask.
    """
    with transaction.atomic():
        locked: Comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if seen is not None and seen != locked.version:
            raise Overtaken
        yield locked
        locked.save()
        audit.record(by=by, verb=verb, obj=locked, **detail)


def take(comment: Comment, *, by: Any) -> None:
    """`by` looks after it from now on."""
    with _changing(comment, by=by, verb="comment.taken") as locked:
        locked.owner = by
        _is_looked_at(locked)


def describe(comment: Comment, *, by: Any, values: Mapping[str, Any], seen: str | None) -> None:
    """Set what it is about, who speaks, when it is due, whose it is and so on."""
    with _changing(
        comment, by=by, verb="comment.described", seen=seen, fields=sorted(values)
    ) as locked:
        for name, value in values.items():
            setattr(locked, name, value)
        if locked.about == Comment.About.PROBLEM:
            locked.may_publish = False
        if locked.state == State.PUBLISHED and not locked.may_publish:
            raise NotNow(_("It is published. Take it off the website before you forbid that."))
        _is_looked_at(locked)


def word(comment: Comment, *, by: Any, words: Mapping[str, str], seen: str | None) -> None:
    """Keep the wording for publication, by language, without publishing it."""
    with _changing(comment, by=by, verb="comment.worded", seen=seen) as locked:
        if locked.state == State.PUBLISHED:
            raise NotNow(
                _("It is published. Take it off the website before you change the wording.")
            )
        _set_words(locked, words)
        _is_looked_at(locked)


def publish(comment: Comment, *, by: Any, words: Mapping[str, str], seen: str | None) -> None:
    """Everybody may read `words`, by language; English is needed."""
    with _changing(comment, by=by, verb="comment.published", seen=seen) as locked:
        if not locked.may_publish:
            raise NotNow(_("It must not be published: its author, or what it is about, forbids."))
        _set_words(locked, words)
        if not locked.published_words_en:  # type: ignore[attr-defined]
            raise NotNow(_("Write what is published in English first."))
        locked.kept_back_reason = locked.kept_back_note = ""
        locked.state = State.PUBLISHED
        locked.published_at, locked.published_by = timezone.now(), by


def unpublish(comment: Comment, *, by: Any) -> None:
    """Take it off the website at once; its wording is kept for the desk."""
    with _changing(comment, by=by, verb="comment.unpublished") as locked:
        if locked.state != State.PUBLISHED:
            raise NotNow(_("It is not published."))
        _unpublish(locked)


def keep_back(
    comment: Comment, *, by: Any, reason: str, note: str = "", seen: str | None = None
) -> None:
    """Decide not to publish it; `reason` is one of Comment.KeptBackReason."""
    with _changing(comment, by=by, verb="comment.kept_back", seen=seen, reason=reason) as locked:
        _unpublish(locked)
        locked.state = State.KEPT_BACK
        locked.kept_back_reason, locked.kept_back_note = reason, clean(note)


def reopen(comment: Comment, *, by: Any) -> None:
    """What was kept back is to be decided again."""
    with _changing(comment, by=by, verb="comment.reopened") as locked:
        if locked.state != State.KEPT_BACK:
            raise NotNow(_("It is not kept back."))
        locked.state = State.OPEN
        locked.kept_back_reason = locked.kept_back_note = ""


def reply(comment: Comment, *, by: Any, text: str, seen: str | None = None) -> None:
    """Answer its author: on the page of the reference, and by e-mail where there is an address."""
    with _changing(comment, by=by, verb="comment.replied", seen=seen) as locked:
        locked.reply = clean(text)
        locked.replied_at, locked.replied_by = timezone.now(), by
        locked.needs_reply = False
        _is_looked_at(locked)
        if locked.address:
            emails.replied(locked)


def _unpublish(comment: Comment) -> None:
    comment.published_at = comment.published_by = None
    if comment.state == State.PUBLISHED:
        comment.state = State.OPEN


def _set_words(comment: Comment, words: Mapping[str, str]) -> None:
    for language, text in words.items():
        setattr(comment, build_localized_fieldname("published_words", language), clean(text))


def _is_looked_at(comment: Comment) -> None:
    if comment.state == State.NEW:
        comment.state = State.OPEN


def next_waiting(*, by: Any, after: Comment | None = None) -> Comment | None:
    """What `by` should look at next: the soonest due that nobody else looks after."""
    rows = Comment.objects.waiting().filter(Q(owner=None) | Q(owner=by))
    if after is not None:
        rows = rows.exclude(pk=after.pk)
    found: Comment | None = rows.order_by("due", "created_at", "pk").first()
    return found


def set_contact(comment: Comment, *, by: Any, name: str, email: str) -> None:
    """Who said it, so that they can be answered; nothing of both forgets them."""
    with transaction.atomic():
        if name or email:
            CommentContact.objects.update_or_create(
                comment=comment, defaults={"name": clean(name), "email": email.lower()}
            )
        else:
            CommentContact.objects.filter(comment=comment).delete()
        audit.record(by=by, verb="comment.contact_changed", obj=comment)


# --- Occasions ------------------------------------------------------------------------------------


@transaction.atomic
def save_occasion(occasion: Occasion, *, by: Any) -> Occasion:
    """Keep an occasion; what was said there is heard on its day."""
    is_new = occasion._state.adding
    if is_new:
        occasion.created_by = by
    occasion.save()
    if not is_new:
        year = Year.of(occasion.date).code
        occasion.comments.exclude(heard_on=occasion.date).update(heard_on=occasion.date, year=year)
    audit.record(by=by, verb="occasion.added" if is_new else "occasion.changed", obj=occasion)
    return occasion


@transaction.atomic
def delete_occasion(occasion: Occasion, *, by: Any) -> bool:
    """Delete an occasion that nothing was said on; False when something was."""
    if occasion.comments.exists():
        return False
    audit.record(by=by, verb="occasion.deleted", obj=occasion)
    occasion.delete()
    return True
