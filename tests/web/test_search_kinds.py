"""Services, information, news and documents are found together, and told apart."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from search import kinds
from search.kinds import Group, SearchKind
from tests.listings import place, postcode, service, term
from tests.searching import listing
from usage import buffer
from usage.models import SearchTerm

pytestmark = pytest.mark.django_db

BUDGET = 12
KINDS = (
    SearchKind(name="guide", label="Guide", group=Group.INFORMATION, weight=1.3),
    SearchKind(name="topic", label="Topic", group=Group.INFORMATION, is_topic=True),
    SearchKind(name="news", label="News", group=Group.NEWS, is_news=True),
    SearchKind(name="event", label="Event", group=Group.NEWS, has_places=True),
    SearchKind(name="document", label="Document", group=Group.DOCUMENTS),
)


@pytest.fixture(autouse=True)
def registered(monkeypatch) -> None:
    """The kinds as a site has them, whatever apps are there."""
    for kind in KINDS:
        monkeypatch.setitem(kinds._KINDS, kind.name, kind)


@pytest.fixture
def pages() -> dict[str, UUID]:
    autism = term("need", "autism", "Autism")
    service(
        "Autism drop-in",
        summary="Talk to somebody about autism",
        terms=(autism,),
        places=(place("Hall", postal_code="SO14 7LY"),),
        delivery=["in_person"],
        coverage="local",
    )
    postcode("SO14 7LY", 441900, 112400)
    return {
        "guide": listing(
            "Autism",
            kind="guide",
            url="/information/health/autism/",
            summary="What autism is, and who can help",
            data={"topic": "Health"},
        ),
        "news": listing(
            "New autism team",
            kind="news",
            url="/news/new-autism-team/",
            data={"date": "2026-03-02", "date_of": "published"},
            published_at=timezone.now(),
        ),
        "event": listing(
            "Autism coffee morning",
            kind="event",
            url="/events/autism-coffee/",
            data={"date": "2026-03-04", "date_of": "on", "state": "cancelled", "place": "Library"},
            places=((442000, 112500),),
        ),
        "document": listing(
            "Autism strategy",
            kind="document",
            url="/documents/autism-strategy/",
            data={"format": "PDF", "date": "2025-01-31", "date_of": "updated"},
        ),
    }


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    found = re.findall(r'app-result__title">\s*<a[^>]*>(.*?)</a>', html, re.DOTALL)
    return [re.sub(r"</?mark>", "", title) for title in found]


def tabs(html: str) -> list[str]:
    """Each choice as "Services 3", the current one with a star."""
    found = re.findall(
        r'app-kinds__link" href="[^"]*"( aria-current="true")?>(.*?)<span[^>]*><span[^>]*>\((\d+)',
        html,
        re.S,
    )
    return [f"{label.strip()} {count}{'*' * bool(now)}" for now, label, count in found]


def test_everything_is_found_at_once_and_the_explanation_stands_first(
    client, pages, django_assert_max_num_queries
):
    page_of(client, "/services/?q=autism")
    with django_assert_max_num_queries(BUDGET):
        html = page_of(client, "/services/?q=autism")
    assert titles(html)[0] == "Autism"
    assert len(titles(html)) == 5
    assert "5 results" in html
    assert 'visually-hidden">1 result</span>' in html
    assert tabs(html) == [
        "Everything 5*",
        "Services 1",
        "Information 1",
        "News and events 2",
        "Documents 1",
    ]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("services", {"Autism drop-in"}),
        ("information", {"Autism"}),
        ("news", {"New autism team", "Autism coffee morning"}),
        ("documents", {"Autism strategy"}),
        ("nonsense", 5),
    ],
)
def test_one_kind_alone(client, pages, group, expected):
    html = page_of(client, f"/services/?q=autism&show={group}")
    if isinstance(expected, int):
        assert len(titles(html)) == expected
    else:
        assert set(titles(html)) == expected
        assert tabs(html)[0] == "Everything 5"
        assert f'<input type="hidden" name="show" value="{group}">' in html


def test_every_choice_leads_to_as_many_results_as_it_says(client, pages):
    html = page_of(client, "/services/?q=autism&show=news")
    links = re.findall(r'app-kinds__link" href="([^"]*)".*?\((\d+)', html, re.S)
    assert len(links) == 5
    for address, count in links:
        assert len(titles(page_of(client, address.replace("&amp;", "&")))) == int(count)


def test_without_words_the_page_is_the_directory(client, pages):
    html = page_of(client, "/services/")
    assert titles(html) == ["Autism drop-in"]
    assert tabs(html) == ["Services 1*", "Information 1", "News and events 2", "Documents 1"]
    assert titles(page_of(client, "/services/?show=information")) == ["Autism"]


def test_cards_say_what_each_is(client, pages):
    html = page_of(client, "/services/?q=autism")
    assert re.search(r"Guide · <bdi>Health</bdi>", html)
    assert "2 March 2026" in html
    assert "Wednesday 4 March 2026" in html
    assert re.search(r"Event · <bdi>Library</bdi>", html)
    assert re.search(r"govuk-tag[^>]*>Cancelled<", html)
    assert "Updated 31 January 2025" in html
    assert ">PDF</li>" in html


def test_what_closed_yesterday_is_marked_today_without_anybody(client):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for title, day in (("Parks over", yesterday), ("Parks now", tomorrow)):
        data = {"date": day, "date_of": "closes", "state": "open"}
        listing(title, kind="news", data=data)
    first, second = page_of(client, "/services/?q=parks&sort=name").split("Parks</mark> over")
    assert "Open now" in first and "Closes on" in first
    assert ">Closed<" in second and "Closed on" in second


def test_a_page_in_another_language_says_which_words_are_english(client, pages):
    listing(
        "Sleep", ("ar", "النوم"), kind="guide", data={"topic": "Health"}, url="/information/sleep/"
    )
    html = page_of(client, "/ar/services/?q=autism&show=information")
    assert 'href="/ar/information/health/autism/" lang="en" dir="ltr"' in html
    html = page_of(client, "/ar/services/?q=النوم")
    assert "<mark>النوم</mark></a>" in html and 'sleep/" lang=' not in html


def test_near_a_place_there_are_services_and_events(client, pages):
    html = page_of(client, "/services/?q=autism&near=SO14+7LY")
    assert set(titles(html)) == {"Autism drop-in", "Autism coffee morning"}
    assert "Near a place we show services and events only." in html
    assert tabs(html)[0] == "Everything 2*"
    assert "0.1 miles away" in html
    html = page_of(client, "/services/?q=autism&near=SO14+7LY&show=information")
    assert titles(html) == ["Autism"]
    assert "so we left the place out" in html
    assert "miles away" not in html and 'value="distance"' not in html


def test_a_map_shows_services_only(client, pages):
    html = page_of(client, "/services/?q=autism")
    places = re.search(r'id="map-places"[^>]*>(.*?)</script>', html).group(1)
    assert "drop-in" in places and "coffee" not in places


def test_filters_of_services_say_that_they_leave_out_the_rest(client, pages):
    html = page_of(client, "/services/?q=autism&need=autism")
    assert titles(html) == ["Autism drop-in"]
    assert "With these filters we show services only." in html


def test_what_has_ended_is_not_found_even_while_its_document_is_there(client):
    now = timezone.now()
    listing("Parks last week", kind="news", expires_at=now - timedelta(seconds=1))
    listing("Parks this week", kind="news", expires_at=now + timedelta(hours=1))
    assert titles(page_of(client, "/services/?q=parks")) == ["Parks this week"]
    assert "Parks last week" not in page_of(client, "/services/suggestions.json?q=parks")


def test_newer_news_stands_before_older_of_the_same_words(client):
    old, new = timezone.now() - timedelta(days=300), timezone.now()
    # By title alone "Bus times A" would stand first.
    listing("Bus times A", kind="news", published_at=old)
    listing("Bus times B", kind="news", published_at=new)
    assert titles(page_of(client, "/services/?q=bus+times")) == ["Bus times B", "Bus times A"]


def test_a_group_that_has_nothing_names_those_that_have(client, pages):
    html = page_of(client, "/services/?q=drop-in&show=documents")
    assert "Look at something else that fits" in html
    assert re.search(r'href="/services/\?q=drop-in&amp;show=services">Services \(1\)', html)


def test_an_empty_page_offers_subjects_to_read_about(client, django_assert_max_num_queries):
    listing("Health and autism", kind="topic", url="/information/health/")
    with django_assert_max_num_queries(BUDGET + 6):
        html = page_of(client, "/services/?q=zzzzqqqq")
    assert "Read about something" in html
    assert 'href="/information/health/">Health and autism</a>' in html


def test_suggestions_say_what_they_lead_to(client, pages):
    found = client.get("/services/suggestions.json?q=autism").json()["suggestions"]
    labels = {each["text"]: each["label"] for each in found}
    assert labels["Autism"] == "Guide"
    assert labels["Autism drop-in"] == ""


def test_a_search_is_counted_once_whatever_is_then_looked_at(client, pages):
    browser = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    for address in ("?q=autism", "?q=autism&show=information", "?q=autism&show=news"):
        client.get(f"/services/{address}", headers=browser)
    buffer.flush()
    [row] = SearchTerm.objects.filter(term="autism")
    assert (row.searches, row.found_nothing) == (1, 0)


def test_strangers_words_stay_words(client):
    hostile = "<script>alert(1)</script>"
    listing(f"Parks {hostile}", kind="news", data={"topic": hostile, "place": hostile})
    html = page_of(client, "/services/?q=parks")
    assert hostile not in html
    assert "&lt;script&gt;" in html
