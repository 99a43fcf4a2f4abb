"""What people type, and what they find."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import actions
from search.text import clean, fold, tokens
from tests.searching import best_bet, found, listing, search, stop_words, synonym, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> None:
    listing("Saturday swim", summary="Swimming lessons in a warm pool", keywords="water, sport")
    listing("Speech and language therapy", summary="Help with talking", keywords="SALT, stammer")
    listing("Children's physiotherapy", body="For children who find walking hard")
    listing("Education, health and care plan team", keywords="EHC plan, annual review")
    listing("Friday football club", summary="Football for teenagers in a park")
    listing("Autism information line", body="Talk to somebody who knows about autism")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("swim", "Saturday swim"),
        ("SWIMMING LESSON", "Saturday swim"),
        ("therapies for speech", "Speech and language therapy"),
        ("stammering", "Speech and language therapy"),
        ("annual reviews", "Education, health and care plan team"),
    ],
)
def test_words_are_found_in_any_form(directory, typed, title):
    assert found(typed)[0] == title


@pytest.mark.parametrize("typed", ["physio", "phys", "children's physioth"])
def test_the_beginning_of_a_word_is_enough(directory, typed):
    assert found(typed)[0] == "Children's physiotherapy"


@pytest.mark.parametrize("typed", ["pre school", "pre-school", "preschool", "Pre-School club"])
def test_a_hyphen_makes_no_difference(typed):
    listing("Pre-school club")
    listing("Club for teenagers")
    assert found(typed)[0] == "Pre-school club"


@pytest.mark.parametrize("typed", ["wont", "won't", "won’t"])
def test_an_apostrophe_makes_no_difference(typed):
    listing("When your child won't go to school")
    assert found(typed) == ["When your child won't go to school"]


@pytest.mark.parametrize(
    ("typed", "meant", "title"),
    [
        ("speach therapy", "speech therapy", "Speech and language therapy"),
        ("swiming", "swimming", "Saturday swim"),
        ("fotball", "football", "Friday football club"),
        ("autsim line", "autism line", "Autism information line"),
        ("Fysiotherapy", "physiotherapy", "Children's physiotherapy"),
    ],
)
def test_a_misspelt_word_is_mended_and_said(directory, typed, meant, title):
    results = search(typed)
    assert titles(results)[0] == title
    assert (results.searched_for, results.original) == (meant, typed)


def test_the_words_as_typed_can_be_insisted_on(directory):
    results = search("swiming", verbatim=True)
    assert (results.total, results.searched_for, results.original) == (0, "", "")


def test_a_word_that_a_document_has_is_never_mended(directory):
    listing("Swiming Ltd")
    results = search("swiming")
    assert titles(results) == ["Swiming Ltd"]
    assert not results.searched_for


@pytest.mark.parametrize("typed", ["EHCP", "wits"])
def test_acronyms_and_short_words_are_never_mended(directory, typed):
    listing("Wishes for children")
    synonym("ehcp", "made-up expansion")
    assert search(typed).searched_for == ""


def test_a_synonym_finds_the_words_listings_use(directory):
    synonym("ehcp", "education health and care plan")
    assert found("EHCP") == ["Education, health and care plan team"]


def test_a_synonym_works_the_other_way_round_only_when_it_should(directory):
    listing("ASD group")
    listing("Kicks")
    synonym("asd", "autism", both_ways=True)
    synonym("kicks", "football")
    assert set(found("autism")) == {"Autism information line", "ASD group"}
    assert set(found("asd")) == {"Autism information line", "ASD group"}
    assert found("football") == ["Friday football club"]


def test_synonyms_are_known_in_other_forms_and_with_stop_words_between():
    listing("Bladder and bowel nurses", keywords="continence")
    listing("A bed for a night")
    stop_words("the", "his", "he", "every", "night")
    synonym("wetting the bed", "continence")
    assert found("he wets his bed every night")[0] == "Bladder and bowel nurses"


def test_a_whole_sentence_finds_what_has_most_of_it(directory):
    stop_words("my", "would", "like", "where", "can", "he", "play", "for", "boy", "is")
    results = search("my boy is a teenager and would like football, where can he play")
    assert titles(results)[0] == "Friday football club"


def test_a_common_word_does_not_bring_the_whole_directory():
    for number in range(40):
        listing(f"Club {number}")
    listing("Football club")
    results = search("football club")
    assert titles(results)[0] == "Football club"
    assert results.total == 1


def test_stop_words_count_only_when_there_is_nothing_else(directory):
    listing("Help at home")
    stop_words("help", "with")
    assert "Help at home" not in found("help with swimming")
    assert found("help") == ["Help at home", "Speech and language therapy"]


def test_best_bets_come_first_and_are_results_even_without_the_words(directory):
    chosen = listing("Front door", summary="Start here")
    best_bet("autism", chosen)
    stop_words("with")
    assert found("Autism") == ["Front door", "Autism information line"]
    assert found("with autism") == ["Front door", "Autism information line"]
    assert found("autism line")[0] == "Autism information line"
    assert search("autism").total == 2
    assert found("autism", filters={"cost": ["free"]}) == []


def test_a_best_bet_that_is_not_published_is_left_out(directory):
    gone = listing("Gone")
    best_bet("autism", gone)
    actions.remove(kind="service", object_ids=[gone])
    assert found("autism") == ["Autism information line"]


def test_a_polish_word_finds_an_english_document_from_any_page():
    listing("Swimming lessons", keywords_other="pływanie basen السباحة 游泳课")
    for language in ("en", "pl", "ar", "zh-hans"):
        assert found("pływanie", language=language) == ["Swimming lessons"]
        assert found("plywanie", language=language) == ["Swimming lessons"]
        assert found("游泳", language=language) == ["Swimming lessons"]
        assert found("السباحة", language=language) == ["Swimming lessons"]


def test_a_page_shows_its_own_language_once():
    listing("Swimming lessons", ("pl", "Nauka pływania"), ("ar", "دروس السباحة"))
    assert found("pływania", language="pl") == ["Nauka pływania"]
    assert found("swimming", language="pl") == ["Nauka pływania"]
    assert found("السباحة", language="ar") == ["دروس السباحة"]
    assert found("pływania", language="ar") == []
    assert search("", language="pl").total == 1


@pytest.mark.parametrize("typed", ["كتاب", "اتاق"])
def test_persian_typed_on_an_arabic_keyboard_is_found(typed):
    listing("Reading", ("fa", "کتاب در اتاق"))
    assert found(typed, language="fa") == ["کتاب در اتاق"]


def test_synonyms_of_another_language_help_on_the_english_page():
    listing("Nursery places")
    synonym("przedszkole", "nursery", language="pl")
    assert found("przedszkole") == ["Nursery places"]


def test_nothing_typed_shows_everything_by_name(directory):
    results = search("  ")
    assert results.total == 6
    assert titles(results) == sorted(titles(results))


def test_words_that_mean_nothing_are_nothing_typed(directory):
    assert search("the of and").total == 6
    assert search("?!").total == 6


def test_a_huge_query_is_cut(directory):
    results = search("swimming " * 1_200)
    assert titles(results)[0] == "Saturday swim"
    assert len(results.text) <= 300


@pytest.mark.parametrize(
    "typed",
    [
        "swim\0ming",
        "\0",
        "swim & ! | (",
        "swim:*",
        "'swim'",
        "<-> swim",
        "swim') OR 1=1 --",
        "\\",
        "%_%",
        "swim \ud800",
        "🏊 swim",
        "{swim}",
    ],
)
def test_odd_characters_break_nothing(directory, typed):
    assert search(typed).total >= 0


def test_a_search_needs_few_queries_whatever_there_is(directory):
    synonym("kick about", "football")
    for number in range(60):
        listing(f"Football {number}", facets=(f"category:c{number}",))
    search("warm up")
    with CaptureQueriesContext(connection) as plain:
        search("football")
    with CaptureQueriesContext(connection) as hard:
        search("fotball kick about near SO14 7LY swiming and a long sentence", page=2)
    with CaptureQueriesContext(connection) as known:
        search("football", filters={"category": ["c1"]})
    assert len(known) == 3
    assert len(plain) <= 5
    assert len(hard) <= 10


def test_folding_keeps_letters_that_are_not_latin():
    assert fold("Łódź, Straße, ÉTÉ") == "lodz, strasse, ete"
    assert fold("अटिज्म") == "अटिज्म"
    assert [token.text for token in tokens("O'Neil's  pre-school/club")] == [
        "O'Neil's",
        "pre",
        "school",
        "club",
    ]
    assert [token.text for token in tokens("自闭症 club")] == ["自闭", "闭症", "club"]
    assert clean(" a\t b\0c\n") == "a b c"
