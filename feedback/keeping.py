"""How long what people said is kept, and what becomes of one person's data when they ask.

UK GDPR, articles 5(1)(e), 15 and 17. The privacy page says the same to everybody.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import audit

from .models import Comment, CommentContact
from .models.comment import TRANSLATED_WORDS

State = Comment.State


def forget(now: datetime | None = None) -> tuple[int, int]:
    """Delete the contact details and the original words whose time is over; how many of each.

    A contact stays while a reply is owed or nothing is decided, so that nobody waits in vain; but
    no contact outlives the words.
    """
    now = now or timezone.now()
    old_words = now - timedelta(days=settings.FEEDBACK_ORIGINAL_DAYS)
    old_contact = now - timedelta(days=settings.FEEDBACK_CONTACT_DAYS)
    done = Q(
        comment__updated_at__lt=old_contact,
        comment__state__in=[State.PUBLISHED, State.KEPT_BACK],
        comment__needs_reply=False,
    )
    with transaction.atomic():
        contacts = CommentContact.objects.filter(done | Q(comment__created_at__lt=old_words))
        contacts_deleted, _by_model = contacts.delete()
        originals = Comment.objects.filter(created_at__lt=old_words, original_deleted_at=None)
        originals_deleted = originals.update(
            original="", search_term="", kept_back_note="", original_deleted_at=now
        )
        if contacts_deleted or originals_deleted:
            audit.record(
                by=None,
                verb="comments.forgotten",
                contacts=contacts_deleted,
                originals=originals_deleted,
            )
    return contacts_deleted, originals_deleted


# --- One person's data ----------------------------------------------------------------------------


def of_person(sought: str) -> "QuerySet[Comment]":
    """Comments that may be a person's: by address, name or reference, or by words in the texts."""
    sought = " ".join(sought.split())
    texts = Q(original__icontains=sought) | Q(reply__icontains=sought)
    texts |= Q(kept_back_note__icontains=sought)
    for column in TRANSLATED_WORDS:
        texts |= Q(**{f"{column}__icontains": sought})
    found: QuerySet[Comment] = Comment.objects.filter(
        Q(contact__email__iexact=sought)
        | Q(contact__name__icontains=sought)
        | Q(contact__other_contact__icontains=sought)
        | Q(reference__iexact=sought)
        | texts
    )
    return found.select_related("contact", "occasion").order_by("heard_on", "pk")


@transaction.atomic
def exported(comments: Iterable[Comment], *, by: Any) -> dict[str, Any]:
    """All that is held of the comments, to be handed to whoever they belong to."""
    rows = list(comments)
    for comment in rows:
        audit.record(by=by, verb="comment.exported", obj=comment)
    return {"comments": [_row(comment) for comment in rows]}


def _row(comment: Comment) -> dict[str, Any]:
    contact: CommentContact | None = getattr(comment, "contact", None)
    return {
        "reference": comment.reference,
        "heard_on": comment.heard_on,
        "channel": str(comment.get_channel_display()),
        "occasion": comment.occasion.name if comment.occasion else "",
        "about": str(comment.get_about_display()),
        "who_is_speaking": str(comment.get_speaker_display()),
        "language": comment.language,
        "page": comment.page,
        "searched_for": comment.search_term,
        "words": comment.original,
        "words_deleted_at": comment.original_deleted_at,
        "name": contact.name if contact else "",
        "email": contact.email if contact else "",
        "phone_or_address": contact.other_contact if contact else "",
        "uses": contact.uses_in_words if contact else [],
        "answer_needed_as": str(contact.get_format_display()) if contact else "",
        "state": str(comment.get_state_display()),
        "why_kept_back": str(comment.get_kept_back_reason_display()),
        "published_words": {
            column.removeprefix("published_words_"): words
            for column in TRANSLATED_WORDS
            if (words := getattr(comment, column))
        },
        "reply": comment.reply,
        "replied_at": comment.replied_at,
        "received_at": comment.created_at,
    }


@transaction.atomic
def erase(comments: Iterable[Comment], *, by: Any) -> int:
    """Erase every word of the comments for good, also what is published; how many.

    The row stays without words, so that what was counted for a year's report stays true.
    """
    keys = [comment.pk for comment in comments]
    locked = Comment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    for comment in locked:
        _erase(comment)
        audit.record(by=by, verb="comment.erased", obj=comment)
    CommentContact.objects.filter(comment__in=keys).delete()
    return len(locked)


def _erase(comment: Comment) -> None:
    for column in TRANSLATED_WORDS:
        setattr(comment, column, "")
    comment.original = comment.search_term = comment.page = comment.kept_back_note = ""
    comment.original_deleted_at = comment.original_deleted_at or timezone.now()
    comment.reply, comment.replied_at, comment.replied_by = "", None, None
    comment.needs_reply = comment.may_publish = False
    comment.published_at = comment.published_by = None
    comment.state = State.KEPT_BACK
    comment.kept_back_reason = Comment.KeptBackReason.ERASED
    comment.save()
