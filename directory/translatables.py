"""What can be translated: every kind of record with words in the languages of the site.

An app registers its kinds when it is ready (`AppConfig.ready`); nothing here knows who they are.
The translation desk, machine drafts and files for an agency work on all of them alike.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname as column

from core import translations
from core.languages import SOURCE
from core.models import TranslationSource
from core.translations import State, Translated, state_of

# How long a translation of a text without a length of its own may be, in characters: as the
# longest English, that of a page.
LONGEST_PROSE = 50_000


@dataclass(frozen=True)
class Text:
    """One text of a record or of one of its rows."""

    owner: Any
    field: str
    label: str

    @property
    def name(self) -> str:
        """Names the text in a form and in a file."""
        return f"{self.owner._meta.model_name}-{self.owner.pk}-{self.field}"

    @property
    def key(self) -> tuple[UUID, str]:
        """As `core.translations.states_of` names it."""
        return self.owner.pk, self.field

    @property
    def english(self) -> str:
        return self.words(SOURCE)

    @property
    def is_prose(self) -> bool:
        return not getattr(self._column(SOURCE), "max_length", None)

    @property
    def longest(self) -> int:
        return getattr(self._column(SOURCE), "max_length", None) or LONGEST_PROSE

    def words(self, code: str) -> str:
        return getattr(self.owner, column(self.field, code)) or ""

    def write(self, code: str, words: str) -> None:
        setattr(self.owner, column(self.field, code), words)

    def state(self, code: str, row: TranslationSource | None) -> State:
        """`row`: what is known of it in that language."""
        return state_of(self.words(code), self.english, row)

    def _column(self, code: str) -> Any:
        return self.owner._meta.get_field(column(self.field, code))


def fields_of(model: type[models.Model]) -> list[Any]:
    """The translated fields of a model in its order, which is the order of the page."""
    translated = set(translator.get_options_for_model(model).get_field_names())
    return [field for field in model._meta.concrete_fields if field.name in translated]


def texts_of(record: Any, rows: Iterable[str] = ()) -> list[Text]:
    """Everything of `record`, and of its rows of the given names, that has English to translate."""
    found = list(_texts_of_one(record, ""))
    for name in rows:
        prefix = f"{_name_of_rows(type(record), name)}: "
        for row in getattr(record, name).all():
            found += _texts_of_one(row, prefix)
    return found


def _texts_of_one(owner: Any, prefix: str) -> Iterator[Text]:
    for field in fields_of(type(owner)):
        if getattr(owner, column(field.name, SOURCE)):
            label = str(field.verbose_name)
            yield Text(owner, field.name, prefix + label[:1].upper() + label[1:])


def _name_of_rows(model: type[models.Model], name: str) -> str:
    from . import history

    known = {each.name: each.label for each in history.RELATIONS.get(model, ())}
    related: Any = model._meta.get_field(name).related_model
    label = known.get(name) or related._meta.verbose_name_plural
    return f"{str(label)[:1].upper()}{str(label)[1:]}"


# --- The kinds ------------------------------------------------------------------------------------


def _nobody_minds(record: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Translatable:
    """One kind of record with words to translate.

    `write(record, *, code, words, made_by, by=None, version=None)` gives texts of a record other
    words in one language: one version of its history, one line of the audit log, known to search.
    It returns the texts that were written. `words`: by `Text`, as made from the English that the
    Text says. Raises core.versions.StaleVersion when the record has changed since `version`.
    """

    name: str
    # "Service", and "Services" for a choice of kinds.
    label: str | Promise
    plural: str | Promise
    model: Any
    # What the public can read now.
    records: Callable[[], "models.QuerySet[Any]"]
    # Child relations with texts of their own.
    rows: tuple[str, ...] = ()
    # The desk's page with the words beside the English, of a key and a language.
    translate_url: Callable[[UUID, str], str]
    write: Callable[..., list[Text]]
    # Words that a machine never drafts: they say what the law says.
    is_legal: Callable[[Any], bool] = _nobody_minds

    def texts(self, record: Any) -> list[Text]:
        return texts_of(record, self.rows)

    def find(self, keys: Iterable[UUID]) -> dict[UUID, Any]:
        """Records the public can read, by key, in as many queries as there are relations."""
        found = self.records().filter(pk__in=list(keys)).prefetch_related(*self.rows)
        return {record.pk: record for record in found}


_KINDS: dict[str, Translatable] = {}


def register(kind: Translatable) -> None:
    _KINDS[kind.name] = kind


def get(name: str) -> Translatable:
    """Raises LookupError for a kind that nobody registered."""
    return _KINDS[name]


def all_translatables() -> list[Translatable]:
    """In the order in which the apps were made ready."""
    return list(_KINDS.values())


def writer(
    changing: Callable[..., AbstractContextManager[Any]],
    verb: str,
    afterwards: Callable[[Any], None] | None = None,
) -> Callable[..., list[Text]]:
    """A `Translatable.write` of records that are changed inside `changing`, and are public at once.

    `afterwards(record)` is called in the same transaction.
    """

    def write(
        record: Any,
        *,
        code: str,
        words: Mapping[Text, str],
        made_by: str,
        by: Any = None,
        version: int | None = None,
    ) -> list[Text]:
        seen = {"version": version} if hasattr(record, "version") else {}
        names = [f"{text.owner._meta.model_name}.{text.field}" for text in words]
        detail = {"language": code, "fields": names, "made_by": made_by}
        with changing(record, by=by, verb=verb, **seen, **detail):
            for text, said in words.items():
                text.write(code, said)
                # This column alone: the record may have been read some time ago.
                text.owner.save(update_fields=[column(text.field, code)])
            remember(words, code, made_by=made_by, by=by)
            if afterwards:
                afterwards(record)
        return list(words)

    return write


def remember(
    words: Mapping[Text, str],
    code: str,
    *,
    made_by: str,
    by: Any = None,
    english: Mapping[Text, str] | None = None,
) -> None:
    """Which English the words of each text were made from: the one that the Text says, or
    `english` where its record has been read anew since."""
    made = [
        Translated(*text.key, code, english[text] if english else text.english)
        for text, said in words.items()
        if said
    ]
    translations.remember(made, made_by=made_by, by=by)
