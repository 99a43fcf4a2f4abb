"""What changed between two texts, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.differences import Piece, pieces


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("", "new", [("added", "new")]),
        ("old", "", [("removed", "old")]),
        ("a b c", "a b c", [("same", "a b c")]),
        ("a b c", "a x c", [("same", "a "), ("removed", "b "), ("added", "x "), ("same", "c")]),
        ("one", "one two", [("same", "one "), ("added", "two")]),
        ("a b", "a\nb", [("removed", "a "), ("added", "a\n"), ("same", "b")]),
        ("نادي قديم", "نادي جديد", [("same", "نادي "), ("removed", "قديم"), ("added", "جديد")]),
    ],
)
def test_words_that_stayed_came_and_went(before, after, expected):
    assert pieces(before, after) == [Piece(*each) for each in expected]


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_without_what_was_removed_it_reads_as_the_new_text(before, after):
    assert (
        "".join(piece.text for piece in pieces(before, after) if piece.kind != "removed") == after
    )


def test_texts_too_long_to_compare_are_told_whole():
    before, after = "a " * 10_000, "b " * 10_000
    assert pieces(before, after) == [Piece("removed", before), Piece("added", after)]
