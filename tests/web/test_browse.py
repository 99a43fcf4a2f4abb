"""Topics, stages of life and the A to Z: finding help without typing."""

import re

import pytest
from django.utils import timezone

from tests.listings import organisation, service, term

pytestmark = pytest.mark.django_db
BUDGET = 10


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def names(html: str) -> list[str]:
    return re.findall(r'class="app-result__title">\s*<a[^>]*>(.*?)</a>', html, re.S)


@pytest.fixture
def topics() -> None:
    leisure = term("category", "leisure", "Things to do", description_en="Sport and arts")
    swimming = term("category", "swimming", "Swimming", parent=leisure)
    term("category", "empty", "Nothing yet", parent=leisure)
    under_five = term("stage", "early-years", "Under 5")
    service("Splash club", terms=(swimming, under_five))
    service("Art club", terms=(leisure,))
    service("Archived club", terms=(leisure, under_five), archived_at=timezone.now())


# --- Topics ---------------------------------------------------------------------------------------


def test_all_topics_with_their_sub_topics(client, topics):
    html = page_of(client, "/services/topics/")
    for slug in ("leisure", "swimming", "empty"):
        assert f'href="/services/topics/{slug}/"' in html


def test_a_topic_holds_the_services_of_its_sub_topics(client, topics):
    html = page_of(client, "/services/topics/leisure/")
    assert names(html) == ["Art club", "Splash club"]
    assert "Sport and arts" in html
    assert re.search(r'href="/services/topics/swimming/">Swimming</a> \(1\)', html)
    assert "Nothing yet" not in html, "a sub-topic without services is not offered"
    assert 'href="/services/?category=leisure"' in html


def test_a_sub_topic_knows_where_it_belongs(client, topics):
    html = page_of(client, "/services/topics/swimming/")
    assert names(html) == ["Splash club"]
    crumbs = re.search(r'<nav class="govuk-breadcrumbs".*?</nav>', html, re.S)
    assert crumbs and "/services/topics/leisure/" in crumbs[0]


def test_an_empty_topic_helps_on(client, topics):
    html = page_of(client, "/services/topics/empty/")
    assert "There is nothing here yet" in html
    assert 'href="/services/"' in html


def test_a_stage_of_life_divides_into_topics(client, topics):
    assert 'href="/services/stages/early-years/"' in page_of(client, "/services/stages/")
    html = page_of(client, "/services/stages/early-years/")
    assert names(html) == ["Splash club"]
    assert 'href="/services/?stage=early-years&amp;category=leisure">Things to do</a> (1)' in html


@pytest.mark.parametrize(
    "address",
    [
        "/services/topics/nope/",
        "/services/topics/early-years/",  # a stage, not a topic
        "/services/stages/leisure/",
        "/services/a-to-z/nope/",
        "/services/a-to-z/A/",  # one address for each letter
        "/services/a-to-z/é/",
        "/organisations/nope/",
    ],
)
def test_what_does_not_exist_is_not_found(client, topics, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/services/topics/leisure/", "/services/a-to-z/c/"])
def test_long_lists_have_pages(client, topics, address, django_assert_max_num_queries):
    leisure = term("category", "leisure")
    for number in range(120):
        service(f"Club {number:03}", terms=(leisure,))
    client.get(address)
    with django_assert_max_num_queries(BUDGET):
        html = page_of(client, f"{address}?page=2")
    assert "(page 2 of" in html.split("</title>")[0]
    response = client.get(f"{address}?page=9999")
    assert (response.status_code, response.headers["Location"]) == (302, address)


# --- A to Z ---------------------------------------------------------------------------------------


def test_a_letter_lists_its_services_whatever_the_case(client, topics):
    service("swim school")
    service("1-2-1 coaching", slug="one-to-one")
    html = page_of(client, "/services/a-to-z/s/")
    assert html.index("Splash club") < html.index("swim school")
    assert "Art club" not in html
    assert "1-2-1 coaching" in page_of(client, "/services/a-to-z/0-9/")
    for absent in ("swim school", "Archived club"):
        assert absent not in page_of(client, "/services/a-to-z/a/")


def test_letters_without_services_are_not_links(client, topics):
    html = page_of(client, "/services/a-to-z/")
    assert 'href="/services/a-to-z/s/"' in html
    assert 'href="/services/a-to-z/q/"' not in html
    assert re.search(r'<span aria-current="true">A</span>', html)
    assert "No service begins with this letter" in page_of(client, "/services/a-to-z/q/")


def test_an_empty_directory_still_has_its_pages(client):
    for address in ("/services/a-to-z/", "/services/topics/", "/services/stages/", "/services/"):
        page_of(client, address)


def test_other_languages_keep_their_address(client, topics):
    organisation("Harbour Play")
    for address in ("/ar/services/topics/leisure/", "/ar/services/a-to-z/s/"):
        html = page_of(client, address)
        assert 'href="/ar/services/splash-club/"' in html
        assert '<html lang="ar" dir="rtl"' in html


def test_pages_may_be_kept_by_caches(client, topics):
    for address in ("/services/topics/", "/services/topics/leisure/", "/services/a-to-z/"):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert not response.cookies
