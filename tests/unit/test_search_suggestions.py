import pytest

from search.suggestions import suggest
from tests.searching import listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles() -> None:
    listing("Speech and language therapy", ("pl", "Terapia mowy"), url="/services/speech/")
    listing("Chatter Matters speech drop-in")
    listing("Speedwell playgroup")
    listing("Friday swim")


def _texts(typed: str, language: str = "en", **limit) -> list[str]:
    return [suggestion.text for suggestion in suggest(typed, language, **limit)]


def test_titles_that_begin_so_come_first(titles):
    assert _texts("spee") == [
        "Speedwell playgroup",
        "Speech and language therapy",
        "Chatter Matters speech drop-in",
    ]


@pytest.mark.parametrize("typed", ["speech the", "therapy spee", "spech therapy", "SPEECH THERAPI"])
def test_words_in_any_order_and_misspelt_are_forgiven(titles, typed):
    assert _texts(typed)[0] == "Speech and language therapy"


def test_each_thing_is_suggested_once_in_the_language_of_the_page(titles):
    assert _texts("terapia", "pl") == ["Terapia mowy"]
    assert _texts("speech", "pl")[0] == "Speech and language therapy"
    assert suggest("speech the")[0].url == "/services/speech/"


@pytest.mark.parametrize("typed", ["", "s", "  ", "[(", "\0", "%", "\\", "a'b\"", "x" * 5_000])
def test_odd_beginnings_suggest_nothing_and_break_nothing(titles, typed):
    assert _texts(typed) == []


def test_no_more_are_suggested_than_asked_for(titles, django_assert_num_queries):
    _texts("spee")
    with django_assert_num_queries(2):
        assert len(_texts("spee", limit=2)) == 2
