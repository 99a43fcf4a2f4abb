"""Whether what came back can be a translation at all. How good it is, only a person can say."""

import re
import unicodedata
from collections import Counter

from .problems import Problem, Unusable

# Languages with letters of their own.
_LETTERS = {
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "fa": re.compile(r"[\u0600-\u06ff]"),
    "ur": re.compile(r"[\u0600-\u06ff]"),
    "bn": re.compile(r"[\u0980-\u09ff]"),
    "pa": re.compile(r"[\u0a00-\u0a7f]"),
    "zh-hans": re.compile(r"[\u4e00-\u9fff]"),
}
# So many words are not all names by chance.
_A_FEW = 3
_MANY = 6
# How long a translation is beside its English, in characters: at least and at most. Chinese
# takes a third of the room, Panjabi and Somali up to twice as much.
_SHORTEST, _LONGEST = 0.15, 4.0
# A short text may well be one word or a whole explanation.
_SHORT = 25
# "9.30am" is 9:30 in most languages, and 1pm is 13.00: hours are left to the translator.
_HOUR = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:\s?(?:am|pm)\b)|\b\d{1,2}[.:]\d\d\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{2,}")


def judge(words: str, english: str, translated: str, language: str) -> None:
    """Raises Unusable for what cannot be a translation into `language`.

    `words`: those of the English that were to be translated, without names and the like.
    """
    asked = re.findall(r"[^\W\d_]+", words)
    _length(len(english), len(translated))
    if language in _LETTERS:
        if len(asked) >= _A_FEW and not _LETTERS[language].search(translated):
            raise Unusable(Problem.WRONG_SCRIPT)
    elif len(asked) >= _MANY and _share_kept(asked, translated) > 0.7:
        raise Unusable(Problem.UNCHANGED)
    _numbers(words, translated)


def _length(was: int, now: int) -> None:
    if was >= _SHORT and not _SHORTEST * was <= now <= _LONGEST * was:
        raise Unusable(Problem.LENGTH)
    if was < _SHORT and now > _LONGEST * was + 100:
        raise Unusable(Problem.LENGTH)


def _share_kept(asked: list[str], translated: str) -> float:
    """How much of the English stands in the answer word for word."""
    said = Counter(word.lower() for word in re.findall(r"[^\W\d_]+", translated))
    kept = Counter(word.lower() for word in asked) & said
    return kept.total() / len(asked)


def _numbers(words: str, translated: str) -> None:
    """Ages, days and years are said in figures here and there. Figures of any script count."""
    said = "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in translated
    )
    missing = Counter(_NUMBER.findall(_HOUR.sub(" ", words))) - Counter(_NUMBER.findall(said))
    if missing:
        raise Unusable(Problem.LOST)
