"""The first page: what this is, a search, the topics, and a person to call."""

import re

import pytest
from django.utils import timezone

from tests.listings import organisation, service, term

pytestmark = pytest.mark.django_db
BUDGET = 7


def page_of(client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_what_this_is_and_offers_a_search(client):
    html = page_of(client)
    assert "up to 25 with special educational needs or disabilities" in html
    form = re.search(r'<form id="home-search".*?</form>', html, re.S)
    assert form
    assert 'action="/services/"' in form[0] and 'method="get"' in form[0]
    for field in ('name="q"', 'name="near"'):
        assert field in form[0]
    assert html.count("<h1") == 1


def test_topics_and_stages_are_in_the_officers_order(client):
    term("category", "zebra", "Zebra topic", order=1)
    child = term("category", "child", "Sub topic", parent=term("category", "zebra"), order=0)
    term("category", "apple", "Apple topic", order=2)
    term("stage", "early-years", "Under 5")
    html = page_of(client)
    assert html.index("Zebra topic") < html.index("Apple topic")
    assert child.name not in html
    assert 'href="/services/topics/zebra/"' in html
    assert 'href="/services/stages/early-years/"' in html


def test_what_is_new_is_published(client):
    service("New club")
    service("Archived club", archived_at=timezone.now())
    service("Draft club", status="inactive")
    service("Gone club", organisation=organisation("Gone", archived_at=timezone.now()))
    html = page_of(client)
    assert "New club" in html
    for absent in ("Archived club", "Draft club", "Gone club"):
        assert absent not in html


def test_a_person_can_be_called(client):
    assert 'href="tel:01632960100"' in page_of(client)


def test_every_link_of_the_page_leads_somewhere(client):
    term("category", "zebra", "Zebra topic")
    term("stage", "early-years", "Under 5")
    service("New club")
    for address in ("/", "/ar/"):
        links = set(re.findall(r'href="(/[^"#?]*)', page_of(client, address)))
        for link in links - {link for link in links if link.startswith("/static/")}:
            assert client.get(link).status_code in (200, 302), link


def test_other_languages_mark_what_is_english(client):
    term("category", "zebra", "Zebra topic", name_pl="Temat zebry")
    service("New club")
    html = page_of(client, "/pl/")
    assert '<html lang="pl" dir="ltr"' in html
    assert "Temat zebry" in html
    assert '<span lang="en" dir="ltr">New club</span>' in html
    assert 'href="/pl/services/new-club/"' in html


def test_the_page_is_cheap_and_may_be_kept(client, django_assert_max_num_queries):
    for number in range(12):
        service(f"Club {number}", terms=(term("category", f"topic-{number}"),))
    with django_assert_max_num_queries(BUDGET):
        response = client.get("/")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies


def test_no_page_asks_for_an_exception_to_the_policy(client):
    service("New club")
    for address in ("/", "/services/", "/services/topics/", "/services/a-to-z/"):
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page_of(client, address))
