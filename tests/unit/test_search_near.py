"""Near me: a postcode orders, and never takes anything away."""

import pytest

from search import postcodes
from search.models import Postcode
from tests.searching import found, listing, search, titles

pytestmark = pytest.mark.django_db

HERE = (442_000, 111_500)
MILE = 1_609


@pytest.fixture(autouse=True)
def known_postcodes():
    Postcode.objects.create(code="SO147LY", easting=HERE[0], northing=HERE[1])
    Postcode.objects.create(code="SO14", easting=HERE[0], northing=HERE[1])
    Postcode.objects.create(code="E17", easting=537_000, northing=189_000)


@pytest.fixture
def clubs() -> None:
    listing("Close swim club", places=((HERE[0] + MILE, HERE[1]),))
    listing("Distant swim club", places=((HERE[0] + 9 * MILE, HERE[1]),))
    listing("Two-place swim club", places=((HERE[0] + 80 * MILE, HERE[1]), (HERE[0], HERE[1])))
    listing("Swim advice by phone", everywhere=True)
    listing("Chess club", places=(HERE,))


@pytest.mark.parametrize(
    "near", ["SO14 7LY", "so147ly", " So14  7lY ", "s o 1 4 7 l y", "S014 7LY", "SO14-7LY"]
)
def test_any_spacing_and_case_is_the_same_postcode(clubs, near):
    results = search("swim", near=near)
    assert (results.near, results.near_problem) == ("SO14 7LY", "")
    assert titles(results)[:2] == ["Two-place swim club", "Close swim club"]
    assert [round(hit.distance_miles or 0) for hit in results.hits[:2]] == [0, 1]


def test_an_outcode_is_a_place_too(clubs):
    assert search("swim", near="so14").near == "SO14"


def test_near_orders_with_relevance_and_takes_nothing_away(clubs):
    results = search("swim", near="SO14 7LY")
    assert results.total == search("swim").total == 4
    assert "Chess club" not in titles(results)


def test_what_comes_to_everybody_stays_in_view(clubs):
    for number in range(20):
        listing(f"Another swim club {number}", places=((HERE[0] + 2 * MILE, HERE[1]),))
    first_page = search("swim", near="SO14 7LY", page_size=20)
    assert "Swim advice by phone" in titles(first_page)
    by_distance = search("swim", near="SO14 7LY", page_size=20, sort="distance")
    assert titles(by_distance)[3] == "Swim advice by phone"
    assert by_distance.hits[3].everywhere


def test_browsing_near_a_place_is_by_distance(clubs):
    results = search(near="SO14 7LY")
    assert results.total == 5
    assert {titles(results)[0], titles(results)[1]} == {"Chess club", "Two-place swim club"}


def test_a_postcode_inside_the_words_is_taken_out(clubs):
    results = search("swim near so14 7ly please")
    assert (results.text, results.near) == ("swim please", "SO14 7LY")
    assert search("so147ly swim").text == "swim"
    assert search("SO14").near == "SO14"
    assert search("swim in so14").text == "swim"


def test_what_only_looks_like_a_postcode_stays_a_word():
    listing("KS2 reading club")
    results = search("KS2 reading")
    assert (results.text, results.near, results.near_problem) == ("KS2 reading", "", "")
    assert search("section e17 help").near == ""
    assert search("clubs in e17").near == "E17"


@pytest.mark.parametrize(
    ("near", "problem"),
    [
        ("SO99 9ZZ", "unknown"),
        ("ZZ1", "unknown"),
        ("Southampton", "malformed"),
        ("SO14 7L", "malformed"),
        ("12345", "malformed"),
        ("'; DROP TABLE", "malformed"),
        ("x" * 5_000, "malformed"),
        ("SO14\0", ""),
    ],
)
def test_a_wrong_postcode_is_said_and_the_results_stay(clubs, near, problem):
    results = search("swim", near=near)
    assert results.near_problem == problem
    assert results.total == 4


def test_an_unknown_postcode_inside_the_words_is_said_too(clubs):
    results = search("swim SO99 9ZZ")
    assert (results.text, results.near_problem, results.total) == ("swim", "unknown", 4)


def test_the_place_in_its_own_field_counts_before_the_one_in_the_words(clubs):
    assert search("swim E17", near="SO14 7LY").near == "SO14 7LY"


def test_the_browsers_point_orders_without_a_name(clubs):
    results = search("swim", point=HERE)
    assert results.near == ""
    assert titles(results)[0] == "Two-place swim club"


def test_without_a_place_there_are_no_miles(clubs):
    assert [hit.distance_miles for hit in search("swim").hits] == [None] * 4
    assert found(sort="distance") == found(sort="name")


def test_the_grid_is_that_of_the_ordnance_survey():
    # The Ordnance Survey's own worked example lies by Caister; here Southampton's civic centre.
    easting, northing = postcodes.to_grid(50.9080, -1.4047)
    assert (easting // 1_000, northing // 1_000) == (441, 112)
    latitude, longitude = postcodes.to_degrees(easting, northing)
    assert latitude == pytest.approx(50.9080, abs=1e-4)
    assert longitude == pytest.approx(-1.4047, abs=1e-4)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sw1a 1aa", "SW1A1AA"),
        ("M1 1AE", "M11AE"),
        ("EC1A1BB", "EC1A1BB"),
        ("S014 7LY", "SO147LY"),
        ("SO14 7LYX", ""),
        ("", ""),
        ("ＳＯ１４", ""),
        ("7LY", ""),
    ],
)
def test_postcodes_are_read_as_people_write_them(typed, code):
    assert postcodes.normalise(typed) == code
