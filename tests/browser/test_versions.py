"""Easy Read in a real browser: phone and desktop, two directions of writing, with a script or
without, on paper; and the desk's list of versions."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from guides.models import Guide
from tests import listings
from tests.browser.looking import is_good
from tests.publishing import desk, made, topic
from tests.versions import picture, version
from variants.models import Variant

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
# Longer than a phone is wide.
LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüssel"
# 14 point, in pixels of a screen.
LEAST_SIZE = 14 * 96 / 72
WAYS = pytest.mark.parametrize(
    ("language", "size", "script"),
    [
        ("", "phone", True),
        ("", "desktop", False),
        ("/ar", "phone", False),
        ("/ar", "desktop", True),
    ],
)


@pytest.fixture
def guide(settings, tmp_path) -> Guide:
    settings.MEDIA_ROOT = tmp_path
    about = topic("Plans", title_ar="خطط")
    page = made(Guide(title_en="EHC plans", title_ar="خطط", body_en="Words.", topic=about))
    bus, plan = picture("Bus").markdown, picture("Plan").markdown
    rows = f"## What {LONG}\n\n{bus}\n\nA bus {LONG}.\n\n{plan}\n\nA plan."
    version(
        page,
        title_en="Easy plans",
        title_ar="خطط سهلة",
        body_en=rows,
        body_ar=f"## ما\n\n{bus}\n\nحافلة.\n\n{plan}\n\nخطة.",
        topic=about,
    )
    version(page, "plain", body_en="Words.", topic=about)
    return page


def row(page):
    """The places of the first picture and of the words beside it."""
    return (
        page.locator(".app-illustrated__picture").first.bounding_box(),
        page.locator(".app-illustrated__words").first.bounding_box(),
    )


@WAYS
def test_somebody_goes_from_the_guide_to_easy_read_and_to_the_list(
    open_site, guide, language, size, script
):
    page = open_site(f"{language}/information/plans/ehc-plans/", size=size, script=script)

    def looks_good() -> None:
        if script:  # axe is one itself
            is_good(page)

    looks_good()
    page.locator(".app-versions a").first.click()
    expect(page.locator(".app-version--easy")).to_be_visible()
    looks_good()
    seen, words = row(page)
    if size == "phone":
        assert words["y"] >= seen["y"] + seen["height"]
    elif language == "/ar":
        assert seen["x"] >= words["x"] + words["width"]
    else:
        assert words["x"] >= seen["x"] + seen["width"]
    text = page.locator(".app-illustrated__words p").first
    letters = text.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert letters >= LEAST_SIZE
    assert page.locator(".app-illustrated img").first.get_attribute("alt") == ""
    page.goto(page.url.split("/easy-read/")[0] + "/easy-read/")
    expect(page.locator(".app-illustrated")).to_have_count(3)
    looks_good()


def test_on_paper_the_picture_stands_beside_its_words(open_site, guide):
    page = open_site("/easy-read/easy-plans/", size="phone")
    page.emulate_media(media="print")
    seen, words = row(page)
    assert words["x"] >= seen["x"] + seen["width"]
    expect(page.locator(".app-languages")).to_be_hidden()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_an_editor_begins_a_version_from_the_list(open_site, guide, eddie, size):
    cache.clear()
    listings.service(f"Saturday swim {LONG}")
    page = open_site("/desk/versions/?kind=guide", size=size)
    page.locator("input[name=login]").fill(eddie.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='login'] button:not([type=button])").first.click()
    is_good(page)
    page.get_by_role("button", name=re.compile("Begin one.*British Sign Language")).click()
    expect(page.get_by_text("This is a draft with the words of the page.")).to_be_visible()
    signed = Variant.objects.get(form="bsl")
    page.goto(page.url.split("/desk/")[0] + desk(signed, kind="variant"))
    expect(page.get_by_text("There is no film in British Sign Language yet")).to_be_visible()
    is_good(page)
