"""A suggestion part by part: what the listing said, what it says now, and what is proposed."""

from dataclasses import dataclass, field
from typing import Any

from core.differences import Piece, pieces
from directory.models import Service, Upload

from .. import parts
from ..actions import parts_of
from ..all_questions import of_part
from ..models import Outcome, Suggestion
from ..parts import Reader, Values
from ..reviewing import changed_since

# Short facts that one glance can judge: many of them may be approved at once.
TRIVIAL = {"phones", "website", "email", "wait_time_en", "minimum_age", "maximum_age"}


@dataclass(frozen=True)
class Difference:
    key: str
    label: str
    # From what the listing says now to what would be published.
    pieces: list[Piece]
    base: str
    now: str
    proposed: str
    # The officer's own version; empty when there is none.
    edited: str
    # The listing changed under the suggestion: nothing may be overwritten without a look.
    is_conflict: bool
    # The listing says it already.
    is_there: bool
    # The page on which the officer can mend it before approving; "" when there is none.
    question: str
    outcome: str
    note: str
    # Of a translation: the English it was written beside; and whether that says something else
    # by now, and would still when all of the suggestion is approved.
    english: str = ""
    is_behind: bool = False
    is_checked: bool = False
    photos_now: list[Upload] = field(default_factory=list)
    photos_proposed: list[Upload] = field(default_factory=list)


def of(suggestion: Suggestion, service: Service | None) -> list[Difference]:
    """`service` with everything loaded; None for a new one, or one that is gone."""
    now = _now(suggestion, service)
    reader = Reader([suggestion.base, suggestion.proposed, suggestion.edited, now])
    return [_one(key, suggestion, now, reader) for key in parts_of(suggestion)]


def _now(suggestion: Suggestion, service: Service | None) -> Values:
    """The listing as it is; for one that is decided, as it was when that was done."""
    if suggestion.is_ended:
        decided = {key: each.get("was") for key, each in suggestion.decisions.items()}
        return {key: decided.get(key) or suggestion.base.get(key) for key in suggestion.to_approve}
    return parts.snapshot(service) if service is not None else {}


def _one(key: str, suggestion: Suggestion, now: Values, reader: Reader) -> Difference:
    if key == parts.WORDS:
        return _words(suggestion)
    base, proposed = suggestion.base.get(key), suggestion.to_approve[key]
    said: dict[str, Any] = {
        name: reader.words(key, value)
        for name, value in (
            ("base", base),
            ("now", now.get(key)),
            ("proposed", suggestion.proposed.get(key)),
        )
    }
    decided = suggestion.decisions.get(key, {})
    question = of_part(key)
    return Difference(
        key=key,
        label=parts.label(key),
        pieces=pieces(said["now"], reader.words(key, proposed)),
        **said,
        edited=reader.words(key, proposed) if key in suggestion.edited else "",
        is_conflict=is_conflict(key, suggestion, now),
        is_there=bool(now) and parts.same(key, now.get(key), proposed),
        question=question.slug if question else "",
        outcome=str(Outcome(decided["outcome"]).label) if decided else "",
        note=decided.get("note", ""),
        **_beside(key, suggestion, now),
        is_checked=bool(decided.get("checked")),
        photos_now=reader.photos(key, now.get(key)),
        photos_proposed=reader.photos(key, proposed),
    )


def _beside(key: str, suggestion: Suggestion, now: Values) -> dict[str, Any]:
    """The English of a translation."""
    if key not in suggestion.made_from:
        return {}
    english, beside = parts.TRANSLATIONS[key].english, suggestion.made_from[key]
    becomes = suggestion.proposed.get(english, now.get(english))
    is_open = not suggestion.is_ended and becomes is not None
    return {"english": beside, "is_behind": is_open and becomes != beside}


def _words(suggestion: Suggestion) -> Difference:
    decided = suggestion.decisions.get(parts.WORDS, {})
    return Difference(
        key=parts.WORDS,
        label=parts.label(parts.WORDS),
        pieces=[],
        base="",
        now="",
        proposed=suggestion.words,
        edited="",
        is_conflict=False,
        is_there=False,
        question="",
        outcome=str(Outcome(decided["outcome"]).label) if decided else "",
        note=decided.get("note", ""),
    )


def is_conflict(key: str, suggestion: Suggestion, now: Values) -> bool:
    """Whether somebody changed this part after the author saw it, and not to what is proposed."""
    if suggestion.kind != Suggestion.Kind.CHANGE or suggestion.is_ended or not now:
        return False
    return parts.has_moved(
        key,
        base=suggestion.base.get(key),
        now=now.get(key),
        proposed=suggestion.to_approve[key],
    )


@dataclass(frozen=True)
class Since:
    """A part that was published at once and changed by somebody after."""

    key: str
    label: str
    before: str
    published: str
    now: str


def since(suggestion: Suggestion, service: Service | None) -> list[Since]:
    """What became of the parts that were published at once, where that is not what they say now.

    `service` with everything loaded; None for one that is gone.
    """
    if not suggestion.published_at_once or service is None:
        return []
    now = parts.snapshot(service)
    was, became = (
        {key: decided.get(name) for key, decided in suggestion.decisions.items()}
        for name in ("was", "became")
    )
    reader = Reader([was, became, now])
    return [
        Since(
            key=key,
            label=parts.label(key),
            before=reader.words(key, was[key]),
            published=reader.words(key, became[key]),
            now=reader.words(key, now.get(key)),
        )
        for key in changed_since(suggestion, now)
    ]


def is_trivial(suggestion: Suggestion, now: Values) -> bool:
    keys = parts_of(suggestion)
    return (
        suggestion.kind == Suggestion.Kind.CHANGE
        and set(keys) <= TRIVIAL
        and not any(is_conflict(key, suggestion, now) for key in keys)
    )


def listings(suggestions: list[Suggestion]) -> dict[Any, Service]:
    """The services of `suggestions` with everything, in a number of queries that never grows."""
    keys = {each.service_id for each in suggestions if each.service_id}
    return {
        service.pk: service for service in Service.objects.with_everything().filter(pk__in=keys)
    }
