"""What can be translated: every kind of record with words in the languages of the site.

An app registers its kinds when it is ready (`AppConfig.ready`); nothing here knows who they are.
The translation desk, machine drafts and files for an agency work on all of them alike.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import SOURCE
from core.models import TranslationSource
from core.translations import State, state_of

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
