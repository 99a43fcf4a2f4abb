"""What each process holds of all documents, to count and rank them without asking the database.

For every document one bit in each choice it can be filtered by, and a few numbers. It takes about
8 MB for 100,000 documents. Every write to the documents gives the index a new version under a
lock; each search reads the version and first catches up with what it has missed, so that the
numbers on a page are those of the database. Why not in SQL: docs/adr/0002-search.md.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    # Seconds since 1970 after which it is not found; infinite where there is no end.
    expires: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
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
        """The documents of these kinds; of every kind when none is named."""
        if not kinds:
            return self.kinds != 0
        wanted = [i for i, name in enumerate(self.kind_names) if name and name in kinds]
        flags = np.zeros(self.size, np.bool_)
        for kind in wanted:
            flags |= self.kinds == kind
        return flags

    def live(self, now: float) -> Flags:
        """Those that have not come to their end at `now` (seconds since 1970)."""
        return self.expires > now

    def by_kind(self, flags: Flags) -> Counter[str]:
        """How many of the documents flagged are of each kind."""
        numbers = np.bincount(self.kinds[flags], minlength=len(self.kind_names))
        counted = zip(self.kind_names, numbers, strict=True)
        return Counter({name: int(number) for name, number in counted if name and number})

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
        return np.zeros(bit_columns(self.size), np.uint64) if at is None else self.bits[at]

    def distances(self, easting: int, northing: int) -> NDArray[np.float64]:
        """Metres from a point to the nearest place of each document; infinite without a place."""
        nearest = np.full(self.size, np.inf)
        metres = np.hypot(self.eastings - float(easting), self.northings - float(northing))
        np.minimum.at(nearest, self.place_of, metres)
        return nearest


def pack(flags: Flags) -> Bits:
    """Flags as bits, 64 in a number."""
    packed = np.zeros(bit_columns(len(flags)) * 8, np.uint8)
    small = np.packbits(flags)
    packed[: len(small)] = small
    return packed.view(np.uint64)


def unpack(bits: Bits, size: int) -> Flags:
    return np.unpackbits(bits.view(np.uint8), count=size).view(np.bool_)


def read_numbers(packed: bytes) -> NDArray[np.int32]:
    """Numbers as `string_agg(int4send(number), '')` writes them."""
    return np.frombuffer(packed, ">i4").astype(np.int32)


def bit_columns(size: int) -> int:
    """How many numbers of 64 bits hold so many flags."""
    return -(-size // 64)
