"""Files for an agency: which texts go out, and what comes in, looked at before it is written."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core import audit, references, translations
from core.languages import SOURCE
from core.models import TranslationSource
from core.translations import State, Translated, digest
from core.versions import StaleVersion
from directory import translatables
from directory.translatables import Text, Translatable

from . import marks, standing, taking_back, xliff

# Records in one file: as many as can be written while an officer waits.
MOST_RECORDS = 300
_AT_ONCE = 50
# How long a file waits for "bring in" after it was looked at, in seconds.
_KEPT_FOR = 60 * 60
EXPORTED = "translations.exported"
IMPORTED = "translations.imported"


# --- Out --------------------------------------------------------------------------------------


def export(
    file: IO[bytes],
    kinds: Sequence[Translatable],
    code: str,
    states: Sequence[str],
    *,
    site: str,
    by: Any,
) -> int:
    """Write the texts in these states, of the records that are read most; how many there are."""
    number = xliff.write(file, _sent(kinds, code, states, site), code=code, site=site)
    names = [kind.name for kind in kinds]
    audit.record(by=by, verb=EXPORTED, language=code, states=states, kinds=names, texts=number)
    return number


def _sent(
    kinds: Sequence[Translatable], code: str, states: Sequence[str], site: str
) -> Iterator[xliff.Sent]:
    listed = standing.listed(kinds, code, states, stop=MOST_RECORDS)
    for start in range(0, len(listed), _AT_ONCE):
        part = listed[start : start + _AT_ONCE]
        found = _records((each.kind, each.record_id) for each in part)
        texts = {key: translatables.get(key[0]).texts(record) for key, record in found.items()}
        owners = {text.owner.pk for each in texts.values() for text in each}
        known = translations.states_of(owners, code)
        for key, record in found.items():
            where = _where(record, site)
            for text in texts[key]:
                state = text.state(code, known.get(text.key))
                if state in states:
                    yield _one(key, record, text, state, code, where)


def _one(
    key: tuple[str, UUID], record: Any, text: Text, state: State, code: str, where: str
) -> xliff.Sent:
    return xliff.Sent(
        kind=key[0],
        record_id=str(key[1]),
        name=text.name,
        label=text.label,
        english=text.english,
        words=text.words(code),
        state=state,
        longest=text.longest,
        record=str(record),
        where=where,
    )


def _records(wanted: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Any]:
    """Those the public can read, in the order in which they are wanted."""
    wanted = list(wanted)
    keys: dict[str, list[UUID]] = {}
    for name, key in wanted:
        keys.setdefault(name, []).append(key)
    found = {name: translatables.get(name).find(some) for name, some in keys.items()}
    return {(name, key): found[name][key] for name, key in wanted if key in found[name]}


def _where(record: Any, site: str) -> str:
    """The page of a record in English; nothing for what stands on pages of other records."""
    if not hasattr(record, "get_absolute_url"):
        return ""
    with override(SOURCE):
        return f"{site}{record.get_absolute_url()}"


# --- In ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """Other words for one text of a record."""

    kind: str
    record_id: UUID
    record: Any
    text: Text
    now: str
    words: str


@dataclass
class Preview:
    """What a file would do. `refused`: each text by name, with why."""

    changes: list[Change] = field(default_factory=list)
    # Texts that say the same already, and those without a translation in the file.
    same: list[Change] = field(default_factory=list)
    empty: int = 0
    refused: list[tuple[str, str | Promise]] = field(default_factory=list)


def look(content: bytes, code: str, *, site: str) -> Preview:
    """What the file would change, and what of it cannot be taken. Raises xliff.Refused."""
    preview = Preview()
    units = xliff.read(content, code=code, site=site)
    wanted = dict.fromkeys(key for unit in units if (key := _key(unit)))
    if len(wanted) > MOST_RECORDS:
        raise xliff.Refused(_("The file has more texts than this site puts into one."))
    records = _records(wanted)
    texts = {
        (*key, text.name): text
        for key, record in records.items()
        for text in translatables.get(key[0]).texts(record)
    }
    done: set[str] = set()
    for unit in units:
        key = _key(unit)
        record = records.get(key) if key else None
        text = texts.get((*key, unit.name)) if key else None
        if key is None or record is None or text is None:
            why = _("There is no such text any more, or it never was one of this site.")
            preview.refused.append((unit.name[:80] or "?", why))
        elif text.name in done:
            preview.refused.append((_label(record, text), _("It is in the file twice.")))
        else:
            done.add(text.name)
            _look_at(unit, key, record, text, code, preview)
    return preview


def _key(unit: xliff.Unit) -> tuple[str, UUID] | None:
    try:
        return translatables.get(unit.kind).name, UUID(unit.record_id)
    except (LookupError, ValueError):
        return None


def _label(record: Any, text: Text) -> str:
    return f"{record}: {text.label}"


def _look_at(
    unit: xliff.Unit, key: tuple[str, UUID], record: Any, text: Text, code: str, preview: Preview
) -> None:
    if unit.parts is None:
        preview.empty += 1
        return
    if unit.english != digest(text.english):
        why = _("The English has changed since the file was made. Send the text out again.")
        preview.refused.append((_label(record, text), why))
        return
    try:
        words = xliff.said(unit, text.english)
    except xliff.Lost as lost:
        preview.refused.append((_label(record, text), lost.why))
        return
    if len(words) > text.longest:
        longest = _("It is too long: %(number)s characters are the most.")
        preview.refused.append((_label(record, text), longest % {"number": text.longest}))
        return
    change = Change(*key, record, text, text.words(code), words)
    (preview.same if change.now == words else preview.changes).append(change)


def keep(content: bytes, preview: Preview, *, by: Any) -> str:
    """Keep a file that was looked at for a while, for this person; by what it is found again."""
    token = references.new_reference()
    seen = {change.text.name: digest(change.now) for change in preview.changes}
    cache.set(_place(token, by), (zlib.compress(content), seen), _KEPT_FOR)
    return token


def kept(token: str, *, by: Any) -> tuple[bytes, dict[str, str]] | None:
    """The file and what its texts said when it was looked at; None when its time is over."""
    found = cache.get(_place(token, by))
    return (zlib.decompress(found[0]), found[1]) if found else None


def throw_away(token: str, *, by: Any) -> None:
    cache.delete(_place(token, by))


def _place(token: str, by: Any) -> str:
    return f"xliff/{by.pk}/{references.clean_reference(token)}"


@dataclass
class Outcome:
    """`done`: what was written or approved."""

    texts: int = 0
    approved: int = 0
    done: list[Change] = field(default_factory=list)
    skipped: list[tuple[str, str | Promise]] = field(default_factory=list)


def bring_in(
    preview: Preview, seen: dict[str, str], code: str, *, by: Any, is_checked: bool
) -> Outcome:
    """Write what was looked at. `is_checked`: somebody has compared it, and `by` answers for it;
    else the words are drafts. Leaves out what somebody wrote since."""
    outcome = Outcome()
    by_record: dict[tuple[str, UUID], list[Change]] = {}
    for change in preview.changes:
        if seen.get(change.text.name) != digest(change.now):
            why = _("Somebody else has written it since.")
            outcome.skipped.append((_label(change.record, change.text), why))
        else:
            by_record.setdefault((change.kind, change.record_id), []).append(change)
    everything = (*preview.changes, *preview.same)
    with transaction.atomic():
        before = translations.states_of({change.text.owner.pk for change in everything}, code)
        for changes in by_record.values():
            _write(changes, code, by, is_checked, outcome)
        if is_checked:
            _approve(preview.same, before, code, by, outcome)
            marks.write(change.record_id for change in everything)
        taking_back.keep(outcome.done, before, code, by=by)
        audit.record(
            by=by,
            verb=IMPORTED,
            language=code,
            texts=outcome.texts,
            approved=outcome.approved,
            refused=len(preview.refused) + len(outcome.skipped),
        )
    return outcome


def _write(changes: list[Change], code: str, by: Any, is_checked: bool, outcome: Outcome) -> None:
    kind, record = translatables.get(changes[0].kind), changes[0].record
    words = {change.text: change.words for change in changes}
    made = {text: Translated(*text.key, code, text.english) for text in words}
    version = getattr(record, "version", None)
    try:
        written = kind.write(
            record, code=code, words=words, made_by="import", by=by, version=version
        )
    except StaleVersion:
        why = _("Somebody else has written it since.")
        outcome.skipped += [(_label(record, text), why) for text in words]
        return
    waiting = _("Other words for it wait to be published.")
    outcome.skipped += [(_label(record, text), waiting) for text in words if text not in written]
    outcome.texts += len(written)
    outcome.done += [change for change in changes if change.text in written]
    if is_checked:
        translations.approve([made[text] for text in written], by=by)
        outcome.approved += len(written)


def _approve(
    same: list[Change],
    known: dict[tuple[UUID, str], TranslationSource],
    code: str,
    by: Any,
    outcome: Outcome,
) -> None:
    """Words that the file brings as they are here already: the agency found them right."""
    drafts = [
        change
        for change in same
        if change.text.state(code, known.get(change.text.key)) != State.CHECKED
    ]
    made = [Translated(*each.text.key, code, each.text.english) for each in drafts]
    translations.approve(made, by=by)
    outcome.approved += len(drafts)
    outcome.done += drafts
