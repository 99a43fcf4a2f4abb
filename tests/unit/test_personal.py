"""What could show who somebody is, is found before it is published."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import cleaning, personal


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in personal.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To zelda.o'neil+x@mail.example.uk.", ("email", "zelda.o'neil+x@mail.example.uk")),
        ("Write to zelda at example dot org", ("email", "zelda at example dot org")),
        ("Write to zelda at example.org", ("email", "zelda at example.org")),
        ("Write to zelda at example . org", ("email", "zelda at example . org")),
        ("Look at https://example.org/zelda", ("link", "https://example.org/zelda")),
        ("I am @zelda_x there", ("link", "@zelda_x")),
        ("Ring 023 8083 2419 now", ("phone", "023 8083 2419")),
        ("ring 07700900123", ("phone", "07700900123")),
        ("ring +44 7700 900 123", ("phone", "+44 7700 900 123")),
        ("رقمي ٠٧٧٠٠٩٠٠١٢٣", ("phone", "٠٧٧٠٠٩٠٠١٢٣")),
        ("we live in so14 7ly", ("postcode", "so14 7ly")),
        ("born 3/4/2015", ("date", "3/4/2015")),
        ("born on 3rd of March 2015", ("date", "3rd of March 2015")),
        ("her birthday is March 3rd", ("date", "March 3rd")),
        ("NHS 943 476 5919", ("number", "943 476 5919")),
        ("UPN a123456789012", ("number", "a123456789012")),
        ("case 12345678", ("number", "12345678")),
        ("NI AB 12 34 56 C", ("number", "AB 12 34 56 C")),
        ("the taxi RS12 ABC was late", ("number", "RS12 ABC")),
        ("at 12 Acacia Avenue", ("address", "12 Acacia Avenue")),
        ("my son goes to St Mark’s Primary School", ("school", "St Mark’s Primary School")),
        ("my daughter Ximena waits", ("name", "Ximena")),
        ("my name is Ximena", ("name", "Ximena")),
        ("we asked Mrs Ott", ("name", "Ott")),
        ("Zelda is sad.", ("name", "Zelda")),
        ("he is called oscar", ("name", "oscar")),
        ("we met Ximena Ott there", ("name", "Ximena")),
    ],
)  # fmt: skip
def test_it_is_found(text, expected):
    assert expected in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Transport is late. Nobody rings. We wait 26 months, 3 days and 10.30 hours.",
        "On Monday the SENCO said that EHCP and CAMHS are full until Easter.",
        "The school sends my child home. My school is far.",
        "Some of you have no computer at all. How do you read it?",
        "It cost £12000 in 2024-25 and 800 families came.",
        "Southampton City Council: I’m glad. “Good”, she said. I love the Local Offer!",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text):
    assert found(text) == []


def test_a_school_alone_is_no_childs():
    assert ("school", "Springwell School") not in found("Springwell School is nice.")


@given(st.text(max_size=400))
def test_the_pieces_are_the_whole_text(text):
    assert "".join(piece.text for piece in personal.pieces(text)) == text


@given(st.text(max_size=400))
def test_nothing_marked_is_left_in_the_first_wording(text):
    marked = [piece.text for piece in personal.pieces(text) if piece.label]
    assert personal.redacted(text).count("[…]") >= len(marked)


@pytest.mark.parametrize(
    "bit", ["a", "@", "1 ", "Aa ", "a@a.", "A School ", "i am ", "07700 900123 ", "'"]
)
def test_a_long_hostile_text_is_looked_through_up_to_a_bound(bit):
    text = bit * 100_000
    assert all(each.end <= personal.LONGEST for each in personal.find(text))


def test_marks_that_turn_the_page_round_are_taken_out():
    assert cleaning.clean("a\u202eb\u2066c\u200fd\x00e\x1bf\r\ng") == "abcdef\ng"


def test_what_scripts_and_emoji_need_stays():
    for text in ("می‌خواهم", "👩‍👧‍👦 ok", "e\u0301té", "हिन्दी", "tab\there"):
        assert cleaning.clean(text) == unicodedata.normalize("NFC", text)


def test_piled_up_marks_are_cut_down():
    assert len(cleaning.clean("a" + "\u0316" * 500)) == 5
