"""A parent searches, narrows, and is never left with an empty page."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.listings import CIVIC_CENTRE, at, place, postcode, service, term
from usage import buffer
from usage.models import SearchTerm

pytestmark = pytest.mark.django_db

# Terms, versions and postcode, matches, order, cards, and two to count the search.
BUDGET = 12


@pytest.fixture
def listings() -> None:
    leisure = term("category", "leisure", "Things to do")
    swimming = term("category", "swimming", "Swimming", parent=leisure)
    health = term("category", "health", "Health")
    term("category", "money", "Money and benefits", keywords_en="benefits, DLA, grants")
    autism = term("need", "autism", "Autism")
    saturday = {"days": ["SA"], "opens_at": at("10:00"), "closes_at": at("11:00")}
    friday = {"days": ["FR"], "opens_at": at("18:00"), "closes_at": at("20:00")}
    service(
        "Splash club",
        summary="Swimming for autistic children",
        terms=(swimming, autism),
        places=(place("Pool", postal_code="SO14 7LY"),),
        schedules=(saturday,),
        costs=({"amount": 4},),
        minimum_age=4,
        maximum_age=11,
        referral=["self"],
        delivery=["in_person"],
    )
    service(
        "Swimming lessons in Winchester",
        terms=(swimming,),
        places=(place("Far pool", latitude=51.0629, longitude=-1.3166),),
        schedules=(friday, {**saturday, "opens_at": at("17:30"), "closes_at": at("18:30")}),
        costs=({"amount": 0},),
        minimum_age=12,
        languages=["en", "pl"],
    )
    service(
        "Physiotherapy line",
        summary="Advice on moving and swimming lessons",
        terms=(health,),
        delivery=["phone"],
        coverage="citywide",
        referral=["gp"],
    )
    postcode("SO14 7LY", 441900, 112400)
    postcode("SO14", 442000, 112000)


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def titles(html: str) -> list[str]:
    found = re.findall(r'class="app-result__title">\s*<a[^>]*>(.*?)</a>', html, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", title)).strip() for title in found]


def count_beside(html: str, label: str) -> int:
    beside = re.search(rf">{re.escape(label)}</span>\s*<span[^>]*><span[^>]*>\((\d+)\)", html)
    assert beside, f"{label!r} is not offered"
    return int(beside[1])


# --- Searching ------------------------------------------------------------------------------------


def test_a_parent_finds_by_words_and_sees_them_marked(client, listings):
    html = page_of(client, "/services/?q=autistic")
    assert titles(html) == ["Splash club"]
    assert "<mark>autistic</mark>" in html
    assert "1 service" in html


def test_the_card_says_who_how_much_and_for_whom(client, listings):
    html = page_of(client, "/services/?q=autistic")
    for fact in ("Harbour Play", "4 to 11 years", "From £4", "No referral needed", "SO14 7LY"):
        assert fact in html


def test_without_words_everything_is_there(client, listings):
    assert len(titles(page_of(client, "/services/"))) == 3


def test_a_script_in_a_listing_stays_text(client, listings):
    service("Evil <script>alert(1)</script> club", summary='"><img src=x onerror=alert(2)> evil')
    html = page_of(client, "/services/?q=evil")
    assert "Evil" in titles(html)[0] or "evil" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_a_script_in_the_query_stays_text(client, listings):
    html = page_of(client, "/services/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "query", ["q=" + "a" * 5000, "q=%00swim%00", "q=" + "x+" * 900, "near=%00", "q=%F0%9F%98%80"]
)
def test_no_query_breaks_the_page(client, listings, query):
    page_of(client, f"/services/?{query}")


def test_a_search_is_counted_once_and_only_its_words(client, listings):
    browser = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    client.get("/services/?q=swimming&near=SO14+7LY", headers=browser)
    client.get("/services/?q=swimming&page=2", headers=browser)
    buffer.flush()
    assert list(SearchTerm.objects.values_list("term", "searches")) == [("swimming", 1)]


def test_a_misspelt_word_is_mended_and_the_original_offered(client, listings):
    html = page_of(client, "/services/?q=swiming")
    assert "Splash club" in titles(html)
    assert "Showing results for <strong>swimming</strong>" in html
    assert 'href="?q=swiming&amp;exact=1"' in html
    verbatim = page_of(client, "/services/?q=swiming&exact=1")
    assert "Showing results for" not in verbatim


# --- Near me --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["SO14 7LY", "so147ly", " so14  7ly "])
def test_a_postcode_shows_miles_and_keeps_what_serves_everyone(client, listings, typed):
    service("Swimming lessons in Southampton", places=(place("Near pool"),))
    html = page_of(client, f"/services/?q=swimming+lessons&near={typed}")
    found = titles(html)
    near, far = (f"Swimming lessons in {city}" for city in ("Southampton", "Winchester"))
    assert found.index(near) < found.index(far)
    assert "Physiotherapy line" in found
    assert "miles away" in html
    assert 'near <span class="app-ltr">SO14 7LY</span>' in html


def test_a_wrong_postcode_gets_a_message_and_keeps_the_results(client, listings):
    for typed, message in (("hello", "Enter a full postcode"), ("SO99 9ZZ", "do not know")):
        html = page_of(client, f"/services/?q=swimming&near={typed}")
        assert message in html
        assert "<title>Error:" in html
        assert 'href="#id_near"' in html
        assert len(titles(html)) == 3


def test_the_browsers_place_sorts_by_distance(client, listings):
    html = page_of(client, "/services/?q=swimming&at=51.06,-1.32&sort=distance")
    assert titles(html)[0] == "Swimming lessons in Winchester"
    assert "near where you are" in html


@pytest.mark.parametrize(
    "point", ["0,0", "abc", "1,2,3", "nan,nan", "inf,-1", "-90,180", ",", "9" * 99]
)
def test_a_place_that_cannot_be_is_ignored(client, listings, point):
    html = page_of(client, f"/services/?q=swimming&at={point}")
    assert "near where you are" not in html
    assert len(titles(html)) == 3


def test_nothing_sorts_by_distance_without_a_place(client, listings):
    html = page_of(client, "/services/?sort=distance")
    assert len(titles(html)) == 3
    assert "Nearest first" not in html
    assert "Nearest first" in page_of(client, "/services/?near=SO14")


# --- Narrowing ------------------------------------------------------------------------------------


def test_the_number_beside_a_choice_is_what_it_leaves(client, listings):
    html = page_of(client, "/services/?q=swimming")
    for label, query in (
        ("Things to do", "category=leisure"),
        ("Autism", "need=autism"),
        ("Saturday", "day=sa"),
        ("Free", "cost=free"),
        ("By phone", "delivery=phone"),
        ("Someone must refer you", "referral=needed"),
        ("Polish", "language=pl"),
    ):
        expected = count_beside(html, label)
        assert len(titles(page_of(client, f"/services/?q=swimming&{query}"))) == expected > 0


def test_a_child_of_four_keeps_services_that_name_no_age(client, listings):
    html = page_of(client, "/services/?age=4")
    assert sorted(titles(html)) == ["Physiotherapy line", "Splash club"]
    assert re.search(r'<option value="4" selected>4 years old \(2\)</option>', html)
    assert re.search(r'<option value="12">12 years old \(2\)</option>', html)


def test_groups_narrow_each_other_and_choices_within_one_widen(client, listings):
    both = page_of(client, "/services/?cost=free&cost=paid")
    assert len(titles(both)) == 2
    assert titles(page_of(client, "/services/?cost=free&cost=paid&need=autism")) == ["Splash club"]


def test_saturday_and_morning_are_one_session(client, listings):
    assert titles(page_of(client, "/services/?day=sa&time=morning")) == ["Splash club"]
    html = page_of(client, "/services/?day=sa")
    assert count_beside(html, "Morning, before midday") == 1
    assert count_beside(html, "Evening, after 5pm") == 1


def test_a_sub_topic_narrows_its_topic(client, listings):
    service("Art club", terms=(term("category", "leisure"),))
    assert len(titles(page_of(client, "/services/?category=leisure"))) == 3
    html = page_of(client, "/services/?category=leisure&category=swimming")
    assert len(titles(html)) == 2
    assert count_beside(html, "Things to do") == 3


def test_chosen_filters_come_off_one_at_a_time(client, listings):
    html = page_of(client, "/services/?q=swimming&cost=paid&need=autism&page=1")
    removals = re.findall(r'class="app-chosen__link" href="([^"]+)"', html)
    assert sorted(unescape(each) for each in removals) == [
        "/services/?q=swimming&cost=paid",
        "/services/?q=swimming&need=autism",
    ]
    assert 'href="/services/?q=swimming">Clear all filters' in html


def test_taking_a_topic_away_takes_its_sub_topics_too(client, listings):
    html = page_of(client, "/services/?category=leisure&category=swimming")
    topic = re.search(r'class="app-chosen__link" href="([^"]+)"', html)
    assert topic and unescape(topic[1]) == "/services/"


def test_unknown_filters_are_dropped(client, listings):
    html = page_of(
        client,
        "/services/?category=nope&age=99&age=-1&day=xx&cost=%00&language=zz9&need='&sort=worst&org=x",
    )
    assert len(titles(html)) == 3
    assert "app-chosen__link" not in html


def test_hundreds_of_choices_cost_no_more(client, listings, django_assert_max_num_queries):
    query = "&".join(f"need={number}" for number in range(500)) + "&need=autism" * 300
    with django_assert_max_num_queries(BUDGET):
        client.get(f"/services/?{query}")


# --- Nothing found --------------------------------------------------------------------------------


def test_an_empty_page_names_what_each_filter_costs(client, listings):
    html = page_of(client, "/services/?q=autistic&cost=free&day=sa")
    assert titles(html) == []
    assert re.search(r'href="/services/\?q=autistic&amp;day=sa">\s*Without “Free”: 1 result', html)
    assert "Without “Saturday”" not in html, "it would still find nothing"
    assert "01632 960100" in html


def test_an_empty_page_offers_topics_by_everyday_words(client, listings):
    html = page_of(client, "/services/?q=dla")
    assert titles(html) == []
    assert 'href="/services/topics/money/"' in html
    assert 'href="/services/topics/health/"' not in html
    strange = page_of(client, "/services/?q=zzqqxx")
    assert 'href="/services/topics/health/"' in strange


def test_an_empty_page_tries_only_so_many_ways_out(client, listings, django_assert_max_num_queries):
    query = (
        "age=4&need=autism&day=mo&time=evening&cost=free&referral=needed&delivery=home&language=pl"
    )
    with django_assert_max_num_queries(BUDGET + 5 * 5):
        assert titles(page_of(client, f"/services/?q=zzqqxx&{query}")) == []


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def many(listings) -> None:
    for number in range(45):
        service(f"Club number {number:02}")


def test_the_page_number_is_in_the_title(client, many):
    html = page_of(client, "/services/?q=club&page=2")
    assert "(page 2 of 3)" in html.split("</title>")[0]
    assert "page 1" not in page_of(client, "/services/?q=autistic").split("</title>")[0]


@pytest.mark.parametrize("page", ["9999", "0", "-1", "abc", "", "1e3", "٣", "9" * 40])
def test_a_page_that_does_not_exist_leads_to_the_first(client, many, page):
    response = client.get(f"/services/?q=club&page={page}")
    assert response.status_code == 302
    assert response.headers["Location"] == "/services/?q=club"


def test_only_the_plain_page_is_for_search_engines(client, listings):
    assert "noindex" not in page_of(client, "/services/")
    assert '<meta name="robots" content="noindex">' in page_of(client, "/services/?cost=free")


# --- Cards that warn ------------------------------------------------------------------------------


def test_a_card_says_closed_and_not_checked_lately(client, listings):
    service("Closed club", status="temporarily closed")
    service("Old club", assured_date=timezone.localdate() - timedelta(days=400))
    assert "Closed for now" in page_of(client, "/services/?q=closed")
    assert "Not checked lately" in page_of(client, "/services/?q=old")
    assert "Not checked lately" not in page_of(client, "/services/?q=autistic")


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_is_not_published_is_not_found(client, listings, status):
    service("Hidden treasure", status=status)
    assert titles(page_of(client, "/services/?q=treasure")) == []


def test_a_secret_address_is_in_no_part_of_the_page(client, listings):
    refuge = place("Safe house", address_1="9 Secret Road", postal_code="SO17 1BJ", hidden=True)
    service("Refuge for families", places=(refuge,))
    for address in ("/services/?q=refuge", "/services/?q=refuge&near=SO14"):
        html = page_of(client, address)
        assert "Refuge for families" in titles(html)
        for secret in ("Safe house", "Secret Road", "SO17 1BJ", str(CIVIC_CENTRE["latitude"])):
            assert secret not in html


# --- Other languages ------------------------------------------------------------------------------


def test_untranslated_results_are_marked_as_english(client, listings):
    service("Swim school", name_pl="Szkoła pływania", summary_pl="Nauka pływania")
    html = page_of(client, "/pl/services/?q=swimming")
    assert re.search(r'href="/pl/services/splash-club/" lang="en" dir="ltr"', html)
    translated = page_of(client, "/pl/services/?q=p%C5%82ywania")
    assert "Szkoła pływania" in titles(translated)
    assert not re.search(r'href="/pl/services/swim-school/" lang=', translated)


# --- The cost of a page ---------------------------------------------------------------------------


def test_the_number_of_queries_does_not_grow(client, many, django_assert_max_num_queries):
    client.get("/services/")
    with django_assert_max_num_queries(BUDGET):
        client.get("/services/?q=club&near=SO14&age=4&cost=free")
    with django_assert_max_num_queries(BUDGET):
        client.get("/services/")


def test_caches_may_keep_it_for_those_without_a_cookie(client, listings):
    response = client.get("/services/?q=swimming")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response.headers["Vary"]
    assert not response.cookies
    client.cookies["anything"] = "1"
    assert "private" in client.get("/services/").headers["Cache-Control"]


# --- Suggestions ----------------------------------------------------------------------------------


def test_suggestions_name_topics_and_services(client, listings):
    response = client.get("/services/suggestions.json?q=swim")
    found = {(each["kind"], each["url"]) for each in response.json()["suggestions"]}
    assert ("category", "/services/topics/swimming/") in found
    assert ("service", "/services/swimming-lessons-in-winchester/") in found
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert not response.cookies


def test_suggestions_stay_in_the_language_of_the_page(client, listings):
    found = client.get("/ar/services/suggestions.json?q=swim").json()["suggestions"]
    assert found and all(each["url"].startswith("/ar/services/") for each in found)


@pytest.mark.parametrize("typed", ["", "s", "%00", "%25_%25", "a" * 4000, "<script>"])
def test_suggestions_survive_anything(client, listings, typed, django_assert_max_num_queries):
    # Four, and one more when the words of the listings have changed and are read anew.
    with django_assert_max_num_queries(5):
        response = client.get(f"/services/suggestions.json?q={typed}")
    assert response.status_code == 200
    assert "suggestions" in response.json()
