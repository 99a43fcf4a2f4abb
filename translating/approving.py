"""Approving the drafts of many records at once, and taking it back."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit, translations
from core.models import AuditEvent
from core.translations import State, Translated
from directory import translatables
from directory.translatables import Text

from . import marks
from .querysets import UNDO_FOR

APPROVED = "translations.approved"
TAKEN_BACK = "translations.taken_back"


class Chosen(NamedTuple):
    """A record that was ticked, and what all its texts said when the page was drawn."""

    kind: str
    key: UUID
    seen: str


@dataclass
class Outcome:
    """`batch` names it for `take_back`; `skipped`: records by name, each with why."""

    batch: str
    records: int = 0
    texts: int = 0
    skipped: list[tuple[str, str | Promise]] = field(default_factory=list)


def seen(texts: Iterable[Text], code: str) -> str:
    """Changes whenever the English or the words of a text do."""
    words = [[text.name, text.english, text.words(code)] for text in texts]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]


@transaction.atomic
def approve(chosen: Iterable[Chosen], code: str, *, by: Any) -> Outcome:
    """Say of all drafts of these records that they are right.

    Nothing that has changed since its `seen` is approved, nor what was made from other English.
    """
    outcome = Outcome(batch=uuid.uuid4().hex)
    chosen = list(chosen)
    for each in chosen:
        _approve_record(each, code, by, outcome)
    marks.write(each.key for each in chosen)
    return outcome


def _approve_record(chosen: Chosen, code: str, by: Any, outcome: Outcome) -> None:
    kind = translatables.get(chosen.kind)
    # Whoever writes to it at this moment has finished when it is read.
    kind.model._base_manager.select_for_update().filter(pk=chosen.key).first()
    record = kind.find([chosen.key]).get(chosen.key)
    if record is None:
        outcome.skipped.append((str(kind.label), _("It is not on the site any more.")))
        return
    texts = kind.texts(record)
    if seen(texts, code) != chosen.seen:
        why = _("It has changed since this page was shown. Look at it again.")
        outcome.skipped.append((str(record), why))
        return
    drafts = _drafts(texts, code)
    if not drafts:
        outcome.skipped.append((str(record), _("It has no draft to approve.")))
        return
    at = timezone.now()
    made = [Translated(*text.key, code, text.english) for text in drafts]
    translations.approve(made, by=by, at=at)
    outcome.records += 1
    outcome.texts += len(drafts)
    audit.record(
        by=by,
        verb=APPROVED,
        obj=record,
        language=code,
        number=len(drafts),
        batch=outcome.batch,
        at=at.isoformat(),
        texts=[[str(key), name] for key, name in (text.key for text in drafts)],
    )


def _drafts(texts: list[Text], code: str) -> list[Text]:
    known = translations.states_of({text.owner.pk for text in texts}, code)
    return [text for text in texts if text.state(code, known.get(text.key)) == State.DRAFT]


@transaction.atomic
def take_back(batch: str, code: str, *, by: Any) -> int:
    """Make drafts again of what was approved in one go; how many texts. Not what somebody has
    written or approved since."""
    events = AuditEvent.objects.filter(
        verb=APPROVED,
        at__gte=timezone.now() - UNDO_FOR,
        detail__batch=batch,
        detail__language=code,
    )
    number = 0
    for event in events:
        keys = {(UUID(key), name) for key, name in event.detail["texts"]}
        at = datetime.fromisoformat(event.detail["at"])
        number += translations.take_back(keys, code, at=at)
    if number:
        marks.write(UUID(event.object_id) for event in events)
        audit.record(by=by, verb=TAKEN_BACK, language=code, number=number, batch=batch)
    return number
