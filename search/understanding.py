"""From the words as typed to the documents they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from . import matching, ranking, spelling, text
from .index import Index
from .probes import Matches, Probe
from .ranking import Scored, Word
from .text import Token
from .words import WordTables


@dataclass(frozen=True)
class Understanding:
    """What was searched for, and how well each document matches it."""

    # The words searched for; empty when there is nothing to search for, so that all are results.
    text: str
    scored: Scored
    # What to rank the best by and to mark on the cards.
    probes: tuple[Probe, ...] = ()
    # The words before their spelling was mended, or "".
    original: str = ""
    # Positions of the officer's best bets, in order.
    bets: Sequence[int] = field(default_factory=tuple)


def understand(
    typed: str, language: str, tables: WordTables, index: Index, *, verbatim: bool
) -> Understanding:
    """What `typed` means. Unknown words are mended, unless it is to be taken verbatim."""
    words, found, scored = _read(typed, language, tables, index)
    searched = typed
    if scored.unknown and not verbatim:
        is_all = len(scored.unknown) == len(words)
        mended = _mend(typed, scored.unknown, language, index.version, is_all=is_all)
        if mended != typed:
            again = _read(mended, language, tables, index)
            if again[2].results.any():
                searched, (words, found, scored) = mended, again
    everything = not any(_counts(word, found) for word in words)
    if everything:
        return Understanding("", _all(index))
    bets = index.positions(matching.numbers_of(tables.bets(searched, language)))
    if not scored.results.any():
        scored = replace(
            scored, results=index.flags(index.positions(matching.alike(searched, language)))
        )
    return Understanding(
        searched,
        replace(scored, results=scored.results | index.flags(bets)),
        probes=tuple(_useful(words, found)),
        original=typed if searched != typed else "",
        bets=tuple(int(at) for at in bets),
    )


def _read(
    typed: str, language: str, tables: WordTables, index: Index
) -> tuple[list[Word], Mapping[Probe, Matches], Scored]:
    words = ranking.understand(text.tokens(typed), language, tables)
    found = matching.find([probe for word in words for probe in word.probes()], index)
    return words, found, ranking.score(words, found, index)


def _counts(word: Word, found: Mapping[Probe, Matches]) -> bool:
    return not (word.own and found[word.own].ignored)


def _useful(words: Sequence[Word], found: Mapping[Probe, Matches]) -> dict[Probe, None]:
    """The probes that are in any document; beginnings only of words that nothing has whole."""
    return {
        probe: None
        for word in words
        if _counts(word, found)
        for probe in word.probes()
        if found[probe].count and not (probe.is_beginning and word.own and found[word.own].count)
    }


def _mend(typed: str, unknown: Sequence[Word], language: str, version: int, *, is_all: bool) -> str:
    """`typed` with its unknown words replaced by known ones where one is near enough."""
    tokens = _whole([word.token for word in unknown])
    folded = [token.folded for token in tokens]
    known = spelling.nearest(folded, language, version, is_all=is_all)
    mended = typed
    for token in reversed(tokens):
        if better := known.get(token.folded):
            mended = mended[: token.start] + better + mended[token.end :]
    return mended


def _whole(tokens: Sequence[Token]) -> list[Token]:
    """In their order, and the pairs of Chinese characters that overlap put together again."""
    whole: list[Token] = []
    for token in sorted(tokens, key=lambda token: token.start):
        before = whole[-1] if whole else None
        if before and token.start < before.end:
            new = token.end - before.end
            whole[-1] = Token(
                before.text + token.text[-new:],
                before.folded + token.folded[-new:],
                before.start,
                token.end,
            )
        else:
            whole.append(token)
    return whole


def _all(index: Index) -> Scored:
    return Scored(np.zeros(index.size, np.float32), np.ones(index.size, np.bool_))
