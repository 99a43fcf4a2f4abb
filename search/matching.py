"""Which documents have which words: asked of PostgreSQL's index, kept for the next search."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.contrib.postgres.search import TrigramWordDistance
from django.db import connection
from numpy.typing import NDArray

from core.languages import SOURCE

from .index import Bits, Flags, Index, bit_columns, pack, read_numbers, unpack
from .models import IndexChange, IndexState, SearchDocument
from .text import tokens

# Bytes that a process keeps: 64 MB are 1,700 probes of 100,000 documents.
MEMORY = 64_000_000
# To see whether words stand together each document with all of them is read, so no more than
# these are. Beyond, it is enough that all are in the title or all among the keywords.
MOST_READ = 300
# What is kept survives a change of so many documents, as far as it was asked for of late.
MOST_CHANGED, MOST_CARRIED = 200, 300
# The lists of common words are used until so many documents have changed since.
MOST_CHANGED_SINCE = 1_000


class Probe(NamedTuple):
    """A word, or several that stand together, in the words of a language.

    With `is_beginning`: words that begin so, when fewer than 50 documents have the word itself.
    """

    text: str
    language: str
    is_beginning: bool = False

    @property
    def parts(self) -> list["Probe"]:
        """Its words, when there are several."""
        words = tokens(self.text)
        return [Probe(word.folded, self.language) for word in words] if len(words) > 1 else []


@dataclass(frozen=True)
class Matches:
    """Where a probe is found. `ignored`: PostgreSQL knows it for a word that means nothing."""

    size: int
    anywhere: Bits
    title: Bits
    topic: Bits
    ignored: bool = False

    def flags(self) -> tuple[Flags, Flags, Flags]:
        """Anywhere, in the title, in the keywords."""
        return (
            unpack(self.anywhere, self.size),
            unpack(self.title, self.size),
            unpack(self.topic, self.size),
        )

    @property
    def count(self) -> int:
        return int(np.bitwise_count(self.anywhere).sum())


def find(probes: Iterable[Probe], index: Index) -> dict[Probe, Matches]:
    """Where each probe is found, by at most three queries. All are of one language."""
    wanted = list(dict.fromkeys(probes))
    parts = {probe: probe.parts for probe in wanted if probe not in index.asked}
    words = dict.fromkeys(part for probe in parts for part in (parts[probe] or [probe]))
    fresh = _look_up([word for word in words if word not in index.asked], index)
    known = index.asked | fresh
    phrases = {probe: [known[part] for part in parts[probe]] for probe in parts if parts[probe]}
    fresh |= _together(phrases, index)
    _keep(fresh, index)
    return {probe: fresh[probe] if probe in fresh else known[probe] for probe in wanted}


def carried(held: Index, index: Index, changed: Collection[int]) -> dict[Probe, Matches]:
    """What `held` was asked, put right for `index`, in which these documents have changed."""
    in_place = np.array_equal(index.numbers[: held.size], held.numbers)
    if not held.asked or len(changed) > MOST_CHANGED or not in_place:
        return {}
    probes = list(held.asked)[-MOST_CARRIED:]
    touched = pack(index.flags(index.positions(np.array(sorted(changed), np.int32))))
    fresh: dict[Probe, Matches] = {}
    for language in {probe.language for probe in probes}:
        of_language = [probe for probe in probes if probe.language == language]
        queries = [one.query for one in _prepare(of_language)]
        asked = _ask(queries, language, index, only=sorted(changed))
        fresh |= dict(zip(of_language, asked, strict=True))
    return {probe: _mended(held.asked[probe], matches, touched) for probe, matches in fresh.items()}


def numbers_of(objects: Sequence[tuple[str, UUID]]) -> NDArray[np.int32]:
    """The numbers of these objects (kind and id), in this order; those not published are left
    out. No query is made when there are none."""
    if not objects:
        return np.zeros(0, np.int32)
    keys = [object_id for _, object_id in objects]
    rows = SearchDocument.objects.filter(language=SOURCE, object_id__in=keys)
    known = {
        (row.kind, row.object_id): row.number for row in rows.only("kind", "object_id", "number")
    }
    return np.array([known[one] for one in objects if one in known], np.int32)


def alike(text: str, language: str) -> NDArray[np.int32]:
    """The numbers of at most 50 documents with a title that has something like `text` in it."""
    rows = (
        SearchDocument.objects.filter(language__in={language, SOURCE})
        .filter(title__trigram_word_similar=text)
        .order_by(TrigramWordDistance(text, "title"), "number")
        .values_list("number", flat=True)[:50]
    )
    return np.array(rows, np.int32)


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
_READ = """
WITH phrase AS MATERIALIZED (
    SELECT n, search_probe(%(language)s, words, false) AS query
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS given (words, n)
)
SELECT n, string_agg(int4send(number), '')
FROM phrase
JOIN unnest(%(of)s::integer[], %(numbers)s::integer[]) AS candidate (n, number) USING (n)
JOIN search_searchdocument USING (number)
WHERE tsv @@ query AND language = ANY (%(languages)s)
GROUP BY n
"""


class _Prepared(NamedTuple):
    """A probe as a query; the rest of it when its common words are listed, and their lists."""

    query: str
    rest: str | None
    anywhere: bytes | None
    title: bytes | None
    topic: bytes | None


def _look_up(probes: Sequence[Probe], index: Index) -> dict[Probe, Matches]:
    if not probes:
        return {}
    prepared = _prepare(probes)
    asked = _ask(
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
    listed: dict[Probe, _Prepared], found: dict[Probe, Matches], index: Index
) -> dict[Probe, Matches]:
    """What was found, with the lists of common words and what has changed since they were made."""
    if not listed:
        return {}
    changes = IndexChange.objects.filter(version__gt=IndexState.objects.values("common"))
    changed = sorted(set(changes.values_list("number", flat=True)))
    touched = pack(index.flags(index.positions(np.array(changed, np.int32))))
    queries = [one.query for one in listed.values()]
    language = next(iter(listed)).language
    fresh = _ask(queries if changed else [""] * len(queries), language, index, only=changed)
    complete = {}
    for (probe, one), now in zip(listed.items(), fresh, strict=True):
        old = Matches(
            index.size,
            _bits(index, one.anywhere or b""),
            _bits(index, one.title or b""),
            _bits(index, one.topic or b""),
        )
        complete[probe] = _both(_mended(old, now, touched), found[probe])
    return complete


def _prepare(probes: Sequence[Probe]) -> list[_Prepared]:
    values = _values(probes) | {
        "beginnings": [probe.is_beginning for probe in probes],
        "most_changed": MOST_CHANGED_SINCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE, values)
        return [_Prepared(*row) for row in cursor.fetchall()]


def _ask(
    queries: Sequence[str], language: str, index: Index, only: Sequence[int] | None = None
) -> list[Matches]:
    """Where each query is found, in all documents or only in these; no query for nothing."""
    if not any(queries):
        nowhere = np.zeros(bit_columns(index.size), np.uint64)
        return [Matches(index.size, nowhere, nowhere, nowhere) for _ in queries]
    values = {
        "queries": list(queries),
        "languages": list({language, SOURCE}),
        "only": None if only is None else list(only),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK_ALL if only is None else _ASK_CHANGED, values)
        rows = cursor.fetchall()
    return [
        Matches(index.size, _bits(index, anywhere), _bits(index, title), _bits(index, topic))
        for anywhere, title, topic in rows
    ]


def _together(phrases: dict[Probe, list[Matches]], index: Index) -> dict[Probe, Matches]:
    """Where the words of each phrase stand together, from where each of them is."""
    found, unsure = {}, {}
    for phrase, parts in phrases.items():
        everywhere = _all_of([part for part in parts if not part.ignored], index)
        if everywhere.count > MOST_READ:
            strong = everywhere.title | everywhere.topic
            anywhere = strong if strong.any() else everywhere.anywhere
            found[phrase] = _within(everywhere, anywhere)
        else:
            unsure[phrase] = everywhere
    return found | _read(unsure, index)


def _all_of(parts: Sequence[Matches], index: Index) -> Matches:
    if not parts:
        nowhere = np.zeros(bit_columns(index.size), np.uint64)
        return Matches(index.size, nowhere, nowhere, nowhere, ignored=True)
    return Matches(
        index.size,
        np.bitwise_and.reduce([part.anywhere for part in parts]),
        np.bitwise_and.reduce([part.title for part in parts]),
        np.bitwise_and.reduce([part.topic for part in parts]),
    )


def _within(matches: Matches, anywhere: Bits) -> Matches:
    return Matches(
        matches.size, anywhere, matches.title & anywhere, matches.topic & anywhere, matches.ignored
    )


def _read(unsure: dict[Probe, Matches], index: Index) -> dict[Probe, Matches]:
    """Of the documents that have all the words of a phrase, those that have them together."""
    probes = list(unsure)
    candidates = [np.flatnonzero(unsure[probe].flags()[0]) for probe in probes]
    found = dict.fromkeys(range(1, len(probes) + 1), b"")
    if any(len(positions) for positions in candidates):
        values = _values(probes) | {
            "of": [n for n, at in enumerate(candidates, 1) for _ in at],
            "numbers": [int(index.numbers[one]) for at in candidates for one in at],
        }
        with connection.cursor() as cursor:
            cursor.execute(_READ, values)
            found |= dict(cursor.fetchall())
    return {
        probe: _within(unsure[probe], _bits(index, found[n])) for n, probe in enumerate(probes, 1)
    }


def _values(probes: Sequence[Probe]) -> dict[str, Any]:
    language = probes[0].language
    return {
        "texts": [probe.text for probe in probes],
        "language": language,
        "languages": list({language, SOURCE}),
    }


def _bits(index: Index, packed: bytes) -> Bits:
    return pack(index.flags(index.positions(read_numbers(packed))))


def _mended(old: Matches, fresh: Matches, touched: Bits) -> Matches:
    """The old matches, with those of the touched documents as they are now."""

    def mend(before: Bits, now: Bits) -> Bits:
        padded = np.pad(before, (0, len(touched) - len(before)))
        return (padded & ~touched) | now

    return Matches(
        fresh.size,
        mend(old.anywhere, fresh.anywhere),
        mend(old.title, fresh.title),
        mend(old.topic, fresh.topic),
        old.ignored,
    )


def _both(one: Matches, other: Matches) -> Matches:
    return Matches(
        one.size,
        one.anywhere | other.anywhere,
        one.title | other.title,
        one.topic | other.topic,
        other.ignored,
    )


def _keep(fresh: dict[Probe, Matches], index: Index) -> None:
    """Remember for the next search; start afresh when it gets too much."""
    of_one = 3 * index.bits.itemsize * (1 + bit_columns(index.size))
    if (len(index.asked) + len(fresh)) * of_one > MEMORY:
        index.asked.clear()
    index.asked.update(fresh)
