"""A browser that is set to another language: it is offered, never forced. And what readers see of
words that nobody has checked."""

import pytest
from playwright.sync_api import expect

from core.languages import OFFERS
from tests.browser.looking import is_good
from tests.browser.test_desk import sign_in

SIZES = ("phone", "desktop")


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_offered_in_the_language_of_the_browser(open_site, size):
    page = open_site("/services/?q=swimming", size=size, locale="ar-EG")
    offer = page.get_by_role("link", name=OFFERS["ar"].words)
    expect(offer).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    is_good(page)
    offer.click()
    assert page.url.endswith("/ar/services/?q=swimming")
    expect(page.get_by_role("button", name=OFFERS["ar"].refuse)).to_have_count(0)


def test_whoever_says_no_is_not_asked_again(open_site):
    page = open_site("/contact/", locale="pl")
    page.get_by_role("button", name=OFFERS["pl"].refuse).click()
    expect(page.get_by_role("navigation", name="Language")).to_be_focused()
    page.reload()
    expect(page.get_by_role("link", name="Polski")).to_be_visible()
    expect(page.get_by_role("link", name=OFFERS["pl"].words)).to_have_count(0)
    assert page.context.cookies() == []


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR", "zh-TW", "pa-PK"])
def test_nothing_is_offered_that_the_reader_has_or_that_we_lack(open_site, locale):
    page = open_site("/contact/", locale=locale)
    expect(page.get_by_role("link", name="Polski")).to_be_visible()
    expect(page.locator("[data-languages] > p")).to_have_count(0)


@pytest.mark.parametrize(("locale", "code"), [("zh-CN", "zh-hans"), ("pa-IN", "pa"), ("ro", "ro")])
def test_the_script_of_a_language_counts(open_site, locale, code):
    page = open_site("/contact/", locale=locale)
    expect(page.get_by_role("link", name=OFFERS[code].words)).to_be_visible()


def test_without_a_script_the_bar_is_there_and_nothing_else(open_site):
    page = open_site("/contact/", locale="pl", script=False)
    expect(page.locator("[data-languages] > p")).to_have_count(0)
    page.get_by_role("link", name="Polski").click()
    assert page.url.endswith("/pl/contact/")


@pytest.mark.parametrize("size", SIZES)
def test_a_reader_is_told_of_a_draft_and_goes_to_the_english(open_site, size):
    page = open_site("/ar/services/saturday-swim/", size=size)
    note = page.locator(".app-translation-note")
    expect(note).to_be_visible()
    is_good(page)
    note.get_by_role("link").click()
    assert page.url.endswith("/services/saturday-swim/")
    assert "/ar/" not in page.url
    expect(page.locator(".app-translation-note")).to_have_count(0)


def test_the_desk_of_languages_can_be_read_on_a_phone(open_site, olive):
    page = open_site("/desk/languages/", size="phone")
    sign_in(page)
    page.wait_for_url("**/desk/languages/")
    is_good(page)
    page.locator("a[href='/desk/languages/pl/']").click()
    expect(page.get_by_label("Who read it?")).to_be_visible()
    is_good(page)
