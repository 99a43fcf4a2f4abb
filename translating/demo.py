"""The demo's translations in every state, made by a machine, and the words agreed on."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from core import translations
from core.languages import CODES, SOURCE
from core.translations import Translated
from directory.translatables import Text, Translatable, all_translatables
from search.models import SearchDocument

from . import agreed, marks

# Of the records with words in another language, the officer has checked each of so many; and
# before one of them, the English said one sentence more.
_CHECKED_EACH = 6
# Shorter than so many characters it is a name and no sentence.
_SENTENCES = 60
_SENTENCE_THAT_WENT = " Please ring before you come."


def load(progress: Callable[[str], None]) -> None:
    """Only texts of which nothing is known yet: loading twice changes nothing."""
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    number = sum(_load_kind(kind, officer) for kind in all_translatables())
    marks.write(SearchDocument.objects.order_by().values_list("object_id", flat=True).distinct())
    progress(f"{number} texts translated by a machine")
    progress(f"{agreed.load()} words agreed on")


def _load_kind(kind: Translatable, officer: Any) -> int:
    found = []
    for record in kind.records().order_by("pk").prefetch_related(*kind.rows):
        if made := _unknown(kind.texts(record)):
            found.append(made)
    translations.remember([each for made in found for each in made], made_by="machine")
    if officer:
        for made in found[::_CHECKED_EACH]:
            translations.approve(made, by=officer)
        for made in found[1::_CHECKED_EACH][:1]:
            older = [
                each._replace(english=each.english + _SENTENCE_THAT_WENT)
                for each in made
                if len(each.english) > _SENTENCES
            ]
            translations.approve(older, by=officer)
    return sum(map(len, found))


def _unknown(texts: list[Text]) -> list[Translated]:
    known = translations.known_of({text.owner.pk for text in texts})
    return [
        Translated(*text.key, code, text.english)
        for text in texts
        for code in CODES
        if code != SOURCE and text.words(code) and (*text.key, code) not in known
    ]
