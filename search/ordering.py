"""In which order results stand."""

from collections.abc import Sequence

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from . import cards
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
) -> Positions:
    """`results` in the order asked for. Equal ones stand by title, so that pages never overlap."""
    results = results[np.argsort(index.title_order[results], kind="stable")]
    if sort == "recent":
        return results[np.argsort(-index.published[results], kind="stable")]
    if sort == "name" or (sort == "distance" and distances is None):
        return results
    if sort == "distance" or not understood.text:
        return results if distances is None else _by_distance(results, index, distances)
    return _best_bets_first(
        _by_relevance(results, understood, index, distances, language), understood.bets
    )


def _by_relevance(
    results: Positions,
    understood: Understanding,
    index: Index,
    distances: NDArray[np.float64] | None,
    language: str,
) -> Positions:
    scores = understood.scored.scores[results] * _boosts(results, index, distances)
    best = np.argsort(-scores, kind="stable")
    results, scores = results[best], scores[best]
    closely = results[:CLOSELY]
    near = cards.nearness(index.numbers[closely], understood.text, understood.probes, language)
    found = [near.get(int(number), cards.NOT_NEAR) for number in index.numbers[closely]]
    ranks = np.array([one.rank for one in found])
    bonus = (
        BY_RANK * ranks / max(ranks.max(initial=0.0), 1e-9)
        + BY_LIKENESS * np.array([one.likeness for one in found])
        + BY_ORDER * np.array([one.in_order for one in found])
    )
    again = np.argsort(-(scores[:CLOSELY] + 1e-6) * (1 + bonus), kind="stable")
    return np.concatenate([closely[again], results[CLOSELY:]])


def _boosts(
    results: Positions, index: Index, distances: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    days = (timezone.now().timestamp() - index.published[results]) / 86_400
    boosts = 1 + RECENT * np.exp(-np.maximum(days, 0) / RECENT_DAYS)
    boosts *= np.where(index.stale[results], STALE, 1.0)
    if distances is not None:
        miles = distances[results] / METRES_PER_MILE
        nearness = FARTHEST + (1 - FARTHEST) / (1 + miles / MILES_TO_HALF)
        boosts *= np.maximum(nearness, np.where(index.everywhere[results], EVERYWHERE, 0.0))
    return boosts


def _by_distance(results: Positions, index: Index, distances: NDArray[np.float64]) -> Positions:
    far = distances[results] > NEARBY_MILES * METRES_PER_MILE
    comes_to_you = index.everywhere[results] & far
    placed = results[~comes_to_you]
    placed = placed[np.argsort(distances[placed], kind="stable")]
    # Before which of the placed ones each of the others stands.
    slots = np.arange(1, int(comes_to_you.sum()) + 1) * (SHARE_EVERYWHERE - 1)
    return np.insert(placed, np.minimum(slots, len(placed)), results[comes_to_you])


def _best_bets_first(results: Positions, bets: Sequence[int]) -> Positions:
    shown = [at for at in bets if at in results]
    return np.concatenate([np.array(shown, np.int64), results[~np.isin(results, shown)]])
