"""The words that were agreed on: the lists that come with the site, and what a draft takes of them.

A list is `terms/<language>.yaml`: `advice`, how the site speaks to its readers in that language,
and `terms`, each with `english`, `words`, and where there are any `also_right`, `note`, `fixed`
and `in_interface`. They are loaded once; from then on the desk's are the words that count.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from modeltranslation.utils import build_localized_fieldname as column

from core import messages
from core.languages import CODES, SOURCE
from directory.models import Location, Organisation, Service

from .models import Term
from .services import Hints
from .services.protect import Kept

LISTS = Path(__file__).parent / "terms"


@cache
def read(language: str) -> dict[str, Any]:
    """The list of one language; an empty one where there is none."""
    path = LISTS / f"{language}.yaml"
    if not path.exists():
        return {"advice": "", "terms": []}
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def load() -> int:
    """Add the terms of the lists that the site does not have; how many there were.

    What stands on the desk stays as it is.
    """
    made = [
        Term(
            language=language,
            english=entry["english"],
            words=entry["words"],
            also_right="\n".join(entry.get("also_right", [])),
            note=entry.get("note", ""),
            is_fixed=entry.get("fixed", False),
        )
        for language in CODES
        if language != SOURCE
        for entry in read(language)["terms"]
    ]
    before = Term.objects.count()
    Term.objects.bulk_create(made, ignore_conflicts=True)
    return Term.objects.count() - before


def disagreements(locale: Path, language: str) -> list[str]:
    """Texts of the interface that do not say a word marked `in_interface` as its list does."""
    found = []
    catalogue = [message for message in messages.read(locale, language) if message.id]
    for entry in read(language)["terms"]:
        if not entry.get("in_interface"):
            continue
        asked = re.compile(rf"\b{re.escape(entry['english'])}s?\b", re.IGNORECASE)
        for message in catalogue:
            english, translated = _strings(message.id), _strings(message.string)
            is_asked = asked.search(messages.PLACEHOLDER.sub(" ", " ".join(english)))
            if is_asked and all(translated) and not _is_said(entry, " ".join(translated)):
                found.append(f"{entry['english']!r} in {english[0]!r}: {translated[0]!r}")
    return found


def _strings(said: Any) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,)


def _is_said(entry: dict[str, Any], translated: str) -> bool:
    # "Easy Read (lettura facile)": the words alone will do where they stand for the second time.
    alone = re.sub(r"\s*[(（].*", "", entry["words"])
    return any(form.lower() in translated.lower() for form in [alone, *entry.get("also_right", [])])


def kept(language: str) -> Kept:
    """What a machine does not choose: words that the council put down, and names."""
    fixed = Term.objects.of(language).filter(is_fixed=True).values_list("english", "words")
    return Kept(fixed) | Kept(_names(language))


def hints(language: str, english: str) -> Hints:
    """What helps a service with this text."""
    terms = Term.objects.of(language).in_text(english).filter(is_fixed=False)
    return Hints(read(language)["advice"], tuple(terms.values_list("english", "words")))


def _names(language: str) -> list[tuple[str, str]]:
    """Of services, organisations and places, each as it is called in the language if it is."""
    found = []
    for records in (
        Service.objects.published(),
        Organisation.objects.published(),
        Location.objects.filter(archived_at=None),
    ):
        rows = records.order_by().values_list(column("name", SOURCE), column("name", language))
        found += [(name, theirs or name) for name, theirs in rows if name and _is_a_name(name)]
    return found


def _is_a_name(name: str) -> bool:
    """Whether it can be told from words of a sentence: "Harbour Play" and "KIDS" can, "Swimming"
    cannot."""
    words = name.split()
    capitals = [word for word in words if word[0].isupper() or word[0].isdigit()]
    return len(capitals) > 1 if len(words) > 1 else sum(map(str.isupper, name)) > 1
