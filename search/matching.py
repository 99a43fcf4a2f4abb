"""Which documents have which words: asked of PostgreSQL's index, kept for the next search."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import numpy as np
from django.contrib.postgres.search import TrigramWordDistance
from django.db import connection
from numpy.typing import NDArray

from core.languages import SOURCE

from .asking import ask, look_up, prepare, values_of
from .index import Bits, Index, bit_columns, pack
from .models import SearchDocument
from .probes import Matches, Probe, nowhere, read_bits

# Bytes that a process keeps: 64 MB are 1,700 probes of 100,000 documents.
MEMORY = 64_000_000
# To see whether words stand together each document with all of them is read, so no more than
# these are. Beyond, it is enough that all are in the title or all among the keywords.
MOST_READ = 300
# What is kept survives a change of so many documents, as far as it was asked for of late.
MOST_CHANGED, MOST_CARRIED = 200, 300


def find(probes: Iterable[Probe], index: Index) -> dict[Probe, Matches]:
    """Where each probe is found, by at most three queries. All are of one language."""
    wanted = list(dict.fromkeys(probes))
    parts = {probe: probe.parts for probe in wanted if probe not in index.asked}
    words = dict.fromkeys(part for probe in parts for part in (parts[probe] or [probe]))
    fresh = look_up([word for word in words if word not in index.asked], index)
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
        queries = [one.query for one in prepare(of_language)]
        asked = ask(queries, language, index, only=sorted(changed))
        fresh |= dict(zip(of_language, asked, strict=True))
    return {probe: held.asked[probe].mended(matches, touched) for probe, matches in fresh.items()}


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
        return nowhere(index, ignored=True)
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
        values = values_of(probes) | {
            "of": [n for n, at in enumerate(candidates, 1) for _ in at],
            "numbers": [int(index.numbers[one]) for at in candidates for one in at],
        }
        with connection.cursor() as cursor:
            cursor.execute(_READ, values)
            found |= dict(cursor.fetchall())
    return {
        probe: _within(unsure[probe], read_bits(index, found[n]))
        for n, probe in enumerate(probes, 1)
    }


def _keep(fresh: dict[Probe, Matches], index: Index) -> None:
    """Remember for the next search; start afresh when it gets too much."""
    of_one = 3 * index.bits.itemsize * (1 + bit_columns(index.size))
    if (len(index.asked) + len(fresh)) * of_one > MEMORY:
        index.asked.clear()
    index.asked.update(fresh)
