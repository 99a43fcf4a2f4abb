"""Mends words that no document knows."""

from collections.abc import Sequence

from django.db import connection
from rapidfuzz.distance import OSA

from core.languages import SOURCE

SHORTEST = 5
SHORTEST_KNOWN = 4


def nearest(misspelt: Sequence[str], language: str) -> dict[str, str]:
    """For each folded word the known one that was most likely meant, where there is one.

    By one query. Nearness is counted in letters changed, added, left out or swapped: one in a
    word of five, two up to ten, three beyond. Of equally near words the one that begins
    alike wins, then the one that most documents have.
    """
    words = [word for word in misspelt if len(word) >= SHORTEST and not any(map(str.isdigit, word))]
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given, near.* FROM unnest(%s::text[]) AS given, "
            "search_similar_words(given, %s) AS near",
            [words, ["", SOURCE, language]],
        )
        rows = cursor.fetchall()
    best: dict[str, tuple[tuple[int, bool, int], str]] = {}
    for typed, word, folded, documents in rows:
        limit = _limit(typed)
        distance = OSA.distance(typed, folded, score_cutoff=limit)
        if distance <= limit and len(folded) >= SHORTEST_KNOWN:
            rank = (distance, folded[0] != typed[0], -documents)
            best[typed] = min(best.get(typed, (rank, word)), (rank, word))
    return {typed: word for typed, (_, word) in best.items()}


def _limit(word: str) -> int:
    if len(word) <= 5:
        return 1
    return 2 if len(word) <= 10 else 3
