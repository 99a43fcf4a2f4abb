"""In which order results stand."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from . import cards, kinds
from .index import Index, Positions
from .postcodes import METRES_PER_MILE
from .results import Sort
from .understanding import Understanding

# The best so many are looked at closely; the order of the others is that of their words alone.
CLOSELY = 100
# What closeness of the text adds at most.
BY_RANK = 0.5
BY_LIKENESS = 0.2
BY_ORDER = 0.25
# Mild, so that what was asked for always counts most.
STALE = 0.95
RECENT, RECENT_DAYS = 0.03, 180
NEWS, NEWS_DAYS = 0.15, 60
# Near: what counts fully here counts half some miles on, and never less than the last number.
MILES_TO_HALF = 3.0
FARTHEST = 0.35
EVERYWHERE = 0.75
# By distance alone, every fourth result is one that comes to every place, or has none nearby.
SHARE_EVERYWHERE = 4
NEARBY_MILES = 10


def order(
    results: Positions,
    understood: Understanding,
    index: Index,
    distances: NDArray[np.float64] | None,
    *,
    sort: Sort,
    language: str,
    wanted: int,
) -> Positions:
    """The first `wanted` of `results` in the order asked for.

    Equal ones stand by title, so that pages never overlap.
    """
    if sort == "recent":
        return _first(results, -index.published[results], index, wanted)
    if sort == "name" or (distances is None and (sort == "distance" or not understood.text)):
        return _first(results, index.title_order[results], index, wanted)
    if distances is not None and (sort == "distance" or not understood.text):
        return _by_distance(results, index, distances, wanted)
    best = _by_relevance(results, understood, index, distances, language, wanted)
    return _best_bets_first(best, results, understood.bets)[:wanted]


def _first(results: Positions, cost: NDArray[Any], index: Index, wanted: int) -> Positions:
    """The `wanted` results of the lowest cost, by cost and then by title."""
    if wanted < len(results):
        dearest = np.partition(cost, wanted - 1)[wanted - 1]
        # All that are as dear as the last one stay in, for their titles decide between them.
        near = cost <= dearest
        results, cost = results[near], cost[near]
    return results[np.lexsort((index.title_order[results], cost))][:wanted]


def _by_relevance(
    results: Positions,
    understood: Understanding,
    index: Index,
    distances: NDArray[np.float64] | None,
    language: str,
    wanted: int,
) -> Positions:
    scores = understood.scored.scores[results] * _boosts(results, index, distances)
    best = _first(results, -scores, index, max(wanted, CLOSELY))
    closely = best[:CLOSELY]
    near = cards.nearness(index.numbers[closely], understood.text, understood.probes, language)
    found = [near.get(int(number), cards.NOT_NEAR) for number in index.numbers[closely]]
    ranks = np.array([one.rank for one in found])
    bonus = (
        BY_RANK * ranks / max(ranks.max(initial=0.0), 1e-9)
        + BY_LIKENESS * np.array([one.likeness for one in found])
        + BY_ORDER * np.array([one.in_order for one in found])
    )
    own = understood.scored.scores[closely] * _boosts(closely, index, distances)
    again = np.argsort(-(own + 1e-6) * (1 + bonus), kind="stable")
    return np.concatenate([closely[again], best[CLOSELY:]])


def _boosts(
    results: Positions, index: Index, distances: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    days = (timezone.now().timestamp() - index.published[results]) / 86_400
    boosts = 1 + RECENT * np.exp(-np.maximum(days, 0) / RECENT_DAYS)
    boosts *= np.where(index.stale[results], STALE, 1.0)
    traits = kinds.traits(index.kind_names)
    of_results = index.kinds[results]
    fresh = NEWS * np.exp(-np.maximum(days, 0) / NEWS_DAYS)
    boosts *= traits.weights[of_results] * (1 + traits.is_news[of_results] * fresh)
    if distances is not None:
        miles = distances[results] / METRES_PER_MILE
        nearness = FARTHEST + (1 - FARTHEST) / (1 + miles / MILES_TO_HALF)
        boosts *= np.maximum(nearness, np.where(index.everywhere[results], EVERYWHERE, 0.0))
    return boosts


def _by_distance(
    results: Positions, index: Index, distances: NDArray[np.float64], wanted: int
) -> Positions:
    far = distances[results] > NEARBY_MILES * METRES_PER_MILE
    comes_to_you = index.everywhere[results] & far
    placed, others = results[~comes_to_you], results[comes_to_you]
    placed = _first(placed, distances[placed], index, wanted)
    others = _first(others, index.title_order[others], index, wanted)
    # Before which of the placed ones each of the others stands.
    slots = np.arange(1, len(others) + 1) * (SHARE_EVERYWHERE - 1)
    return np.insert(placed, np.minimum(slots, len(placed)), others)[:wanted]


def _best_bets_first(best: Positions, results: Positions, bets: Sequence[int]) -> Positions:
    shown = np.array([at for at in bets if at in results], np.int64)
    if not len(shown):
        return best
    return np.concatenate([shown, best[~np.isin(best, shown)]])
