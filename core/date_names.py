"""Names of months and days for languages that Django has no words of, from Unicode's CLDR."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
from babel import Locale, UnknownLocaleError
from django.utils.translation import to_locale

_DJANGOS = Path(django.__file__).parent / "conf" / "locale"


class Name(NamedTuple):
    """What Django's catalogues call it (`django.utils.dates`), and what the language says."""

    english: str
    context: str | None
    words: str


def of(language: str) -> Iterator[Name]:
    """None for a language of which Django has a catalogue, and for one that CLDR does not know."""
    name = to_locale(language)
    if (_DJANGOS / name).is_dir():
        return
    try:
        own = Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return
    english = Locale.parse("en")
    for width in ("wide", "abbreviated"):
        for number, month in english.months["format"][width].items():
            words = own.months["format"][width][number]
            # Short ones are in small letters there.
            yield Name(month if width == "wide" else month.lower(), None, words)
        for number, day in english.days["format"][width].items():
            yield Name(day, None, own.days["format"][width][number])
    for number, month in english.months["format"]["wide"].items():
        yield Name(month, "alt. month", own.months["stand-alone"]["wide"][number])
