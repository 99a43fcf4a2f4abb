"""The pages about the site itself, and the ones for when something went wrong.

The database does not answer here: these pages must stand all the same.
"""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse
from django.utils.translation import override

from core.languages import LANGUAGES, tag
from localoffer.urls import urlpatterns as site_patterns

PAGES = ["pages:contact", "pages:cookies", "pages:privacy"]
MANIFEST_THAT_IS_MISSING = settings.STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}


@pytest.fixture(autouse=True)
def the_database_is_away(monkeypatch):
    def refuse(self) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault in a view")


urlpatterns = [path("fails/", fail), *site_patterns]
handler500 = "core.views.server_error"


def open_page(name: str, language: str = "en"):
    with override(language):
        address = reverse(name)
    return Client().get(address)


def assert_strict(html: str) -> None:
    """Nothing that the content security policy would have to make an exception for."""
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert " src=" in script
    assert "<style" not in html


@pytest.mark.parametrize("language", ["en", "ar", "pl", "ur", "zh-hans"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_in_each_language_without_a_cookie(name, language):
    response = open_page(name, language)
    html = response.content.decode()
    rtl = language in {"ar", "ur"}
    assert response.status_code == 200
    assert not response.cookies
    assert f'<html lang="{tag(language)}" dir="{"rtl" if rtl else "ltr"}"' in html
    assert ("css/app.rtl.css" in html) == rtl
    assert ("css/app.css" in html) != rtl
    assert html.count("<h1") == 1
    assert '<a href="#main-content"' in html
    assert 'id="main-content"' in html
    assert_strict(html)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_one_click_from_every_other(name):
    html = open_page("pages:privacy").content.decode()
    assert f'href="{reverse(name)}"' in html


def test_a_search_engine_learns_every_language_of_a_page_and_its_one_address():
    html = Client().get("/ar/contact/?from=elsewhere").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/ar/contact/">' in html
    alternates = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    assert len(alternates) == len(LANGUAGES) + 1
    assert ("x-default", f"{settings.SITE_URL}/contact/") in alternates
    assert ("en", f"{settings.SITE_URL}/contact/") in alternates
    assert ("zh-Hans", f"{settings.SITE_URL}/zh-hans/contact/") in alternates


def test_a_reader_changes_language_without_losing_the_page_or_what_was_asked():
    html = Client().get("/contact/?q=caf%C3%A9&page=2").content.decode()
    assert 'href="/pl/contact/?q=caf%C3%A9&amp;page=2"' in html
    for language in LANGUAGES:
        assert f'lang="{tag(language.code)}"' in html
        assert language.own_name in html


def test_what_a_stranger_puts_into_the_address_stays_in_it():
    html = Client().get('/contact/?"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in html


def test_a_family_without_internet_finds_phone_place_and_other_forms():
    html = open_page("pages:contact").content.decode()
    for value in settings.CONTACT.values():
        assert str(value) in html
    assert f'href="tel:{settings.CONTACT["phone"].replace(" ", "")}"' in html
    for form in ["large print", "Easy Read", "braille", "British Sign Language", "interpreter"]:
        assert form in html


def test_the_cookie_page_names_every_cookie_there_is():
    html = open_page("pages:cookies").content.decode()
    from directory.mylist import COOKIE

    for name in [COOKIE, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"]:
        assert f">{name}</th>" in html


class TestWhenSomethingWentWrong:
    def assert_helps(self, html: str) -> None:
        assert 'name="q"' in html
        assert f'action="{reverse("directory:search")}"' in html
        assert settings.CONTACT["phone"] in html
        assert 'content="noindex"' in html
        assert_strict(html)

    def test_a_page_that_is_not_there(self):
        response = Client().get("/nowhere/")
        assert response.status_code == 404
        assert not response.cookies
        self.assert_helps(response.content.decode())

    def test_in_another_language_it_leads_to_that_language(self):
        response = Client().get("/ar/nowhere/")
        assert response.status_code == 404
        html = response.content.decode()
        assert 'dir="rtl"' in html
        assert 'href="/ar/services/"' in html
        assert 'href="/pl/"' in html

    def test_a_form_that_was_open_too_long_or_came_from_elsewhere(self):
        response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
        assert response.status_code == 403
        html = response.content.decode()
        assert "send the form once more" in html
        self.assert_helps(html)

    @override_settings(ROOT_URLCONF=__name__)
    def test_a_fault_of_ours_says_which_request_it_was(self):
        response = Client(raise_request_exception=False).get("/fails/")
        assert response.status_code == 500
        html = response.content.decode()
        assert response["X-Request-ID"] in html
        assert "a fault in a view" not in html
        self.assert_helps(html)

    @override_settings(ROOT_URLCONF=__name__, STORAGES=MANIFEST_THAT_IS_MISSING)
    def test_the_page_for_a_fault_stands_even_without_the_list_of_static_files(self):
        response = Client(raise_request_exception=False).get("/fails/")
        assert response.status_code == 500
        assert settings.CONTACT["phone"] in response.content.decode()


def test_bad_hosts_are_told_nothing_but_how_to_get_help():
    response = Client().get("/contact/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
