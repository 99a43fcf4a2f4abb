"""DeepL by version 2 of its API: developers.deepl.com."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from core.languages import SOURCE

from . import Hints
from .asking import ask
from .codes import matched
from .problems import Problem, Unusable

# Under which codes it may know a language of ours, where that is not our own in capitals.
_THEIRS = {"zh-hans": ("ZH-HANS", "ZH"), "pt": ("PT-PT",)}
MOST_TEXTS = 50


class DeepL:
    name = "deepl"
    label = "DeepL"

    def __init__(self) -> None:
        self._codes: dict[str, str] | None = None

    def languages(self) -> frozenset[str]:
        return frozenset(self._known())

    def size(self, texts: Sequence[str], hints: Hints) -> int:
        # Tags are not charged, but what stands between them is: this errs on the safe side.
        return sum(map(len, texts))

    def translate(self, texts: Sequence[str], language: str, hints: Hints) -> list[str]:
        code = self._known().get(language)
        if code is None:
            raise Unusable(Problem.LANGUAGE)
        found: list[str] = []
        for start in range(0, len(texts), MOST_TEXTS):
            found += self._some(texts[start : start + MOST_TEXTS], code)
        return found

    def _some(self, texts: Sequence[str], code: str) -> list[str]:
        sent = {
            "text": list(texts),
            "source_lang": SOURCE.upper(),
            "target_lang": code,
            "tag_handling": "xml",
            "ignore_tags": ["x"],
            "preserve_formatting": True,
        }
        answer = ask("/v2/translate", headers=self._headers, sent=sent)
        try:
            found = [each["text"] for each in answer["translations"]]
        except (TypeError, KeyError):
            raise Unusable(Problem.GARBLED) from None
        if not all(isinstance(each, str) for each in found):
            raise Unusable(Problem.GARBLED)
        return found

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"DeepL-Auth-Key {settings.TRANSLATION['key']}"}

    def _known(self) -> dict[str, str]:
        """Our codes, each with theirs."""
        if self._codes is None:
            theirs = _targets(ask("/v2/languages?type=target", headers=self._headers))
            self._codes = matched(theirs, lambda code: _THEIRS.get(code, (code.upper(),)))
        return self._codes


def _targets(answer: Any) -> set[str]:
    try:
        return {str(each["language"]).upper() for each in answer}
    except (TypeError, KeyError):
        raise Unusable(Problem.GARBLED) from None
