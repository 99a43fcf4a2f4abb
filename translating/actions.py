"""What officers decide about machine drafts and the words that were agreed on."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core import audit

from . import gathering, tasks
from .models import Draft, DraftSettings, Term
from .services import Problem


@transaction.atomic
def choose(
    *,
    by: Any,
    languages: Collection[str],
    kinds_left_out: Collection[str],
    topics_left_out: Collection[UUID],
) -> None:
    """Into which languages a machine drafts, and what it never does."""
    chosen = gathering.settings_now()
    chosen.languages = sorted(languages)
    chosen.kinds_left_out = sorted(kinds_left_out)
    chosen.topics_left_out = list(topics_left_out)
    chosen.save(update_fields=["languages", "kinds_left_out", "topics_left_out"])
    audit.record(
        by=by,
        verb="drafts.chosen",
        languages=chosen.languages,
        kinds_left_out=chosen.kinds_left_out,
        topics_left_out=len(chosen.topics_left_out),
    )


@transaction.atomic
def begin(*, by: Any) -> None:
    """Draft from now on, every night, and a first time at once."""
    DraftSettings.objects.filter(pk=gathering.settings_now().pk).update(
        is_on=True, paused_until=None, problem=""
    )
    audit.record(by=by, verb="drafts.begun")
    tasks.begin_soon()


@transaction.atomic
def stop(*, by: Any) -> None:
    """Nothing more is sent, from the next text on."""
    DraftSettings.objects.filter(pk=gathering.settings_now().pk).update(is_on=False)
    audit.record(by=by, verb="drafts.stopped")


@transaction.atomic
def try_again(draft: Draft, *, by: Any) -> None:
    """Let a text that was given up wait once more: the only way that the same English is sent
    again."""
    draft.state, draft.problem = Draft.State.WAITING, Problem.NONE
    draft.attempts, draft.next_try = 0, timezone.now()
    draft.save(update_fields=["state", "problem", "attempts", "next_try"])
    audit.record(by=by, verb="drafts.tried_again", label=draft.label, language=draft.language)


# --- Taking drafts back ---------------------------------------------------------------------------


@transaction.atomic
def ask_to_take_back(*, by: Any, language: str, service: str, day: date | None) -> int:
    """Take drafts off the site that nobody has checked; how many there may be.

    An empty value stands for every language, service or day.
    """
    asked = Draft.objects.written().made(language=language, service=service, day=day)
    count = asked.count()
    said = day.isoformat() if day else ""
    audit.record(
        by=by, verb="drafts.taken_back", language=language, service=service, day=said, texts=count
    )
    tasks.take_back.defer(language=language, service=service, day=said, by=str(by.pk))
    return count


# --- Terms ----------------------------------------------------------------------------------------


@transaction.atomic
def save_term(term: Term, *, by: Any) -> None:
    """Keep a term as somebody has just read it on the desk."""
    verb = "agreed_term.changed" if term.pk else "agreed_term.added"
    term.checked_by, term.checked_at = by, timezone.now()
    term.save()
    audit.record(by=by, verb=verb, obj=term)


@transaction.atomic
def delete_term(term: Term, *, by: Any) -> None:
    audit.record(by=by, verb="agreed_term.deleted", obj=term)
    term.delete()
