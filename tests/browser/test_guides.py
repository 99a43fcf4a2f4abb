"""Guides and the young people's pages in a real browser: phone and desktop, two directions of
writing, with a script or without; and choosing services on the desk."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from guides.models import Guide
from tests.access.world import write_guides
from tests.browser.looking import is_good
from tests.publishing import desk

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
WAYS = pytest.mark.parametrize(
    ("language", "size", "script"),
    [
        ("", "phone", True),
        ("", "desktop", True),
        ("/ar", "phone", True),
        ("/ar", "desktop", True),
        ("", "phone", False),
    ],
)


@pytest.fixture
def written() -> Guide:
    return write_guides()


@WAYS
def test_a_parent_goes_from_the_topics_to_a_guide_and_its_parts(
    open_site, written, language, size, script
):
    page = open_site(f"{language}/information/", size=size, script=script)

    def looks_good() -> None:
        if script:  # axe is one itself
            is_good(page)

    looks_good()
    page.locator("main a[href$='/information/travel/']").click()
    looks_good()
    page.locator(f"main .app-card a[href$='/{written.slug}/']").click()
    expect(page.locator(".app-steps__step")).to_have_count(2)
    looks_good()
    page.locator(".app-on-this-page a[href='#steps']").click()
    expect(page.locator("#steps")).to_be_in_viewport()
    page.locator("a[rel=next]").click()
    looks_good()
    page.locator("a[rel=prev]").click()
    expect(page.locator(".app-steps")).to_be_visible()


@WAYS
def test_a_young_person_taps_a_picture_reads_and_says_how_it_was(
    open_site, written, language, size, script
):
    page = open_site(f"{language}/young-people/", size=size, script=script)
    for press in (".app-young__tiles a", ".app-young__item a"):
        if script:
            is_good(page)
        page.locator(press).first.click()
    if script:
        is_good(page)
    assert page.url.endswith("/young-people/my-first-job/")
    page.locator(".app-young__faces a").first.click()
    assert page.url.endswith("/feedback/young-people/good/")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_officer_looks_up_a_service_and_adds_it(open_site, written, olive, size):
    cache.clear()
    page = open_site(desk(written, kind="guide"), size=size)
    page.locator("input[name=login]").fill(olive.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='login'] button:not([type=button])").first.click()
    is_good(page)
    page.locator("a[href$='/choose/service_ids/']").click()
    page.get_by_label("Look up by name").fill("bus")
    page.locator("main button", has_text="Look up").click()
    is_good(page)
    page.locator("button[name=add]").first.click()
    expect(page.locator("button[name=remove]")).to_have_count(1)
    is_good(page)
