"""Words in every language that has them: {"en": …, "ar": …}. What is missing is read in English."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import CODES, SOURCE

Texts = dict[str, str]


@dataclass(frozen=True)
class Text:
    """What a reader of one language gets: the words, and whether they are English instead."""

    words: str
    in_english: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)

    def __str__(self) -> str:
        return self.words


def of_record(record: Any, field: str) -> Text:
    """A translated field of a record in the active language, or in English."""
    language = translation.get_language() or SOURCE
    if own := getattr(record, column(field, language), ""):
        return Text(own)
    return Text(getattr(record, column(field, SOURCE)) or "", in_english=language != SOURCE)


def columns(obj: Any, field: str) -> Texts:
    """The words of a translated field of a record, in every language that it has."""
    found = {code: getattr(obj, column(field, code)) or "" for code in CODES}
    return {code: words for code, words in found.items() if words or code == SOURCE}


def said(words: Callable[[], Any]) -> Texts:
    """What `words` says in every language that a catalogue has it in."""
    found = {}
    for code in CODES:
        with translation.override(code):
            found[code] = str(words())
    english = found[SOURCE]
    return {code: each for code, each in found.items() if code == SOURCE or each != english}


def read(texts: Texts, language: str) -> Text:
    """The words in `language`, or the English ones."""
    if words := texts.get(language):
        return Text(words)
    return Text(texts.get(SOURCE, ""), in_english=language != SOURCE)


def set_columns(obj: Any, field: str, texts: Texts) -> None:
    """Write words in every language to a translated field of a record; it is not saved."""
    for code in CODES:
        setattr(obj, column(field, code), texts.get(code, ""))
