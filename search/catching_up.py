"""Brings what a process holds of all documents up to a version."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from core.languages import SOURCE

from . import matching
from .index import (
    TITLE_BYTES,
    UNCOUNTED,
    Bits,
    Flags,
    Index,
    bit_columns,
    pack,
    read_numbers,
    unpack,
)
from .models import IndexChange
from .text import fold

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
    numbers = np.array([row[0] for row in rows], np.int32)
    grown = _grown(held, np.setdiff1d(numbers, held.numbers))
    if changed is None:
        touched = np.ones(grown.size, np.bool_)
    else:
        touched = grown.flags(grown.positions(np.array(changed, np.int32)))
    choices, bits = _with_choices(grown, touched, changed)
    index = replace(
        _with_places(grown, touched, changed),
        version=version,
        choices=choices,
        bits=bits,
        **_columns(grown, touched, rows),
    )
    return replace(index, asked={} if changed is None else matching.carried(held, index, changed))


def _columns(index: Index, touched: Flags, rows: list[tuple]) -> dict[str, Any]:
    """The columns of the index with what the rows of the touched documents say."""
    at = index.positions(np.array([row[0] for row in rows], np.int32))
    names = tuple(dict.fromkeys([*index.kind_names, *(row[1] for row in rows)]))
    # A touched document that is not among the rows was removed: it is of no kind.
    kinds = np.where(touched, np.int8(0), index.kinds)
    kinds[at] = [names.index(row[1]) for row in rows]
    columns = {
        name: getattr(index, name).copy()
        for name in ("everywhere", "stale", "published", "expires", "titles")
    }
    columns["everywhere"][at] = [row[2] for row in rows]
    columns["stale"][at] = [row[3] for row in rows]
    columns["published"][at] = [row[4] for row in rows]
    columns["expires"][at] = [row[5] for row in rows]
    columns["titles"][at] = [fold(row[6]).encode()[:TITLE_BYTES] for row in rows]
    order = np.empty(index.size, np.int32)
    order[np.argsort(columns["titles"], kind="stable")] = np.arange(index.size, dtype=np.int32)
    return {**columns, "kinds": kinds, "kind_names": names, "title_order": order}


def _grown(held: Index, added: NDArray[np.int32]) -> Index:
    """`held` with room for new documents. Numbers only ever rise, but a later number can be
    committed first, so that the new ones are not always the last."""
    numbers = np.concatenate([held.numbers, added]).astype(np.int32)
    order = np.argsort(numbers, kind="stable")
    moved = np.empty(len(order), np.int64)
    moved[order] = np.arange(len(order))

    def longer(column: NDArray) -> NDArray:
        return np.concatenate([column, np.zeros(len(added), column.dtype)])[order]

    bits = np.zeros((len(held.bits), bit_columns(len(numbers))), np.uint64)
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
        expires=longer(held.expires),
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
    bits = np.zeros((len(choices), bit_columns(index.size)), np.uint64)
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
        "coalesce(extract(epoch FROM d.published_at)::float, 0), "
        "coalesce(extract(epoch FROM d.expires_at)::float, 'infinity'), d.title "
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
