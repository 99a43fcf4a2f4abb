"""Takes words off the site that an officer does not want: drafts by language, service or day, and
what one file of an agency brought."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from core import audit, translations
from core.models import TranslationSource
from core.translations import MadeBy, digest
from core.versions import StaleVersion
from directory import translatables
from directory.translatables import Text, Translatable

from . import marks
from .models import Draft, FileBroughtIn
from .querysets import DraftQuerySet

if TYPE_CHECKING:
    from .exchange import Change

UNDONE = "translations.import_undone"
Key = tuple[UUID, str]


@dataclass(frozen=True)
class Written:
    """How words were left in one text, and what is to stand there instead.

    `words`: their digest; the rest as `TranslationSource` says it.
    """

    words: str
    made_by: str
    checked_at: datetime | None
    before: str = ""

    def is_as_left(self, now: str, row: TranslationSource | None) -> bool:
        """Nobody has changed, checked or approved it since."""
        left = (self.words, self.made_by, self.checked_at)
        return row is not None and left == (digest(now), row.made_by, row.checked_at)


def _put_back(
    kind: str, record_id: UUID, code: str, written: Mapping[Key, Written], *, by: Any
) -> set[Key]:
    """Give the texts of a record that are as they were left the words before; which these were.

    Raises StaleVersion while somebody is writing to the record.
    """
    translatable = translatables.get(kind)
    record = translatable.find([record_id]).get(record_id)
    texts = [text for text in translatable.texts(record) if text.key in written] if record else []
    known = translations.states_of({text.owner.pk for text in texts}, code)
    ours = [
        text
        for text in texts
        if written[text.key].is_as_left(text.words(code), known.get(text.key))
    ]
    words = {
        text: before for text in ours if (before := written[text.key].before) != text.words(code)
    }
    kept = {text.key for text in ours if text not in words}
    return kept | _write(translatable, record, words, code, written, by)


def _write(
    kind: Translatable,
    record: Any,
    words: dict[Text, str],
    code: str,
    written: Mapping[Key, Written],
    by: Any,
) -> set[Key]:
    if not words:
        return set()
    done = kind.write(
        record,
        code=code,
        words=words,
        made_by=written[next(iter(words)).key].made_by,
        by=by,
        version=getattr(record, "version", None),
    )
    return {text.key for text in done}


# --- Machine drafts -------------------------------------------------------------------------------


def take_back(drafts: DraftQuerySet, *, by: Any) -> None:
    """Of these, take off what still says what the machine wrote and was checked by nobody."""
    keys = drafts.order_by().values_list("kind", "record_id", "language").distinct()
    for kind, record_id, language in list(keys):
        of_one = list(drafts.filter(kind=kind, record_id=record_id, language=language))
        written = {
            (draft.object_id, draft.field): Written(draft.words, MadeBy.MACHINE, None)
            for draft in of_one
        }
        try:
            with transaction.atomic():
                taken = _put_back(kind, record_id, language, written, by=by)
                gone = [draft.pk for draft in of_one if (draft.object_id, draft.field) in taken]
                Draft.objects.filter(pk__in=gone).update(state=Draft.State.TAKEN_BACK)
        except StaleVersion:
            # Somebody is writing to it: it stays as it is, and can be asked for again.
            continue


# --- Files of agencies ----------------------------------------------------------------------------


def keep(
    changes: Iterable["Change"],
    before: Mapping[Key, TranslationSource],
    code: str,
    *,
    by: Any,
) -> None:
    """Write down how these texts of a file stand now, and how before: their words and what was
    known of them (`before`)."""
    changes = list(changes)
    now = translations.states_of({change.text.owner.pk for change in changes}, code)
    texts = [_kept(each, now[each.text.key], before.get(each.text.key)) for each in changes]
    if texts:
        FileBroughtIn.objects.create(language=code, by=by, number=len(texts), texts=texts)


def _kept(
    change: "Change", now: TranslationSource, before: TranslationSource | None
) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "record": str(change.record_id),
        "object": str(now.object_id),
        "field": now.field,
        "label": f"{change.record}: {change.text.label}",
        "words": digest(change.words),
        "before": change.now,
        "now": _as_json(now),
        "known": _as_json(before) if before else None,
    }


def _as_json(row: TranslationSource) -> dict[str, Any]:
    return {
        "digest": row.digest,
        "english": row.english,
        "made_by": row.made_by,
        "checked_by_id": str(row.checked_by_id) if row.checked_by_id else None,
        # A JSON encoder would cut it to milliseconds.
        "checked_at": row.checked_at.isoformat() if row.checked_at else None,
    }


def _row(text: dict[str, Any], code: str) -> TranslationSource | None:
    """What was known of a text before."""
    known = text["known"]
    if known is None:
        return None
    return TranslationSource(
        object_id=UUID(text["object"]),
        field=text["field"],
        language=code,
        **known | {"checked_at": _moment(known)},
    )


def _moment(row: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(row["checked_at"]) if row["checked_at"] else None


def _key(text: dict[str, Any]) -> Key:
    return UUID(text["object"]), text["field"]


@dataclass
class Outcome:
    """`left`: each text by name that stays as it is."""

    texts: int = 0
    left: list[str] = field(default_factory=list)


@transaction.atomic
def take_file_back(pk: int, code: str, *, by: Any) -> Outcome | None:
    """Put back what stood there before a file was brought in, in each text that is as the file
    left it; None when there is no such file to undo any more. A file is undone once."""
    files = FileBroughtIn.objects.undoable().select_for_update()
    file = files.filter(pk=pk, language=code).first()
    if file is None:
        return None
    by_record: dict[tuple[str, UUID], list[dict[str, Any]]] = defaultdict(list)
    for text in file.texts:
        by_record[text["kind"], UUID(text["record"])].append(text)
    outcome = Outcome()
    for (kind, record_id), texts in by_record.items():
        taken = _take_back_of_record(kind, record_id, texts, code, by)
        outcome.texts += len(taken)
        outcome.left += [text["label"] for text in texts if _key(text) not in taken]
    marks.write(record_id for _kind, record_id in by_record)
    audit.record(by=by, verb=UNDONE, language=code, texts=outcome.texts, left=len(outcome.left))
    file.delete()
    return outcome


def _take_back_of_record(
    kind: str, record_id: UUID, texts: list[dict[str, Any]], code: str, by: Any
) -> set[Key]:
    written = {
        _key(text): Written(
            text["words"], text["now"]["made_by"], _moment(text["now"]), text["before"]
        )
        for text in texts
    }
    try:
        with transaction.atomic():
            taken = _put_back(kind, record_id, code, written, by=by)
            known = {_key(text): _row(text, code) for text in texts if _key(text) in taken}
            translations.restore(known, code)
    except StaleVersion:
        return set()
    return taken
