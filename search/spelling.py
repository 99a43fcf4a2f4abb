"""Mends words that no document knows: misspelt, or written by ear in other letters.

Each process holds the words of all documents: to compare one with 50,000 others takes it 3 ms,
where the trigram index takes ten times as long and misses letters that changed places.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.languages import SOURCE

from . import sounds

SHORTEST = 5
SHORTEST_KNOWN = 4
# The language of keywords in other languages; and what stands before that of words of titles.
ANY = ""
OF_TITLES = "@"


# Known words of a language by their folded form, with the number of documents that have them.
Words = Mapping[str, tuple[str, int]]
Key = TypeVar("Key")


@dataclass(frozen=True)
class _Vocabulary:
    """The words of all documents by language, as far as this process has read them. Never changed
    in place: other threads may be reading it."""

    newest: int = 0
    count: int = 0
    words: Mapping[str, Words] = field(default_factory=dict)
    # Words of titles and keywords by language and the consonants that they are said with.
    said: Mapping[tuple[str, str], Words] = field(default_factory=dict)

    def caught_up(self) -> "_Vocabulary":
        """This with the words that are new; everything anew when words were forgotten."""
        total, rows = _newer(self.newest)
        if self.count + len(rows) != total:
            return _Vocabulary().caught_up() if self.newest else self
        added: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        said: dict[tuple[str, str], dict[str, tuple[str, int]]] = defaultdict(dict)
        for _, word, folded, language, documents in rows:
            added[language][folded] = (word, documents)
            if language == ANY or language.startswith(OF_TITLES):
                of_titles = language.removeprefix(OF_TITLES)
                said[of_titles, sounds.consonants(folded)][folded] = (word, documents)
        newest = max((row[0] for row in rows), default=self.newest)
        return _Vocabulary(newest, total, _grown(self.words, added), _grown(self.said, said))

    def said_like(self, typed: str, language: str) -> str:
        """The word in other letters that is said as `typed` is, or "". Of many, the likest.

        In the reader's own letters: an English name, or one of the page. In English letters: a
        word of the page's script.
        """
        heard = sounds.consonants(typed)
        candidates = [
            (sounds.likeness(typed, folded), documents, word)
            for code in ((language, ANY) if typed.isascii() else (language, SOURCE))
            for folded, (word, documents) in self.said.get((code, heard), {}).items()
            if sounds.may_stand_for(folded, typed, language)
        ]
        like, _, word = max(candidates, default=(0.0, 0, ""))
        return word if like else ""


def _grown(held: Mapping[Key, Words], added: Mapping[Key, Words]) -> dict[Key, Words]:
    return {**held, **{name: {**held.get(name, {}), **words} for name, words in added.items()}}


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


def _vocabulary(version: int) -> _Vocabulary:
    """All words, read on when the index has changed."""
    global _held
    with _lock:
        if _held[0] != version:
            _held = (version, _held[1].caught_up())
        return _held[1]


def _known_words(language: str, version: int) -> dict[str, Words]:
    """The words of English, of a language and of keywords."""
    known = _vocabulary(version).words
    return {code: known.get(code, {}) for code in (language, SOURCE, ANY)}


def nearest(
    misspelt: Sequence[str], language: str, version: int, *, is_all: bool
) -> dict[str, str]:
    """For each folded word the known one that was most likely meant, where there is one.

    Nearness is counted in letters changed, added, left out or swapped: one in a word of five or
    in one that is not English, two up to ten, three beyond. Of equally near words the one that
    begins alike wins, then the one that most documents have. Where none is near, a name or
    keyword in other letters that sounds the same was meant; for English letters that is tried only
    where `is_all` that was typed: an unknown word in an English sentence is just unknown.
    """
    words = [word for word in misspelt if not _has_digit(word)]
    if not words:
        return {}
    known, vocabulary = _known_words(language, version), _vocabulary(version)
    near = {word: _nearest(word, known) for word in words if _may_be_mended(word)}
    said = {
        word: vocabulary.said_like(word, language)
        for word in words
        if not near.get(word) and (is_all or not word.isascii())
    }
    return {word: better for word, better in (near | said).items() if better}


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
    return len(word) >= SHORTEST and not _has_digit(word)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


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
