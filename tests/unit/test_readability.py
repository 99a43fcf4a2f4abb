"""What is easy to read, what is not, and what is not judged at all."""

import pytest

from core import readability

EASY = (
    "We play games in a big hall. You can come each week. You do not need to book. Bring a drink "
    "and some shoes for indoors. If it gets loud, there is a quiet room and we go there with you."
)
HARD = (
    "The multi-disciplinary partnership facilitates the commissioning of individualised "
    "therapeutic interventions for eligible service users in accordance with the established "
    "statutory framework, and undertakes comprehensive developmental assessments which are "
    "subsequently disseminated to the appropriate professional stakeholders."
)
ARABIC = "نلعب معًا في قاعة كبيرة كل أسبوع. لا تحتاج إلى الحجز مسبقًا. " * 6


def test_plain_words_are_for_a_child_and_officialese_is_for_nobody():
    assert readability.reading_age(EASY) < 10
    assert readability.reading_age(HARD) > 20


def test_a_list_is_as_many_sentences_as_it_has_lines():
    text = "We offer:\n\n- games\n- music\n1. a quiet room\n"
    assert readability.sentences(text) == ["We offer:", "games", "music", "a quiet room"]


@pytest.mark.parametrize("text", ["", "Games and fun.", ARABIC, "1234 " * 50, "!!! ??? ..." * 30])
def test_what_cannot_be_judged_is_not(text):
    assert readability.reading_age(text) is None


def test_other_languages_are_not_taken_for_english():
    polish = "Spotykamy się w każdą sobotę w dużej sali. Nie trzeba się zapisywać. " * 4
    assert not readability.is_english(polish)
    assert not readability.is_english(ARABIC)
    assert readability.is_english(EASY)


def test_long_sentences_are_shown_whole():
    assert readability.long_sentences(EASY) == []
    assert readability.long_sentences(f"{EASY} {HARD}") == [HARD]


def test_an_acronym_is_unexplained_until_its_words_stand_beside_it():
    assert readability.unexplained("You need an EHCP. Ask your GP.") == [
        ("EHCP", "education, health and care plan")
    ]
    explained = "You need an Education, Health and Care Plan (EHCP)."
    assert readability.unexplained(explained) == []


def test_officialese_comes_with_plainer_words():
    found = readability.long_winded("Please call prior to the start, in order to utilise the hall.")
    assert found == [("in order to", "to"), ("prior to", "before"), ("utilise", "use")]
    # A part of a word is not the word.
    assert readability.long_winded("She is the assistant.") == []


def test_shouting_is_found_and_acronyms_are_not_shouting():
    assert readability.shouted("Please note: PLEASE BOOK BEFORE YOU COME. Thank you.") == (
        "PLEASE BOOK BEFORE YOU COME"
    )
    assert readability.shouted("Ask the NHS or your SENCO about an EHCP.") == ""


def test_addresses_and_marks_are_not_read():
    assert readability.words(
        "**Book** at [our page](https://example.org/very/long) or a@b.org"
    ) == [
        "Book",
        "at",
        "our",
        "page",
        "or",
    ]


def test_a_very_long_text_is_read_in_one_go():
    text = "We help you to find a way. " * 20_000
    assert readability.reading_age(text) < 10
    assert readability.shouted("A" * 200_000) == ""
