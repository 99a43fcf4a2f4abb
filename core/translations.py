"""Which English each translation was made from, by whom, and how it stands today."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.languages import SOURCE
from core.models import TranslationSource

MadeBy = TranslationSource.MadeBy
_WHICH = ["object_id", "field", "language"]


class State(TextChoices):
    """How one text stands in one language."""

    MISSING = "missing", _("Not translated")
    # Nobody has compared it with the English: a machine made it, or it came from elsewhere.
    DRAFT = "draft", _("Not checked")
    OLD = "old", _("English has changed since")
    CHECKED = "checked", _("Checked")


class Translated(NamedTuple):
    """One text of a record in one language, and the `english` words that it says."""

    object_id: UUID
    field: str
    language: str
    english: str


def english(record: Any, field: str) -> str:
    """The English of a translated field, whatever the language of the page is."""
    return getattr(record, build_localized_fieldname(field, SOURCE)) or ""


def digest(english: str) -> str:
    return hashlib.md5(english.encode(), usedforsecurity=False).hexdigest()


def state_of(words: str, english: str, row: TranslationSource | None) -> State:
    """`words` in another language, what the English says now, and what is known of the words."""
    if not words:
        return State.MISSING
    if row is None:
        return State.DRAFT
    if row.digest != digest(english):
        return State.OLD
    return State.CHECKED if row.checked_at else State.DRAFT


def remember(texts: Iterable[Translated], *, made_by: str = MadeBy.PERSON, by: Any = None) -> None:
    """Write down which English each text was made from.

    What a person wrote is checked by that person; all else waits as a draft for `approve`.
    """
    is_checked = made_by == MadeBy.PERSON
    rows = [_row(text, made_by, by if is_checked else None, is_checked) for text in texts]
    _upsert(rows, ["digest", "english", "made_by", "checked_by", "checked_at"])


def approve(texts: Iterable[Translated], *, by: Any, at: datetime | None = None) -> None:
    """Somebody compared each text with that English and found it right. Who made it stays known."""
    rows = [_row(text, MadeBy.IMPORT, by, True) for text in texts]
    for row in rows:
        row.checked_at = at or row.checked_at
    _upsert(rows, ["digest", "english", "checked_by", "checked_at"])


def take_back(keys: Collection[tuple[UUID, str]], code: str, *, at: datetime) -> int:
    """Make drafts again of texts that were approved at that moment; how many still were so."""
    rows = TranslationSource.objects.filter(
        object_id__in={key for key, _ in keys}, language=code, checked_at=at
    ).only("object_id", "field")
    wanted = [row.pk for row in rows if (row.object_id, row.field) in keys]
    found = TranslationSource.objects.filter(pk__in=wanted, checked_at=at)
    return found.update(checked_at=None, checked_by=None)


def restore(before: Mapping[tuple[UUID, str], TranslationSource | None], code: str) -> None:
    """Know of these texts, by record and field, again what was known before; None: nothing."""
    rows = [row for row in before.values() if row is not None]
    _upsert(rows, ["digest", "english", "made_by", "checked_by", "checked_at"])
    unknown = {key for key, row in before.items() if row is None}
    found = TranslationSource.objects.filter(
        object_id__in={key for key, _ in unknown}, language=code
    ).only("object_id", "field")
    wanted = [row.pk for row in found if (row.object_id, row.field) in unknown]
    TranslationSource.objects.filter(pk__in=wanted).delete()


def _row(text: Translated, made_by: str, by: Any, is_checked: bool) -> TranslationSource:
    return TranslationSource(
        object_id=text.object_id,
        field=text.field,
        language=text.language,
        digest=digest(text.english),
        english=text.english,
        made_by=made_by,
        checked_by=by,
        checked_at=timezone.now() if is_checked else None,
    )


def _upsert(rows: list[TranslationSource], changed: list[str]) -> None:
    TranslationSource.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=_WHICH, update_fields=changed
    )


def forget(object_ids: Collection[UUID]) -> None:
    """For records that are gone, or whose words were all put back to older ones."""
    TranslationSource.objects.filter(object_id__in=object_ids).delete()


def forget_texts(object_id: UUID, texts: Collection[tuple[str, str]]) -> None:
    """For texts of a record, each (field, language), that are gone or were put back to older
    words."""
    rows = TranslationSource.objects.filter(object_id=object_id)
    for field, code in texts:
        rows.filter(field=field, language=code).delete()


def states_of(object_ids: Collection[UUID], code: str) -> dict[tuple[UUID, str], TranslationSource]:
    """What is known of the texts of these records in one language, by record and field.

    One query. A text that nobody wrote here (an import) is not in it: it is a draft.
    """
    rows = TranslationSource.objects.filter(object_id__in=object_ids, language=code)
    return {(row.object_id, row.field): row for row in rows}


def known_of(object_ids: Collection[UUID]) -> dict[tuple[UUID, str, str], TranslationSource]:
    """As `states_of`, of every language: by record, field and language."""
    rows = TranslationSource.objects.filter(object_id__in=object_ids).defer("english")
    return {(row.object_id, row.field, row.language): row for row in rows}


def checked(object_ids: Collection[UUID], fields: Collection[str]) -> set[tuple[UUID, str, str]]:
    """Those of these texts that a person wrote or approved: by record, field and language."""
    rows = TranslationSource.objects.filter(
        object_id__in=object_ids, field__in=fields, checked_at__isnull=False
    )
    return set(rows.values_list("object_id", "field", "language"))


def copy(pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """For records whose texts were copied in every language: each (source, target)."""
    targets = dict(pairs)
    _put(TranslationSource.objects.filter(object_id__in=targets), targets)


def move(fields: Collection[str], *, source: UUID, target: UUID) -> None:
    """For texts of `source` that were copied to `target` in every language."""
    TranslationSource.objects.filter(object_id=target, field__in=fields).delete()
    _put(TranslationSource.objects.filter(object_id=source, field__in=fields), {source: target})


def _put(rows: Iterable[TranslationSource], targets: dict[UUID, UUID]) -> None:
    copies = []
    for row in rows:
        row.pk, row.object_id = None, targets[row.object_id]
        row._state.adding = True
        copies.append(row)
    TranslationSource.objects.bulk_create(copies, ignore_conflicts=True)
