"""The last steps of a search, in PostgreSQL: the order of the best few, and their cards."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray

from core.languages import SOURCE

from .index import Index, Positions
from .matching import Probe
from .postcodes import METRES_PER_MILE
from .results import Hit

# Control characters stand for <mark> until everything else is escaped. No document has them:
# `search.actions` takes them out.
START, STOP = "\x02", "\x03"

# The query of all probes together, for ranking and marking.
_WITH_QUERY = """
WITH q AS MATERIALIZED (
    SELECT coalesce(string_agg(query::text, ' | '), '')::tsquery AS query
    FROM unnest(%(texts)s::text[], %(beginnings)s::boolean[]) AS given (words, is_beginning),
        search_probe(%(language)s, words, is_beginning) AS query
    WHERE numnode(query) > 0
)
"""
_RANK = """
SELECT d.number,
    ts_rank('{0.1, 0.3, 0.6, 1}', d.tsv, q.query, 1),
    similarity(d.title, %(text)s),
    (d.title_tsv @@ search_query(d.language, %(text)s))::int
FROM search_searchdocument d, q
WHERE d.number = ANY (%(numbers)s) AND d.language = ANY (%(languages)s)
"""
_CARDS = """
SELECT d.number, d.kind, d.object_id, d.url, d.language, d.data, d.title,
    ts_headline(search_config(d.language), d.title, q.query, %(whole)s),
    ts_headline(search_config(d.language), d.summary, q.query, %(whole)s),
    CASE WHEN NOT search_text(d.language, d.summary) @@ q.query AND d.tsv @@ q.query
        THEN ts_headline(search_config(d.language), d.body, q.query, %(part)s)
        ELSE '' END
FROM search_searchdocument d, q
WHERE d.number = ANY (%(numbers)s) AND d.language = ANY (%(languages)s)
"""
_MARKS = f"StartSel={START}, StopSel={STOP}"
_WHOLE = f"HighlightAll=true, {_MARKS}"
_PART = f"MaxFragments=1, MinWords=12, MaxWords=28, {_MARKS}"


@dataclass(frozen=True)
class Nearness:
    """How near the text of a document is to the query, beyond which words it has."""

    rank: float
    likeness: float
    in_order: bool


NOT_NEAR = Nearness(0.0, 0.0, False)


def nearness(
    numbers: NDArray[np.int32], text: str, probes: Sequence[Probe], language: str
) -> dict[int, Nearness]:
    """For at most a few hundred documents: the best of the languages they have been found in."""
    found: dict[int, Nearness] = {}
    if not len(numbers):
        return found
    for number, rank, likeness, in_order in _ask(_RANK, numbers, probes, language, text=text):
        other = found.get(number)
        found[number] = Nearness(
            max(rank, other.rank if other else 0.0),
            max(likeness, other.likeness if other else 0.0),
            bool(in_order or (other and other.in_order)),
        )
    return found


def cards(
    positions: Positions,
    probes: Sequence[Probe],
    language: str,
    index: Index,
    distances: NDArray[np.float64] | None,
) -> list[Hit]:
    """The results at these positions, in this order, in `language` where they have been
    translated. One that was removed a moment ago is left out."""
    if not len(positions):
        return []
    rows = _ask(_CARDS, index.numbers[positions], probes, language, whole=_WHOLE, part=_PART)
    english = {row[0]: row for row in rows if row[4] == SOURCE}
    own = {row[0]: row for row in rows if row[4] == language}
    words = [probe.text for probe in probes]
    hits = []
    for at in positions:
        number = int(index.numbers[at])
        if number in english:
            metres = float(distances[at]) if distances is not None else np.inf
            hits.append(
                _hit(
                    own.get(number, english[number]),
                    english[number][5],
                    None if np.isinf(metres) else metres / METRES_PER_MILE,
                    bool(index.everywhere[at]),
                    words,
                )
            )
    return hits


def _hit(row: tuple, data: str, miles: float | None, everywhere: bool, words: list[str]) -> Hit:
    _, kind, object_id, url, language, own_data, title, title_marked, summary, part = row
    return Hit(
        kind=kind,
        object_id=object_id,
        url=url,
        title=title,
        title_html=_html(title_marked, language, words),
        summary_html=_html(f"{summary} … {part} …" if part else summary, language, words),
        language=language,
        data=json.loads(data) | json.loads(own_data),
        distance_miles=miles,
        everywhere=everywhere,
    )


def _html(text: str, language: str, words: Sequence[str]) -> SafeString:
    """The text escaped, with <mark> around the words found."""
    if language == "zh-hans":
        text = _mark_chinese(text, words)
    marked = escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308 - escaped in the line above


def _mark_chinese(text: str, words: Sequence[str]) -> str:
    """PostgreSQL takes a run of Chinese for one word, so its own marks are not used: each
    character that belongs to a word found is marked with its neighbours."""
    text = text.replace(START, "").replace(STOP, "")
    marked: set[int] = set()
    for word in filter(None, words):
        for match in re.finditer(re.escape(word), text, re.IGNORECASE):
            marked.update(range(*match.span()))
    runs = groupby(range(len(text)), marked.__contains__)
    parts = ((is_marked, "".join(text[at] for at in run)) for is_marked, run in runs)
    return "".join(f"{START}{part}{STOP}" if is_marked else part for is_marked, part in parts)


def _ask(
    sql: str, numbers: NDArray[np.int32], probes: Sequence[Probe], language: str, **values: Any
) -> list[tuple]:
    values |= {
        "numbers": [int(number) for number in numbers],
        "texts": [probe.text for probe in probes],
        "beginnings": [probe.is_beginning for probe in probes],
        "language": language,
        "languages": [language, SOURCE],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITH_QUERY + sql, values)
        return cursor.fetchall()
