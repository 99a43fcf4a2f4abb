"""What a query means, which documents are results of it, and in which order.

A word counts for more the fewer documents have it, and for more in a title or among the keywords
than in running text. A document is a result when what it has of the query weighs enough beside
the most that any document has: a whole sentence finds the documents that have most of it, and a
common word beside a rare one never brings the whole directory. Each group of kinds is measured by
itself, so that a long guide with every word in it hides no service. Filters play no part in it, so
that every count stays true whatever is ticked. The numbers were chosen on one half of the judged
queries and hold on the other: docs/benchmarks.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from . import kinds
from .index import Flags, Index
from .probes import Matches, Probe
from .text import Token
from .words import WordTables

SCORE = np.float32
Scores = NDArray[np.float32]

# Parts of the most that any document has of a query. The next is tried when fewer are found.
ENOUGH = (0.85, 0.6, 0.4)
MANY = 50
IN_TITLE = 2.0
IN_TOPIC = 1.0
# How much another wording is worth beside the word itself.
JOINED = 1.0
SYNONYM = 0.9
BEGINNING = 0.5
BEGINNING_OF_UNKNOWN = 1.0
# What each further wording found adds.
ANOTHER = 0.2
# How much of its rarity a number counts: an age is rare in a text, and says little.
NUMBER = 0.3
# How much of it each further word of a wording with synonyms counts, which are one thing together.
PHRASE = 0.5
# A word is taken for the beginning of another one from this length on.
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Word:
    """A word of the query and the ways in which a document may have it, each with its worth."""

    token: Token
    own: Probe | None
    # How much of its rarity counts: less for a number, and for each word of a fixed phrase.
    share: float = 1.0
    others: tuple[tuple[Probe, float], ...] = ()
    beginning: Probe | None = None

    def probes(self) -> Iterable[Probe]:
        yield from filter(None, (self.own, self.beginning))
        yield from (probe for probe, _ in self.others)


@dataclass(frozen=True)
class Scored:
    """How well each document matches, and which ones are results."""

    scores: Scores
    results: Flags
    unknown: list[Word] = field(default_factory=list)


def understand(tokens: Sequence[Token], language: str, tables: WordTables) -> list[Word]:
    """The words of a query that carry something, with their synonyms."""
    expansions: dict[int, list[str]] = {}
    shares: dict[int, float] = {}
    for run, found in tables.spans([token.folded for token in tokens], language):
        for at in run:
            expansions.setdefault(at, []).extend(found)
            shares[at] = (1 + PHRASE * (len(run) - 1)) / len(run)
    words = []
    for at, token in enumerate(tokens):
        is_stop = tables.is_stop_word(token.folded, language)
        if is_stop and at not in expansions:
            continue
        words.append(
            Word(
                token,
                own=None if is_stop else Probe(token.folded, language),
                share=NUMBER if token.folded.isdigit() else shares.get(at, 1.0),
                others=(
                    *((Probe(text, language), SYNONYM) for text in expansions.get(at, ())),
                    *((Probe(text, language), JOINED) for text in _joined(tokens, at)),
                ),
                beginning=None if is_stop else _beginning(token, language),
            )
        )
    return words or [Word(token, own=Probe(token.folded, language)) for token in tokens]


def _joined(tokens: Sequence[Token], at: int) -> list[str]:
    """The word with the one before or after it in one piece: "pre school" is "preschool"."""
    pairs = [tokens[at - 1 : at + 1] if at else [], tokens[at : at + 2]]
    return [
        pair[0].folded + pair[1].folded
        for pair in pairs
        if len(pair) == 2 and all(len(token.folded) > 1 for token in pair)
    ]


def _beginning(token: Token, language: str) -> Probe | None:
    if len(token.folded) < SHORTEST_BEGINNING or token.folded.isdigit():
        return None
    return Probe(token.folded, language, is_beginning=True)


def score(words: Sequence[Word], found: Mapping[Probe, Matches], index: Index) -> Scored:
    """Scores of all documents for `words`. Words that nothing has count for nothing."""
    total, covered = np.zeros(index.size, SCORE), np.zeros(index.size, SCORE)
    live = int(np.count_nonzero(index.kinds))
    unknown = []
    for word in words:
        if word.own and found[word.own].ignored:
            continue
        value, worth = _of_word(word, found, index)
        having = int(np.count_nonzero(worth))
        if not having:
            unknown.append(word)
            continue
        rarity = SCORE(word.share * np.log1p((live - having + 0.5) / (having + 0.5)))
        total += rarity * value
        covered += rarity * worth
    groups = kinds.traits(index.kind_names).groups[index.kinds]
    return Scored(total, _results(covered, groups), unknown)


def _results(covered: Scores, groups: NDArray[np.int8]) -> Flags:
    """What covers enough: in each group beside the most of that group, and never too little beside
    the most of all."""
    least = max(ENOUGH[-1] * covered.max(initial=0), 1e-9)
    results = np.zeros(len(covered), np.bool_)
    for group in np.unique(groups[covered >= least]):
        results |= _enough(np.where(groups == group, covered, 0), least)
    return results


def _enough(covered: Scores, least: float) -> Flags:
    """Less is enough only where more finds few."""
    most = covered.max(initial=0)
    results = np.zeros(len(covered), np.bool_)
    for enough in ENOUGH:
        results = covered >= max(enough * most, least)
        if np.count_nonzero(results) >= MANY:
            break
    return results


def _of_word(word: Word, found: Mapping[Probe, Matches], index: Index) -> tuple[Scores, Scores]:
    """What a word is worth in each document: with the place it stands in, and without."""
    value, worth = np.zeros(index.size, SCORE), np.zeros(index.size, SCORE)
    ways = [(word.own, 1.0), *word.others]
    if word.beginning:
        is_known = word.own is not None and found[word.own].count
        ways.append((word.beginning, BEGINNING if is_known else BEGINNING_OF_UNKNOWN))
    for probe, factor in ways:
        if probe and found[probe].count:
            anywhere, title, topic = found[probe].flags()
            here = anywhere * SCORE(factor)
            np.maximum(worth, here, out=worth)
            for place, extra in ((title, IN_TITLE), (topic, IN_TOPIC)):
                here[place] += SCORE(factor * extra)
            value = np.maximum(value, here) + SCORE(ANOTHER) * np.minimum(value, here)
    return value, worth
