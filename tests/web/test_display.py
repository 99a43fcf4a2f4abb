"""The page on which a visitor chooses how pages look: a cookie, no account, no JavaScript."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from core import display

HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ADDRESS = "/display/"
USUAL = {name: choices[0][0] for name, choices in display.CHOICES.items()}


def save(client: Client, address: str = ADDRESS, **data: str):
    return client.post(address, USUAL | {"do": "save"} | data, **HERE)


def root_of(response) -> str:
    return re.search(r"<html[^>]*>", response.content.decode())[0]


def test_a_choice_is_kept_for_a_year_in_one_small_cookie_and_shows_on_every_page():
    parent = Client()
    response = save(parent, text="150", colours="cream", ruler="lines")
    cookie = response.cookies["display"]
    assert cookie.value == "text-150.colours-cream.ruler-lines"
    assert cookie["max-age"] == 60 * 60 * 24 * 365
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]
    page = parent.get("/contact/")
    assert 'class="govuk-template app-text-150 app-colours-cream app-ruler-lines"' in root_of(page)
    assert "css/display.css" in page.content.decode()
    assert "js/ruler.js" in page.content.decode()


def test_whoever_chose_nothing_gets_no_cookie_and_fetches_nothing_more():
    page = Client().get(ADDRESS)
    html = page.content.decode()
    assert not page.cookies
    assert 'class="govuk-template"' in root_of(page)
    assert "css/display" not in html
    assert "js/ruler" not in html


@pytest.mark.parametrize("name", [name for name in display.CHOICES if name != "ruler"])
def test_the_form_shows_what_was_chosen(name):
    parent = Client()
    value = display.CHOICES[name][-1][0]
    save(parent, **{name: value})
    html = parent.get(ADDRESS).content.decode()
    assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"[^>]*checked', html)
    assert not re.search(rf'<input[^>]*name="{name}"[^>]*value="{USUAL[name]}"[^>]*checked', html)


def test_everything_can_be_put_back():
    parent = Client()
    save(parent, colours="yellow", spacing="wide")
    response = parent.post(ADDRESS, {"do": "reset"}, **HERE)
    assert response.cookies["display"]["max-age"] == 0
    assert 'class="govuk-template"' in root_of(parent.get("/contact/"))


def test_choosing_all_that_is_usual_takes_the_cookie_away():
    parent = Client()
    save(parent, text="200")
    assert save(parent).cookies["display"]["max-age"] == 0


@pytest.mark.parametrize(
    "value",
    [
        '"><script>alert(1)</script>',
        "text-999",
        "text-150.text-200",
        "text-150.evil-1",
        "text-100",
        "app-text-150",
        "text-150 govuk-visually-hidden",
        "text-150.",
        ".",
        "-",
        "colours-" + "dark" * 1000,
        "ruler-lines\x00",
    ],
)
def test_a_cookie_that_we_did_not_write_changes_nothing(value):
    parent = Client()
    parent.cookies["display"] = value
    page = parent.get("/contact/")
    assert page.status_code == 200
    assert 'class="govuk-template"' in root_of(page)
    assert "alert(1)" not in page.content.decode()


def test_a_value_that_is_not_offered_is_refused_and_not_kept():
    response = save(Client(), text="999", back="/contact/")
    assert response.status_code == 200
    assert "display" not in response.cookies
    assert "govuk-error-summary" in response.content.decode()


def test_a_form_of_another_site_is_refused():
    stranger = Client().post(ADDRESS, USUAL, HTTP_SEC_FETCH_SITE="cross-site")
    assert stranger.status_code == 403
    assert "display" not in stranger.cookies


# --- The way back ------------------------------------------------------------------------------


def test_the_link_on_every_page_leads_back_to_it_with_what_was_asked():
    parent = Client()
    link = '/display/?back=/contact/%3Fq%3Dcaf%25C3%25A9%26page%3D2"'
    assert link in parent.get("/contact/?q=caf%C3%A9&page=2").content.decode()
    assert 'value="/contact/?q=caf%C3%A9&amp;page=2"' in (
        parent.get("/display/?back=/contact/%3Fq%3Dcaf%25C3%25A9%26page%3D2").content.decode()
    )
    response = save(parent, text="125", back="/contact/?q=caf%C3%A9&page=2")
    assert response["Location"] == "/contact/?q=caf%C3%A9&page=2"


def test_whoever_wants_to_see_it_first_stays_and_can_still_go_back():
    response = save(Client(), text="125", back="/contact/", do="try")
    assert response["Location"] == "/display/?back=%2Fcontact%2F"


@pytest.mark.django_db
def test_whoever_changes_the_language_here_goes_back_in_that_language():
    html = Client().get("/ar/display/?back=/contact/").content.decode()
    assert 'name="back" value="/ar/contact/"' in html


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        " /contact/",
        "contact/",
        "/contact/\r\nSet-Cookie: a=b",
        "/display/?back=/contact/",
        "",
    ],
)
def test_nobody_is_led_away_from_the_site(target):
    for do in ("save", "try", "reset"):
        response = save(Client(), text="125", back=target, do=do)
        assert response.status_code == 302
        assert response["Location"] == ADDRESS
    assert 'name="back" value=""' in Client().get(ADDRESS, {"back": target}).content.decode()


# --- Caches, robots, words ---------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/contact/", "/privacy/", "/services/"])
def test_a_cache_keeps_a_page_for_whoever_chose_nothing_and_for_nobody_else(address):
    everybody, parent = Client().get(address), Client()
    save(parent, colours="dark")
    chosen = parent.get(address)
    assert "public" in everybody["Cache-Control"]
    assert "Cookie" in everybody["Vary"]
    assert "private" in chosen["Cache-Control"]
    assert "public" not in chosen["Cache-Control"]


def test_the_page_of_choices_itself_is_kept_by_no_cache_and_listed_by_no_search_engine():
    page = Client().get(ADDRESS)
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert 'rel="nofollow"' in Client().get("/contact/").content.decode()


def test_the_choice_that_needs_javascript_says_so_where_there_is_none():
    html = Client().get(ADDRESS).content.decode()
    assert re.search(r"<div data-needs-script hidden>.*name=\"ruler\"", html, re.DOTALL)
    assert "need JavaScript" in re.search(r"<noscript>.*?</noscript>", html, re.DOTALL)[0]


def test_the_cookie_is_told_of_where_cookies_and_privacy_are_explained():
    assert ">display</th>" in Client().get(reverse("pages:cookies")).content.decode()
    assert 'href="/display/"' in Client().get(reverse("pages:privacy")).content.decode()
