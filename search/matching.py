"""Which documents have which words: asked of PostgreSQL's index, kept for the next search."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.contrib.postgres.search import TrigramWordDistance
from django.db import connection
from numpy.typing import NDArray

from core.languages import SOURCE

from .index import Bits, Flags, Index, pack, read_numbers, unpack
from .models import SearchDocument

# Bytes that a process keeps: 64 MB are 1,700 probes of 100,000 documents.
MEMORY = 64_000_000


class Probe(NamedTuple):
    """A word, or several as a phrase, or the beginning of a word, in the words of a language."""

    text: str
    language: str
    is_beginning: bool = False


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


_SQL = """
WITH probe AS (
    SELECT n, search_probe(%(language)s, words, is_beginning) AS query
    FROM unnest(%(texts)s::text[], %(beginnings)s::boolean[])
        WITH ORDINALITY AS given (words, is_beginning, n)
)
SELECT n, numnode(query), (
    SELECT coalesce(string_agg(int4send(number), ''), '') FROM search_searchdocument
    WHERE tsv @@ query AND language = ANY (%(languages)s)
), (
    SELECT coalesce(string_agg(int4send(number), ''), '') FROM search_searchdocument
    WHERE title_tsv @@ query AND language = ANY (%(languages)s)
), (
    SELECT coalesce(string_agg(int4send(number), ''), '') FROM search_searchdocument
    WHERE topic_tsv @@ query AND language = ANY (%(languages)s)
) FROM probe ORDER BY n
"""


def find(probes: Iterable[Probe], index: Index) -> dict[Probe, Matches]:
    """Where each probe is found, by at most one query. All are of one language."""
    wanted = list(dict.fromkeys(probes))
    found = {probe: index.asked[probe] for probe in wanted if probe in index.asked}
    if missing := [probe for probe in wanted if probe not in found]:
        fresh = _ask(missing, index)
        found |= fresh
        _keep(fresh, index)
    return found


def _keep(fresh: dict[Probe, Matches], index: Index) -> None:
    """Remember for the next search; start afresh when it gets too much."""
    of_one = 3 * index.bits.itemsize * (1 + index.size // 64)
    if (len(index.asked) + len(fresh)) * of_one > MEMORY:
        index.asked.clear()
    index.asked.update(fresh)


def numbers_of(objects: Sequence[tuple[str, UUID]]) -> NDArray[np.int32]:
    """The numbers of these objects (kind and id), in this order; those not published are left
    out. No query is made when there are none."""
    if not objects:
        return np.zeros(0, np.int32)
    keys = [object_id for _, object_id in objects]
    rows = SearchDocument.objects.filter(language=SOURCE, object_id__in=keys)
    known = {
        (kind, key): number for kind, key, number in rows.values_list("kind", "object_id", "number")
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


def _ask(probes: list[Probe], index: Index) -> dict[Probe, Matches]:
    language = probes[0].language
    values: dict[str, Any] = {
        "texts": [probe.text for probe in probes],
        "beginnings": [probe.is_beginning for probe in probes],
        "language": language,
        "languages": list({language, SOURCE}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        rows = cursor.fetchall()
    return {
        probe: Matches(
            index.size,
            _bits(index, anywhere),
            _bits(index, title),
            _bits(index, topic),
            ignored=nodes == 0,
        )
        for probe, (_, nodes, anywhere, title, topic) in zip(probes, rows, strict=True)
    }


def _bits(index: Index, packed: bytes) -> Bits:
    return pack(index.flags(index.positions(read_numbers(packed))))
