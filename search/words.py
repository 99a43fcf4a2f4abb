"""The word tables that the officer edits, as one value: a search can be tried with another one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from core.languages import SOURCE

from .models import BestBet, StopWord, Synonym
from .text import key

Key = tuple[str, ...]


@dataclass(frozen=True)
class WordTables:
    """Synonyms and stop words by language, best bets by wording; all folded by `text.key`."""

    synonyms: Mapping[str, Mapping[Key, tuple[str, ...]]] = field(default_factory=dict)
    stop_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    best_bets: Mapping[Key, tuple[tuple[str, UUID], ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        synonyms: Sequence[Synonym],
        stop_words: Sequence[StopWord],
        best_bets: Sequence[BestBet],
    ) -> "WordTables":
        expansions: dict[str, dict[Key, list[str]]] = {}
        for synonym in synonyms:
            of_language = expansions.setdefault(synonym.language, {})
            for typed, searched in _pairs(synonym):
                if typed:
                    of_language.setdefault(typed, []).append(searched)
        stops: dict[str, set[str]] = {}
        for stop in stop_words:
            stops.setdefault(stop.language, set()).update(key(stop.word))
        bets: dict[Key, list[tuple[str, UUID]]] = {}
        for bet in sorted(best_bets, key=lambda bet: bet.order):
            bets.setdefault(key(bet.query), []).append((bet.kind, bet.object_id))
        return cls(
            synonyms={
                language: {typed: tuple(dict.fromkeys(found)) for typed, found in terms.items()}
                for language, terms in expansions.items()
            },
            stop_words={language: frozenset(words) for language, words in stops.items()},
            best_bets={typed: tuple(dict.fromkeys(found)) for typed, found in bets.items()},
        )

    def is_stop_word(self, folded: str, language: str) -> bool:
        return any(folded in self.stop_words.get(code, ()) for code in {language, SOURCE})

    def bets(self, text: str, language: str) -> tuple[tuple[str, UUID], ...]:
        """What the officer wants first for this wording, as kind and id of the objects."""
        words = key(text)
        telling = tuple(word for word in words if not self.is_stop_word(word, language))
        return self.best_bets.get(words) or self.best_bets.get(telling, ())

    def spans(self, words: Sequence[str], language: str) -> Iterator[tuple[range, tuple[str, ...]]]:
        """The runs of `words` that have synonyms, the longest first, with what to search for too.

        A run inside a longer one that has synonyms is part of its meaning and is left alone.
        """
        taken: set[int] = set()
        for length in range(min(len(words), 8), 0, -1):
            for start in range(len(words) - length + 1):
                run = range(start, start + length)
                found = self._expansions(tuple(words[start : start + length]), language)
                if found and not taken.intersection(run):
                    taken.update(run)
                    yield run, found

    def _expansions(self, typed: Key, language: str) -> tuple[str, ...]:
        """What `typed` stands for in `language` and English, or else in any other language:
        many a family types its own words on the English page."""
        own = [self.synonyms.get(code, {}).get(typed, ()) for code in (language, SOURCE)]
        others = (of_language.get(typed, ()) for of_language in self.synonyms.values())
        found = [text for texts in (own if any(own) else others) for text in texts]
        return tuple(dict.fromkeys(found))


def _pairs(synonym: Synonym) -> Iterator[tuple[Key, str]]:
    for line in synonym.expansions.splitlines():
        if expansion := line.strip():
            yield key(synonym.term), expansion
            if synonym.both_ways:
                yield key(expansion), synonym.term


_lock = Lock()
_held: tuple[int, WordTables] = (-1, WordTables())


def current(version: int) -> WordTables:
    """The tables as saved, read again only when `version` is not the one this process holds."""
    global _held
    with _lock:
        if _held[0] != version:
            _held = (version, load())
        return _held[1]


def load() -> WordTables:
    """The tables as saved."""
    return WordTables.of(
        list(Synonym.objects.all()), list(StopWord.objects.all()), list(BestBet.objects.all())
    )
