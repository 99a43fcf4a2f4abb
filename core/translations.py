"""Which English each translation was made from, and whether that English has changed since."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from modeltranslation.utils import build_localized_fieldname

from core.languages import SOURCE
from core.models import TranslationSource


class Translated(NamedTuple):
    """One text of a record in one language, and the `digest` of the English that it says."""

    object_id: UUID
    field: str
    language: str
    english: str


def english(record: Any, field: str) -> str:
    """The English of a translated field, whatever the language of the page is."""
    return getattr(record, build_localized_fieldname(field, SOURCE)) or ""


def digest(english: str) -> str:
    return hashlib.md5(english.encode(), usedforsecurity=False).hexdigest()


def remember(texts: Iterable[Translated]) -> None:
    """Write down which English each text was made from."""
    rows = [
        TranslationSource(
            object_id=text.object_id,
            field=text.field,
            language=text.language,
            digest=text.english,
        )
        for text in texts
    ]
    TranslationSource.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["object_id", "field", "language"],
        update_fields=["digest"],
    )


def forget(object_ids: Collection[UUID]) -> None:
    """For records that are gone, or whose words were all put back to older ones."""
    TranslationSource.objects.filter(object_id__in=object_ids).delete()


def digests(object_ids: Collection[UUID]) -> dict[tuple[UUID, str, str], str]:
    """By record, field and language. A text that nobody wrote here (an import) is not in it."""
    rows = TranslationSource.objects.filter(object_id__in=object_ids)
    return {(row.object_id, row.field, row.language): row.digest for row in rows}


def move(fields: Collection[str], *, source: UUID, target: UUID) -> None:
    """For texts of `source` that were copied to `target` in every language."""
    TranslationSource.objects.filter(object_id=target, field__in=fields).delete()
    rows = TranslationSource.objects.filter(object_id=source, field__in=fields)
    remember(Translated(target, row.field, row.language, row.digest) for row in rows)
