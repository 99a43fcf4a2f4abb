"""Words of a query. How the words of documents are made: `migrations/text_search.sql`."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice

from snowballstemmer import stemmer

from core.languages import BY_CODE

LONGEST_QUERY = 300
MOST_WORDS = 16
_JOINERS = "'’‘`\u200c"
_WITHOUT_JOINERS = str.maketrans("", "", _JOINERS)
# Latin letters that have no decomposition in Unicode.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)


@dataclass(frozen=True)
class Token:
    """A word as it was typed, the same folded for comparison, and where it stands."""

    text: str
    folded: str
    start: int
    end: int


def clean(text: str) -> str:
    """The query with its spaces in order, without what no search needs, at most 300 characters."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST_QUERY])
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text)
    return " ".join(kept.split())[:LONGEST_QUERY].rstrip()


def tokens(text: str) -> list[Token]:
    """The first sixteen words of `text`. A hyphen, slash or full stop parts two words.

    Chinese has no spaces: a longer run of it becomes its overlapping pairs.
    """
    return list(islice(_tokens(text), MOST_WORDS))


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    for kind, run in groupby(text, _kind):
        word = "".join(run)
        stripped = word.strip(_JOINERS)
        if kind and stripped:
            start = place + word.index(stripped)
            size = 2 if kind == "chinese" else len(stripped)
            for at in range(max(1, len(stripped) - size + 1)):
                part = stripped[at : at + size]
                yield Token(part, fold(part), start + at, start + at + len(part))
        place += len(word)


def fold(text: str) -> str:
    """Lower case, no apostrophes, Latin letters without their diacritics ("Łódź" is "lodz")."""
    if text.isascii():
        return text.lower().translate(_WITHOUT_JOINERS)
    kept: list[str] = []
    for character in unicodedata.normalize("NFD", text.casefold().translate(_LETTERS)):
        is_mark = unicodedata.category(character) == "Mn"
        on_latin = is_mark and kept and kept[-1].isascii()
        if not on_latin and character not in _JOINERS:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def key(text: str) -> tuple[str, ...]:
    """What two wordings must share to be the same for synonyms and best bets."""
    return tuple(token.folded for token in tokens(text))


@lru_cache(maxsize=10_000)
def stem(folded: str, language: str) -> str:
    """The word without its ending, where the language has a stemmer."""
    algorithm = BY_CODE[language].search_config
    return folded if algorithm == "simple" else stemmer(algorithm).stemWord(folded)


def _kind(character: str) -> str:
    """Which characters make words together; "" for those that make none."""
    if "㐀" <= character <= "鿿":
        return "chinese"
    in_word = unicodedata.category(character)[0] in "LMN" or character in _JOINERS
    return "word" if in_word else ""
