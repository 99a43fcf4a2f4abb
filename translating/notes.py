"""What readers are told of the translations on a page. It goes by what is shown, so that a page
whose every word was checked says nothing."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from core import translations
from core.models import TranslationSource
from core.translations import MadeBy, State
from directory.translatables import Text, texts_of

# Words that search reads, and readers never see.
UNSEEN = {"search_words", "keywords"}


@dataclass(frozen=True)
class Note:
    """At least one of `has_draft`, `has_old` and `has_english` is true."""

    # Words that nobody has checked, and whether a machine, or the people who run the service, made
    # any of those.
    has_draft: bool
    has_machine: bool
    has_provider: bool
    # Words whose English has changed since.
    has_old: bool
    # Some words are shown in English, or all of them are.
    has_english: bool
    is_english: bool


def note_of(records: Iterable[Any], code: str, fields: Collection[str] = ()) -> Note | None:
    """What to say of `records` on a page in the language `code`; None when all is well.

    `fields`: only those of them, as on a list that shows titles. One query; none without records.
    """
    texts = list(_shown(records, fields))
    if not texts:
        return None
    known = translations.states_of({text.owner.pk for text in texts}, code)
    return _sum_up(texts, code, known)


def _shown(records: Iterable[Any], fields: Collection[str]) -> Iterator[Text]:
    for record in records:
        for text in texts_of(record):
            if text.field not in UNSEEN and (not fields or text.field in fields):
                yield text


def _sum_up(
    texts: list[Text], code: str, known: dict[tuple[UUID, str], TranslationSource]
) -> Note | None:
    found = {text.key: text.state(code, known.get(text.key)) for text in texts}
    states = set(found.values())
    if states == {State.CHECKED}:
        return None
    unchecked = [known.get(key) for key, state in found.items() if state != State.MISSING]
    makers = {row.made_by for row in unchecked if row and not row.checked_at}
    return Note(
        has_draft=State.DRAFT in states,
        has_machine=MadeBy.MACHINE in makers,
        has_provider=MadeBy.PROVIDER in makers,
        has_old=State.OLD in states,
        has_english=State.MISSING in states,
        is_english=states == {State.MISSING},
    )


def flat(shown: Any) -> Iterator[Any]:
    """The records out of what a page lists: pages, groups of a heading and its records, entries."""
    if isinstance(shown, Model):
        yield shown
    elif isinstance(shown, dict):
        yield from flat(list(shown.values()))
    elif isinstance(shown, Iterable) and not isinstance(shown, str):
        for each in shown:
            yield from flat(each)
