"""Asks PostgreSQL which documents have which words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from core.languages import SOURCE

from .index import Index, pack
from .models import IndexChange, IndexState
from .probes import Matches, Probe, nowhere, read_bits

# The lists of common words are used until so many documents have changed since.
MOST_CHANGED_SINCE = 1_000

# What each probe looks for, the part of it that is not among the common words, and the lists of
# the part that is. A beginning counts only where few documents have the word itself.
_PREPARE = """
WITH usable AS MATERIALIZED (
    SELECT common FROM search_indexstate
    WHERE EXISTS (SELECT FROM search_indexchange WHERE version = common)
        AND (SELECT count(*) FROM (
            SELECT FROM search_indexchange WHERE version > common LIMIT %(most_changed)s
        ) AS changed) < %(most_changed)s
), probe AS MATERIALIZED (
    SELECT n, is_beginning, words, search_probe(%(language)s, words, false) AS whole,
        numnode(search_query('', words)) = 1 AS is_one_word
    FROM unnest(%(texts)s::text[], %(beginnings)s::boolean[])
        WITH ORDINALITY AS given (words, is_beginning, n)
), wanted AS MATERIALIZED (
    SELECT DISTINCT n, lexeme FROM probe, unnest(tsvector_to_array(
        search_text(%(language)s, words) || search_text('en', words) || search_text('', words)
    )) AS lexeme
    WHERE is_one_word AND numnode(whole) > 0
), known AS MATERIALIZED (
    SELECT n, lexeme FROM wanted, usable
    WHERE EXISTS (SELECT FROM search_commonword AS common WHERE common.lexeme = wanted.lexeme)
)
SELECT CASE
        WHEN NOT is_beginning THEN whole
        WHEN EXISTS (SELECT FROM known WHERE known.n = probe.n) THEN ''::tsquery
        WHEN 50 <= (SELECT count(*) FROM (
            SELECT FROM search_searchdocument WHERE tsv @@ whole LIMIT 50
        ) AS with_the_word) THEN ''::tsquery
        ELSE search_probe(%(language)s, words, true)
    END::text,
    CASE WHEN NOT is_beginning AND EXISTS (SELECT FROM known WHERE known.n = probe.n) THEN (
        SELECT coalesce(string_agg(quote_literal(lexeme), ' | '), '') FROM wanted
        WHERE wanted.n = probe.n AND (wanted.n, lexeme) NOT IN (SELECT n, lexeme FROM known)
    ) END,
    CASE WHEN NOT is_beginning THEN lists.anywhere END, lists.title, lists.topic
FROM probe LEFT JOIN LATERAL (
    SELECT string_agg(anywhere, '') AS anywhere, string_agg(title, '') AS title,
        string_agg(topic, '') AS topic
    FROM known JOIN search_commonword USING (lexeme)
    WHERE known.n = probe.n AND NOT is_beginning AND language = ANY (%(languages)s)
) AS lists ON true
ORDER BY n
"""
_ASK = """
WITH probe AS MATERIALIZED (
    SELECT n, query::tsquery FROM unnest(%(queries)s::text[]) WITH ORDINALITY AS given (query, n)
)
SELECT
    (SELECT {numbers} FROM search_searchdocument WHERE tsv @@ query {only}),
    (SELECT {numbers} FROM search_searchdocument WHERE title_tsv @@ query {only}),
    (SELECT {numbers} FROM search_searchdocument WHERE topic_tsv @@ query {only})
FROM probe ORDER BY n
"""
_NUMBERS = "coalesce(string_agg(int4send(number), ''), '')"
_ONLY = "AND language = ANY (%(languages)s)"
_ASK_ALL = _ASK.format(numbers=_NUMBERS, only=_ONLY)
_ASK_CHANGED = _ASK.format(numbers=_NUMBERS, only=_ONLY + " AND number = ANY (%(only)s::integer[])")


class Prepared(NamedTuple):
    """A probe as a query; the rest of it when its common words are listed, and their lists."""

    query: str
    rest: str | None
    anywhere: bytes | None
    title: bytes | None
    topic: bytes | None


def look_up(probes: Sequence[Probe], index: Index) -> dict[Probe, Matches]:
    """Where each probe is found. Two queries, two more when common words have changed."""
    if not probes:
        return {}
    prepared = prepare(probes)
    asked = ask(
        [one.query if one.rest is None else one.rest for one in prepared], probes[0].language, index
    )
    found = {
        probe: replace(matches, ignored=not one.query)
        for probe, one, matches in zip(probes, prepared, asked, strict=True)
    }
    listed = {
        probe: one for probe, one in zip(probes, prepared, strict=True) if one.rest is not None
    }
    return found | _with_lists(listed, found, index)


def _with_lists(
    listed: dict[Probe, Prepared], found: dict[Probe, Matches], index: Index
) -> dict[Probe, Matches]:
    """What was found, with the lists of common words and what has changed since they were made."""
    if not listed:
        return {}
    changes = IndexChange.objects.filter(version__gt=IndexState.objects.values("common"))
    changed = sorted(set(changes.values_list("number", flat=True)))
    touched = pack(index.flags(index.positions(np.array(changed, np.int32))))
    queries = [one.query for one in listed.values()]
    language = next(iter(listed)).language
    fresh = ask(queries if changed else [""] * len(queries), language, index, only=changed)
    complete = {}
    for (probe, one), now in zip(listed.items(), fresh, strict=True):
        old = Matches(
            index.size,
            read_bits(index, one.anywhere or b""),
            read_bits(index, one.title or b""),
            read_bits(index, one.topic or b""),
        )
        complete[probe] = found[probe] | old.mended(now, touched)
    return complete


def prepare(probes: Sequence[Probe]) -> list[Prepared]:
    """The probes, all of one language, as queries, and what is listed of them."""
    values = values_of(probes) | {
        "beginnings": [probe.is_beginning for probe in probes],
        "most_changed": MOST_CHANGED_SINCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE, values)
        return [Prepared(*row) for row in cursor.fetchall()]


def ask(
    queries: Sequence[str], language: str, index: Index, only: Sequence[int] | None = None
) -> list[Matches]:
    """Where each query is found, in all documents or only in these; no query for nothing."""
    if not any(queries):
        return [nowhere(index) for _ in queries]
    values = {
        "queries": list(queries),
        "languages": list({language, SOURCE}),
        "only": None if only is None else list(only),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK_ALL if only is None else _ASK_CHANGED, values)
        rows = cursor.fetchall()
    return [
        Matches(
            index.size, read_bits(index, anywhere), read_bits(index, title), read_bits(index, topic)
        )
        for anywhere, title, topic in rows
    ]


def values_of(probes: Sequence[Probe]) -> dict[str, Any]:
    """What every statement about probes needs to know."""
    language = probes[0].language
    return {
        "texts": [probe.text for probe in probes],
        "language": language,
        "languages": list({language, SOURCE}),
    }
