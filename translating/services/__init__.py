"""Services on the web that draft translations: which one is set, and what each must be able to do.

One class for each protocol: LibreTranslate's, DeepL's, and the chat of OpenAI that many speak.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from .problems import Problem, ServiceProblem, Unusable

__all__ = ["Hints", "Problem", "Service", "ServiceProblem", "Unusable", "configured", "name_of"]


@dataclass(frozen=True)
class Hints:
    """What a service that reads instructions is told beside a text."""

    # How the site speaks to its readers in this language, in English.
    advice: str = ""
    # English words of the text, each with the words that the council uses for them.
    words: tuple[tuple[str, str], ...] = ()


class Service(Protocol):
    # As LOCALOFFER_TRANSLATION_SERVICE names it, and as people do.
    name: str
    label: str

    def languages(self) -> frozenset[str] | None:
        """The codes of the site's languages that it can write; None: it does not say."""

    def size(self, texts: Sequence[str], hints: Hints) -> int:
        """How many characters of ours asking for these takes, as its owner counts them."""

    def translate(self, texts: Sequence[str], language: str, hints: Hints) -> list[str]:
        """Each of the texts in the language. They are XML without a root: `<g id="1">` stands
        around words that are linked or stressed, `<x id="2">` around what is to stay.

        Raises ServiceProblem, or Unusable for an answer that is not one.
        """


def _known() -> dict[str, type[Service]]:
    from .deepl import DeepL
    from .libretranslate import LibreTranslate
    from .openai import OpenAI

    known: tuple[type[Service], ...] = (LibreTranslate, DeepL, OpenAI)
    return {each.name: each for each in known}


def configured() -> Service | None:
    """The service that the operator has set; None when drafts are off."""
    chosen = _known().get(settings.TRANSLATION["service"])
    return chosen() if chosen else None


def name_of(name: str) -> str:
    """What people call the service of that name."""
    known = _known()
    return known[name].label if name in known else name
