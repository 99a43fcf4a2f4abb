"""LibreTranslate, which a council can run itself: docs.libretranslate.com."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from core.languages import SOURCE

from . import Hints
from .asking import ask
from .codes import matched
from .problems import Problem, Unusable

# Under which codes it may know a language of ours, where that is not our own.
_THEIRS = {"zh-hans": ("zh-Hans", "zh"), "pt": ("pt", "pt-PT")}


class LibreTranslate:
    name = "libretranslate"
    label = "LibreTranslate"

    def __init__(self) -> None:
        self._codes: dict[str, str] | None = None

    def languages(self) -> frozenset[str]:
        return frozenset(self._known())

    def size(self, texts: Sequence[str], hints: Hints) -> int:
        return sum(map(len, texts))

    def translate(self, texts: Sequence[str], language: str, hints: Hints) -> list[str]:
        code = self._known().get(language)
        if code is None:
            raise Unusable(Problem.LANGUAGE)
        sent: dict[str, Any] = {"q": list(texts), "source": SOURCE, "target": code}
        sent |= {"format": "html"}
        if key := settings.TRANSLATION["key"]:
            sent["api_key"] = key
        answer = ask("/translate", headers={}, sent=sent)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise Unusable(Problem.GARBLED)
        return found

    def _known(self) -> dict[str, str]:
        """Our codes, each with theirs."""
        if self._codes is None:
            theirs = _targets(ask("/languages", headers={}))
            self._codes = matched(theirs, lambda code: _THEIRS.get(code, (code,)))
        return self._codes


def _targets(answer: Any) -> set[str]:
    """Into what it translates English."""
    try:
        return {
            str(target)
            for language in answer
            if language["code"] == SOURCE
            for target in language["targets"]
        }
    except (TypeError, KeyError):
        raise Unusable(Problem.GARBLED) from None
