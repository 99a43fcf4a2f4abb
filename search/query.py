"""Runs a search by a handful of queries, whatever is searched for and however much there is.

Three for plain words: versions and postcode; who has which words; the order of the best 200; and
the cards of one page make four. Misspelt words take two more, a best bet or a query that nothing
answers one.
"""

from collections.abc import Sequence
from math import ceil
from time import time

import numpy as np

from core.languages import BY_CODE, SOURCE

from . import cards, catching_up, kinds, ordering, state, words
from .facets import Narrowing
from .results import Hit, SearchRequest, SearchResults
from .text import clean
from .understanding import understand
from .words import WordTables

__all__ = ["Hit", "SearchRequest", "SearchResults", "run"]


def run(request: SearchRequest, tables: WordTables | None = None) -> SearchResults:
    """Answer `request`, with other word tables than the saved ones when they are given."""
    language = request.language if request.language in BY_CODE else SOURCE
    now = state.read(clean(request.text), clean(request.near), request.point)
    held = catching_up.current(now.index_version)
    understood = understand(
        now.text,
        language,
        tables or words.current(now.words_version),
        held,
        verbatim=request.verbatim,
    )
    everything = Narrowing(
        held, held.live(time()) & held.of_kinds(()) & understood.scored.results, request.filters
    )
    sought, is_near = _sought(request.kinds, near=bool(now.point))
    narrowing = everything.within(held.of_kinds(sought))
    distances = held.distances(*now.point) if now.point and is_near else None
    results = np.flatnonzero(narrowing.results())
    pages = max(1, ceil(len(results) / request.page_size))
    page = min(max(1, request.page), pages)
    first = ordering.order(
        results,
        understood,
        held,
        distances,
        sort=request.sort,
        language=language,
        wanted=page * request.page_size,
    )
    shown = first[(page - 1) * request.page_size :]
    return SearchResults(
        total=len(results),
        hits=cards.cards(shown, understood.probes, language, held, distances),
        counts=narrowing.counts(),
        kinds=held.by_kind(everything.results()),
        page=page,
        pages=pages,
        searched_for=understood.text if understood.original else "",
        original=understood.original,
        near=now.near,
        near_problem=now.problem,
        is_near=is_near,
        text=now.text,
    )


def _sought(asked: Sequence[str], *, near: bool) -> tuple[Sequence[str], bool]:
    """The kinds to look for, and whether near the place: a place says nothing of information."""
    placed = kinds.with_places()
    if asked:
        placed = tuple(kind for kind in asked if kind in placed)
    return (placed, True) if near and placed else (asked, False)
