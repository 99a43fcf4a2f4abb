"""Mends words that no document knows.

Each process holds the words of all documents: to compare one with 50,000 others takes it 3 ms,
where the trigram index takes ten times as long and misses letters that changed places.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
Words = Mapping[str, tuple[str, int]]


@dataclass(frozen=True)
class _Vocabulary:
    """The words of all documents by language, as far as this process has read them. Never changed
    in place: other threads may be reading it."""

    newest: int = 0
    count: int = 0
    words: Mapping[str, Words] = field(default_factory=dict)

    def caught_up(self) -> "_Vocabulary":
        """This with the words that are new; everything anew when words were forgotten."""
        total, rows = _newer(self.newest)
        if self.count + len(rows) != total:
            return _Vocabulary().caught_up() if self.newest else self
        added: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        for _, word, folded, language, documents in rows:
            added[language][folded] = (word, documents)
        grown = {code: {**self.words.get(code, {}), **words} for code, words in added.items()}
        newest = max((row[0] for row in rows), default=self.newest)
        return _Vocabulary(newest, total, {**self.words, **grown})


def _newer(newest: int) -> tuple[int, list[tuple]]:
    """How many words there are, and each that is newer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT everything.count, w.id, w.word, w.folded, w.language, w.documents "
            "FROM (SELECT count(*) FROM search_vocabularyword) AS everything "
            "LEFT JOIN search_vocabularyword w ON w.id > %s",
            [newest],
        )
        rows = cursor.fetchall()
    return rows[0][0], [row[1:] for row in rows if row[1] is not None]


_lock = Lock()
_held = (-1, _Vocabulary())


def _known_words(language: str, version: int) -> dict[str, Words]:
    """The words of English, of a language and of keywords, read on when the index has changed."""
    global _held
    with _lock:
        if _held[0] != version:
            _held = (version, _held[1].caught_up())
        known = _held[1].words
    return {code: known.get(code, {}) for code in (language, SOURCE, ANY)}


def nearest(misspelt: Sequence[str], language: str, version: int) -> dict[str, str]:
    """For each folded word the known one that was most likely meant, where there is one.

    Nearness is counted in letters changed, added, left out or swapped: one in a word of five or
    in one that is not English, two up to ten, three beyond. Of equally near words the one that
    begins alike wins, then the one that most documents have.
    """
    words = [word for word in misspelt if _may_be_mended(word)]
    if not words:
        return {}
    known = _known_words(language, version)
    found = ((word, _nearest(word, known)) for word in words)
    return {word: better for word, better in found if better}


def completions(
    beginnings: Sequence[str], language: str, version: int, most: int
) -> list[list[str]]:
    """For each folded beginning the known words that begin so, or else the one it was probably
    meant for; those first that most documents have."""
    known = _known_words(language, version)
    completed = []
    for beginning in beginnings:
        found = {
            word: documents
            for words in known.values()
            for folded, (word, documents) in words.items()
            if folded.startswith(beginning)
        }
        mended = _nearest(beginning, known) if not found and _may_be_mended(beginning) else ""
        ordered = sorted(found, key=lambda word: (-found[word], word))
        completed.append(ordered[:most] or [mended or beginning])
    return completed


def _may_be_mended(word: str) -> bool:
    return len(word) >= SHORTEST and not any(map(str.isdigit, word))


def _nearest(typed: str, known: Mapping[str, Words]) -> str:
    candidates = [
        (distance, folded[0] != typed[0], -words[folded][1], words[folded][0])
        for language, words in known.items()
        for folded, distance, _ in process.extract(
            typed,
            list(words),
            scorer=OSA.distance,
            score_cutoff=_limit(typed, language),
            limit=None,
        )
        if len(folded) >= SHORTEST_KNOWN
    ]
    return min(candidates)[-1] if candidates else ""


def _limit(word: str, language: str) -> int:
    # Few documents are translated: an unknown word in another language is probably right.
    if len(word) == SHORTEST or language != SOURCE:
        return 1
    return 2 if len(word) <= 10 else 3
