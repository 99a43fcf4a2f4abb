"""Mends words that no document knows.

Each process holds the words of all documents: to compare one with 50,000 others takes it 3 ms,
where the trigram index takes ten times as long and misses letters that changed places.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.languages import SOURCE

SHORTEST = 5
SHORTEST_KNOWN = 4
# The language of keywords in other languages.
ANY = ""


# Known words of a language by their folded form, with the number of documents that have them.
Words = dict[str, tuple[str, int]]


@dataclass
class _Vocabulary:
    """The words of all documents by language, as far as this process has read them."""

    newest: int = 0
    count: int = 0
    words: dict[str, Words] = field(default_factory=lambda: defaultdict(dict))

    def caught_up(self) -> "_Vocabulary":
        """This with the words that are new; another one when words were forgotten."""
        rows = _newer(self.newest)
        if self.count + sum(pk is not None for _, pk, *_ in rows) != rows[0][0]:
            rows, self = _newer(0), _Vocabulary()
        for _, pk, word, folded, language, documents in rows:
            if pk is not None:
                self.words[language][folded] = (word, documents)
                self.newest = max(self.newest, pk)
                self.count += 1
        return self


def _newer(newest: int) -> list[tuple]:
    """How many words there are, beside each that is newer; at least one row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT everything.count, w.id, w.word, w.folded, w.language, w.documents "
            "FROM (SELECT count(*) FROM search_vocabularyword) AS everything "
            "LEFT JOIN search_vocabularyword w ON w.id > %s",
            [newest],
        )
        return cursor.fetchall()


_lock = Lock()
_held = _Vocabulary()


def _known_words(language: str) -> list[Words]:
    global _held
    with _lock:
        _held = _held.caught_up()
        return [dict(_held.words[code]) for code in dict.fromkeys([language, SOURCE, ANY])]


def nearest(misspelt: Sequence[str], language: str) -> dict[str, str]:
    """For each folded word the known one that was most likely meant, where there is one.

    Nearness is counted in letters changed, added, left out or swapped: one in a word of five, two
    up to ten, three beyond. Of equally near words the one that begins alike wins, then the one
    that most documents have.
    """
    words = [word for word in misspelt if _may_be_mended(word)]
    if not words:
        return {}
    known = _known_words(language)
    found = ((word, _nearest(word, known)) for word in words)
    return {word: better for word, better in found if better}


def _may_be_mended(word: str) -> bool:
    return len(word) >= SHORTEST and not any(map(str.isdigit, word))


def _nearest(typed: str, known: Sequence[Words]) -> str:
    candidates = [
        (distance, folded[0] != typed[0], -words[folded][1], words[folded][0])
        for words in known
        for folded, distance, _ in process.extract(
            typed, words.keys(), scorer=OSA.distance, score_cutoff=_limit(typed), limit=None
        )
        if len(folded) >= SHORTEST_KNOWN
    ]
    return min(candidates)[-1] if candidates else ""


def _limit(word: str) -> int:
    if len(word) == SHORTEST:
        return 1
    return 2 if len(word) <= 10 else 3
