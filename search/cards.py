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
from .postcodes import METRES_PER_MILE
from .probes import Probe
from .results import Hit

# Control characters stand for <mark> until everything else is escaped. No document has them:
# `search.actions` takes them out.
START, STOP = "\x02", "\x03"

# The query of all probes together, for ranking and marking; the words as they were typed, as a
# phrase; and the documents it is about.
_WITH_QUERY = """
WITH q AS MATERIALIZED (
    SELECT coalesce(string_agg(probe::text, ' | '), '')::tsquery AS query,
        search_query(%(language)s, %(text)s) || search_query('en', %(text)s) AS phrase
    FROM unnest(%(texts)s::text[], %(beginnings)s::boolean[]) AS given (words, is_beginning),
        search_probe(%(language)s, words, is_beginning) AS probe
    WHERE numnode(probe) > 0
), d AS (
    SELECT found.* FROM unnest(%(numbers)s::integer[]) AS wanted (number)
    JOIN search_searchdocument found USING (number)
    WHERE found.language = ANY (%(languages)s)
)
"""
_RANK = """
SELECT number,
    ts_rank('{0.1, 0.3, 0.6, 1}', tsv, query, 1),
    similarity(title, %(text)s),
    (title_tsv @@ phrase)::int + (tsv @@ phrase)::int
FROM d, q
"""
_CARDS = """
SELECT number, kind, object_id, url, language, data, title, title_marked, summary_marked,
    CASE WHEN strpos(summary_marked, %(start)s) = 0 AND tsv @@ query
        THEN ts_headline(config, body, query, %(part)s)
        ELSE '' END
FROM d, q, search_config(language) AS config,
    ts_headline(config, title, query, %(whole)s) AS title_marked,
    ts_headline(config, summary, query, %(whole)s) AS summary_marked
"""
_MARKS = f"StartSel={START}, StopSel={STOP}"
_WHOLE = f"HighlightAll=true, {_MARKS}"
_PART = f"MaxFragments=1, MinWords=12, MaxWords=28, {_MARKS}"


@dataclass(frozen=True)
class Nearness:
    """How near the text of a document is to the query, beyond which words it has."""

    rank: float
    likeness: float
    # 1 when its words stand together in this order somewhere, 2 when they do so in the title.
    in_order: int


NOT_NEAR = Nearness(0.0, 0.0, 0)


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
            max(in_order, other.in_order if other else 0),
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
    numbers = index.numbers[positions]
    marking = {"text": "", "start": START, "whole": _WHOLE, "part": _PART}
    rows = _ask(_CARDS, numbers, probes, language, **marking)
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
        "languages": list({language, SOURCE}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITH_QUERY + sql, values)
        return cursor.fetchall()
