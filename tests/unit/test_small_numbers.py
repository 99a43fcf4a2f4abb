"""What may be said of numbers that are so small that they could show who somebody is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import small_numbers
from core.small_numbers import LEAST


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1204, "1,204")],
)
def test_a_count_in_words(count, words):
    assert small_numbers.in_words(count) == words


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([12, 9], [12, 9]),
        ([12, 0], [12, 0]),
        # One alone would follow from the sum: the next larger one goes with it.
        ([20, 8, 3], [20, None, None]),
        # Two that are hidden could be shared out in several ways.
        ([20, 2, 3], [20, None, None]),
        # Both as large as they can be, or together a small number.
        ([20, 8, 4, 4], [20, None, None, None]),
        ([20, 8, 1, 2], [20, None, None, None]),
        ([20, 6, 2], [20, None, None]),
        # That nobody is in a part says nothing about anybody.
        ([20, 3, 0], [None, None, 0]),
        ([3], [None]),
        ([], []),
    ],
)
def test_parts_of_a_sum(parts, shown):
    assert small_numbers.shown(parts) == shown


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_no_small_part_follows_from_the_others_and_the_sum(parts):
    shown = small_numbers.shown(parts)
    hidden = [count for count, said in zip(parts, shown, strict=True) if said is None]
    assert all(said is None or not small_numbers.is_small(said) for said in shown)
    if hidden and len(hidden) < len(parts):
        # Somebody who knows the sum, and that none of the hidden is 0, has more than one answer.
        sizes = product(range(1, sum(hidden) + 1), repeat=len(hidden))
        ways = [way for way in sizes if sum(way) == sum(hidden)]
        assert len(hidden) > 1
        assert len(ways) > 1
        assert sum(hidden) >= LEAST


@pytest.mark.parametrize(
    ("total", "part", "shown"),
    [(30, 12, 12), (30, 3, None), (30, 28, None), (30, 30, 30), (30, 0, 0)],
)
def test_a_part_that_others_overlap(total, part, shown):
    assert small_numbers.shown_of(total, part) == shown
