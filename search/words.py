"""The word tables that the officer edits, as one value: a search can be tried with another one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from core.languages import SOURCE

from .models import BestBet, StopWord, Synonym
from .text import key, stem

Key = tuple[str, ...]
LONGEST_SYNONYM = 8


@dataclass(frozen=True)
class WordTables:
    """Synonyms and stop words by language, best bets by wording; all folded by `text.key`,
    and synonyms without the endings of their words."""

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
        stops: dict[str, set[str]] = {}
        for stop in stop_words:
            stops.setdefault(stop.language, set()).update(key(stop.word))
        expansions: dict[str, dict[Key, list[str]]] = {}
        for synonym in synonyms:
            of_language = expansions.setdefault(synonym.language, {})
            carry_nothing = stops.get(synonym.language, set())
            for typed, searched in _pairs(synonym):
                telling = tuple(word for word in typed if word not in carry_nothing)
                for words in {typed, telling} - {()}:
                    stems = tuple(stem(word, synonym.language) for word in words)
                    of_language.setdefault(stems, []).append(searched)
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

    def spans(
        self, words: Sequence[str], language: str
    ) -> Iterator[tuple[Sequence[int], tuple[str, ...]]]:
        """The places of words that have synonyms together, and what to search for too.

        The longest run counts: a run inside it is part of its meaning and is left alone. Words
        are compared without their endings, and first with, then without the stop words between.
        """
        telling = [at for at, word in enumerate(words) if not self.is_stop_word(word, language)]
        taken: set[int] = set()
        for places in (range(len(words)), telling):
            for length in range(min(len(places), LONGEST_SYNONYM), 0, -1):
                for start in range(len(places) - length + 1):
                    run = places[start : start + length]
                    found = self._expansions([words[at] for at in run], language)
                    if found and not taken.intersection(run):
                        taken.update(run)
                        yield run, found

    def _expansions(self, words: Sequence[str], language: str) -> tuple[str, ...]:
        """What the words stand for in `language` and English, or else in any other language:
        many a family types its own words on the English page."""
        by_code = {
            code: of_language[stems]
            for code, of_language in self.synonyms.items()
            if (stems := tuple(stem(word, code) for word in words)) in of_language
        }
        own = [text for code in (language, SOURCE) for text in by_code.get(code, ())]
        others = [text for texts in by_code.values() for text in texts]
        return tuple(dict.fromkeys(own or others))


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
