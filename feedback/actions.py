"""Receiving comments and deciding on them. Every change is in the audit log, without its words."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from core.languages import SOURCE
from core.years import Year
from usage import actions as usage

from . import emails
from .cleaning import clean
from .models import Comment, CommentContact, Occasion, PageAnswer

State = Comment.State


class NotNow(Exception):
    """What was asked cannot be done in the state that the comment is in; says why."""


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
    occasion: Occasion | None = None,
    by: Any = None,
) -> Comment:
    """Keep what somebody said. `by` is the member of staff who typed it in, if one did.

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
        due=timezone.localdate() + timedelta(days=settings.FEEDBACK_ANSWER_DAYS),
        occasion=occasion,
        entered_by=by,
    )
    if name or email:
        CommentContact.objects.create(comment=comment, name=clean(name), email=email.lower())
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
