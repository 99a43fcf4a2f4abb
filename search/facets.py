"""Narrowing by choices, and the number of results that each choice would leave."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from copy import copy

import numpy as np
from django.db import connection

from core.languages import SOURCE

from .index import UNCOUNTED, Bits, Flags, Index, pack, read_numbers, unpack

# "Monday" and "in the evening" must be the same session: days and times chosen together are
# looked up as "session:mo-evening".
DAY, TIME, SESSION = "day", "time", "session"
_PARTNER = {DAY: TIME, TIME: DAY}
Filters = Mapping[str, Sequence[str]]


class Narrowing:
    """The matched documents of one search, narrowed by its filters."""

    def __init__(self, index: Index, matched: Flags, filters: Filters) -> None:
        self._index = index
        self._matched = pack(matched)
        self._filters = {group: list(values) for group, values in filters.items() if values}
        self._chosen = {group: self._any_of(group) for group in self._filters}

    def within(self, flags: Flags) -> "Narrowing":
        """The same for some of the documents."""
        fewer = copy(self)
        fewer._matched = self._matched & pack(flags)
        return fewer

    def results(self) -> Flags:
        return unpack(self._left_by(), self._index.size)

    def counts(self) -> dict[str, Counter[str]]:
        """For each value of each group, the results if it alone were chosen in its group."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        rows = defaultdict(list)
        for choice, row in self._index.choices.items():
            rows[choice.partition(":")[0]].append((choice.partition(":")[2], row))
        everyone = _count(self._index.bits & self._left_by())
        for group, members in rows.items():
            values, of_group = zip(*members, strict=True)
            if self._is_free(group):
                numbers = everyone[list(of_group)]
            else:
                choices = np.array([self._choice(group, value) for value in values])
                numbers = _count(choices & self._left_by(without=group))
            counts[group] = Counter(
                {value: int(n) for value, n in zip(values, numbers, strict=True) if n}
            )
        return counts

    def _is_free(self, group: str) -> bool:
        return group not in self._chosen and _PARTNER.get(group) not in self._chosen

    def _left_by(self, without: str = "") -> Bits:
        """The matched documents that pass every filter, but for that of one group."""
        left = self._matched
        for group, bits in self._chosen.items():
            if group != without and not (without and group == _PARTNER.get(without)):
                left = left & bits
        return left

    def _any_of(self, group: str) -> Bits:
        if group in UNCOUNTED:
            return _ask(self._index, group, self._filters[group])
        rows = [self._choice(group, value) for value in self._filters[group]]
        return np.bitwise_or.reduce(np.array(rows))

    def _choice(self, group: str, value: str) -> Bits:
        partner = _PARTNER.get(group, "")
        others = self._filters.get(partner)
        if not others:
            return self._index.row(f"{group}:{value}")
        pairs = [(value, other) if group == DAY else (other, value) for other in others]
        rows = [self._index.row(f"{SESSION}:{day}-{time}") for day, time in pairs]
        return np.bitwise_or.reduce(np.array(rows))


def _count(rows: Bits) -> np.ndarray:
    return np.bitwise_count(rows).sum(axis=1, dtype=np.int64)


def _ask(index: Index, group: str, values: Sequence[str]) -> Bits:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(string_agg(int4send(number), ''), '') FROM search_searchdocument "
            "WHERE facets && %s::varchar[] AND language = %s",
            [[f"{group}:{value}" for value in values], SOURCE],
        )
        packed = cursor.fetchone()[0]
    return pack(index.flags(index.positions(read_numbers(packed))))
