"""Takes drafts off the site that an officer does not want: by language, by service, by day."""

from typing import Any

from django.db import transaction

from core import translations
from core.models import TranslationSource
from core.translations import MadeBy, digest
from core.versions import StaleVersion
from directory import translatables

from .models import Draft
from .querysets import DraftQuerySet


def take_back(drafts: DraftQuerySet, *, by: Any) -> None:
    """Of these, take off what still says what the machine wrote and was checked by nobody."""
    keys = drafts.order_by().values_list("kind", "record_id", "language").distinct()
    for kind, record_id, language in list(keys):
        of_one = drafts.filter(kind=kind, record_id=record_id, language=language)
        try:
            with transaction.atomic():
                _take_back_of_one(list(of_one), by=by)
        except StaleVersion:
            # Somebody is writing to it: it stays as it is, and can be asked for again.
            continue


def _take_back_of_one(drafts: list[Draft], *, by: Any) -> None:
    kind = translatables.get(drafts[0].kind)
    record = kind.find([drafts[0].record_id]).get(drafts[0].record_id)
    code = drafts[0].language
    written = {(draft.object_id, draft.field): draft.words for draft in drafts}
    texts = [text for text in kind.texts(record) if text.key in written] if record else []
    known = translations.states_of({text.owner.pk for text in texts}, code)
    ours = {
        text: ""
        for text in texts
        if digest(text.words(code)) == written[text.key] and _is_unchecked(known.get(text.key))
    }
    if ours:
        kind.write(
            record,
            code=code,
            words=ours,
            made_by=MadeBy.MACHINE,
            by=by,
            version=getattr(record, "version", None),
        )
    taken = {text.key for text in ours}
    gone = [draft.pk for draft in drafts if (draft.object_id, draft.field) in taken]
    Draft.objects.filter(pk__in=gone).update(state=Draft.State.TAKEN_BACK)


def _is_unchecked(row: TranslationSource | None) -> bool:
    return row is not None and row.made_by == MadeBy.MACHINE and row.checked_at is None
