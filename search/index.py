"""What each process holds of all documents, to count and rank them without asking the database.

For every document one bit in each choice it can be filtered by, and a few numbers. It takes about
8 MB for 100,000 documents. Every write to the documents gives the index a new version under a
lock; each search reads the version and first catches up with what it has missed, so that the
numbers on a page are those of the database. Why not in SQL: docs/adr/0002-search.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.languages import SOURCE

from .models import IndexChange
from .text import fold

Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Positions = NDArray[np.int64]

# Groups with a value for nearly every document: filtered by in SQL, not counted.
UNCOUNTED = ("org",)
TITLE_BYTES = 40


@dataclass(frozen=True)
class Index:
    """All documents at one version. Position i of every array is the document `numbers[i]`.

    Never changed in place: threads that still read an older one are left in peace. A removed
    document keeps its position until the process ends, with nothing said of it.
    """

    version: int = 0
    numbers: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    kinds: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    everywhere: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    stale: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))
    # Seconds since 1970, 0 when not known.
    published: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    # The beginning of the English title, folded, and the place of each in their order.
    titles: NDArray[np.bytes_] = field(default_factory=lambda: np.zeros(0, f"S{TITLE_BYTES}"))
    title_order: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    # Each place: the position of its document, easting and northing.
    place_of: Positions = field(default_factory=lambda: np.zeros(0, np.int64))
    eastings: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    northings: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    # One row of bits for each choice, in the order of `choices` ("group:value").
    choices: dict[str, int] = field(default_factory=dict)
    bits: Bits = field(default_factory=lambda: np.zeros((0, 0), np.uint64))
    kind_names: tuple[str, ...] = ("",)
    # What `search.matching` has asked of the database for this index: it goes when the index goes.
    asked: dict[Any, Any] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        return len(self.numbers)

    def of_kinds(self, kinds: Sequence[str]) -> Flags:
        wanted = [i for i, name in enumerate(self.kind_names) if name and name in kinds]
        return np.isin(self.kinds, wanted)

    def positions(self, numbers: NDArray[np.int32]) -> Positions:
        """Where the documents of these numbers are; those not held (any more) are left out."""
        if not self.size:
            return np.zeros(0, np.int64)
        found = np.minimum(np.searchsorted(self.numbers, numbers), self.size - 1)
        return found[self.numbers[found] == numbers]

    def flags(self, positions: Positions) -> Flags:
        flags = np.zeros(self.size, np.bool_)
        flags[positions] = True
        return flags

    def row(self, choice: str) -> Bits:
        at = self.choices.get(choice)
        return np.zeros(_words(self.size), np.uint64) if at is None else self.bits[at]

    def distances(self, easting: int, northing: int) -> NDArray[np.float64]:
        """Metres from a point to the nearest place of each document; infinite without a place."""
        nearest = np.full(self.size, np.inf)
        metres = np.hypot(self.eastings - float(easting), self.northings - float(northing))
        np.minimum.at(nearest, self.place_of, metres)
        return nearest


def pack(flags: Flags) -> Bits:
    """Flags as bits, 64 in a number."""
    packed = np.zeros(_words(len(flags)) * 8, np.uint8)
    small = np.packbits(flags)
    packed[: len(small)] = small
    return packed.view(np.uint64)


def unpack(bits: Bits, size: int) -> Flags:
    return np.unpackbits(bits.view(np.uint8), count=size).view(np.bool_)


_lock = Lock()
_held = Index()


def current(version: int) -> Index:
    """The index at `version` or a later one."""
    global _held
    with _lock:
        if _held.version != version:
            _held = _caught_up(_held, version)
        return _held


def _caught_up(held: Index, version: int) -> Index:
    changes = IndexChange.objects
    # Only a version in the log was ever committed, and everything after it is in the log too.
    if held.version and changes.filter(version=held.version).exists():
        changed = changes.filter(version__gt=held.version).values_list("number", flat=True)
        return _updated(held, version, sorted(set(changed)))
    return _updated(Index(), version, None)


def _updated(held: Index, version: int, changed: Collection[int] | None) -> Index:
    """`held` with the documents `changed` as the database has them now; None is all of them."""
    rows = _documents(changed)
    fresh = np.array([row[0] for row in rows], np.int32)
    grown = _grown(held, np.setdiff1d(fresh, held.numbers))
    touched = grown.flags(
        np.arange(grown.size) if changed is None else grown.positions(np.array(changed, np.int32))
    )
    at = grown.positions(fresh)
    kind_names = tuple(dict.fromkeys([*held.kind_names, *(row[1] for row in rows)]))
    kinds = np.where(touched, np.int8(0), grown.kinds)
    kinds[at] = [kind_names.index(row[1]) for row in rows]
    everywhere, stale = grown.everywhere.copy(), grown.stale.copy()
    published, titles = grown.published.copy(), grown.titles.copy()
    everywhere[at] = [row[2] for row in rows]
    stale[at] = [row[3] for row in rows]
    published[at] = [row[4] for row in rows]
    titles[at] = [fold(row[5]).encode()[:TITLE_BYTES] for row in rows]
    title_order = np.empty(grown.size, np.int32)
    title_order[np.argsort(titles, kind="stable")] = np.arange(grown.size, dtype=np.int32)
    choices, bits = _with_choices(grown, touched, changed)
    return replace(
        _with_places(grown, touched, changed),
        version=version,
        kinds=kinds,
        everywhere=everywhere,
        stale=stale,
        published=published,
        titles=titles,
        title_order=title_order,
        choices=choices,
        bits=bits,
        kind_names=kind_names,
        asked={},
    )


def _grown(held: Index, added: NDArray[np.int32]) -> Index:
    """`held` with room for new documents. Numbers only ever rise, but a later number can be
    committed first, so that the new ones are not always the last."""
    numbers = np.concatenate([held.numbers, added]).astype(np.int32)
    order = np.argsort(numbers, kind="stable")
    moved = np.empty(len(order), np.int64)
    moved[order] = np.arange(len(order))

    def longer(column: NDArray) -> NDArray:
        return np.concatenate([column, np.zeros(len(added), column.dtype)])[order]

    bits = np.zeros((len(held.bits), _words(len(numbers))), np.uint64)
    bits[:, : held.bits.shape[1]] = held.bits
    if np.any(np.diff(order) < 0):
        for at, row in enumerate(held.bits):
            bits[at] = pack(longer(unpack(row, held.size)))
    return replace(
        held,
        numbers=numbers[order],
        kinds=longer(held.kinds),
        everywhere=longer(held.everywhere),
        stale=longer(held.stale),
        published=longer(held.published),
        titles=longer(held.titles),
        place_of=moved[held.place_of],
        bits=bits,
    )


def _with_choices(
    index: Index, touched: Flags, changed: Collection[int] | None
) -> tuple[dict[str, int], Bits]:
    """The rows of bits, with those of the touched documents read anew."""
    fresh = dict(_numbers_by_choice(changed))
    choices = dict(index.choices)
    for choice in fresh:
        choices.setdefault(choice, len(choices))
    bits = np.zeros((len(choices), _words(index.size)), np.uint64)
    bits[: len(index.choices)] = index.bits & ~pack(touched)
    for choice, numbers in fresh.items():
        bits[choices[choice]] |= pack(index.flags(index.positions(numbers)))
    return choices, bits


def _with_places(index: Index, touched: Flags, changed: Collection[int] | None) -> Index:
    rows = np.array(_places(changed), np.int32).reshape(-1, 3)
    known = np.isin(rows[:, 0], index.numbers)
    rows = rows[known]
    kept = ~touched[index.place_of]
    return replace(
        index,
        place_of=np.concatenate([index.place_of[kept], index.positions(rows[:, 0])]),
        eastings=np.concatenate([index.eastings[kept], rows[:, 1]]),
        northings=np.concatenate([index.northings[kept], rows[:, 2]]),
    )


def _documents(changed: Collection[int] | None) -> list[tuple]:
    return _rows(
        "SELECT d.number, d.kind, d.everywhere, d.stale, "
        "coalesce(extract(epoch FROM d.published_at)::float, 0), d.title "
        "FROM search_searchdocument d WHERE d.language = %(source)s {only} ORDER BY d.number",
        changed,
    )


def _places(changed: Collection[int] | None) -> list[tuple]:
    return _rows(
        "SELECT d.number, p.easting, p.northing FROM search_searchplace p "
        "JOIN search_searchdocument d ON d.id = p.document_id "
        "WHERE d.language = %(source)s {only}",
        changed,
    )


def _numbers_by_choice(
    changed: Collection[int] | None,
) -> Iterable[tuple[str, NDArray[np.int32]]]:
    # The database makes one string of each list: a million numbers then cost next to nothing here.
    rows = _rows(
        "SELECT choice, string_agg(int4send(d.number), '') "
        "FROM search_searchdocument d, unnest(d.facets) AS choice "
        "WHERE d.language = %(source)s {only} "
        "AND split_part(choice, ':', 1) <> ALL (%(uncounted)s) GROUP BY choice",
        changed,
    )
    return ((choice, read_numbers(packed)) for choice, packed in rows)


def read_numbers(packed: bytes) -> NDArray[np.int32]:
    """Numbers as `string_agg(int4send(number), '')` writes them."""
    return np.frombuffer(packed, ">i4").astype(np.int32)


def _rows(sql: str, changed: Collection[int] | None) -> list[tuple]:
    only = "" if changed is None else "AND d.number = ANY (%(changed)s)"
    values = {
        "source": SOURCE,
        "uncounted": list(UNCOUNTED),
        "changed": None if changed is None else list(changed),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.format(only=only), values)
        return cursor.fetchall()


def _words(size: int) -> int:
    return -(-size // 64)
