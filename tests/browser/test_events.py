"""What is on in a real browser: two sizes, two directions of writing, with scripts and without."""

import pytest
from playwright.sync_api import expect

from directory.models import Location
from tests.browser.test_news import LONG, is_good
from tests.newsroom import day, event
from tests.publishing import topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def events() -> None:
    hall = Location.objects.create(name_en="Old Hall", address_1="2 High Street")
    travel = topic("Travel", title_ar="النقل")
    event(
        "Coffee morning",
        topic=travel,
        title_ar="صباح القهوة",
        repeat="weekly",
        not_on=[day(14)],
        location_ids=[hall.pk],
        place_en=LONG,
        access_en="- Flat all the way in",
        how_to_book_en=f"Write to {LONG}@example.org",
        booking="needed",
    )
    event(f"Online {LONG}", format="online", online_address=f"https://example.org/{LONG}")
    event("Gone", cancelled=True, why_cancelled_en="Snow.")
    event("Over", starts_on=day(-5))


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_every_page_is_clean_and_fits(open_site, events, language, size):
    page = open_site(f"{language}/events/", size=size)
    site = page.url.removesuffix("/events/")
    for path in ("/events/", "/events/past/", "/events/coffee-morning/", "/events/gone/", "/"):
        page.goto(f"{site}{path}")
        is_good(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parent_finds_an_event_and_puts_it_into_a_calendar(open_site, events, script):
    page = open_site("/events/", script=script)
    page.get_by_text("Show only some events").click()
    page.get_by_label("Topic").select_option("travel")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name=f"Online {LONG}")).to_have_count(0)
    page.get_by_role("link", name="Coffee morning").click()
    expect(page.get_by_text("2 High Street")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it into your calendar").click()
    assert download.value.suggested_filename == "coffee-morning.ics"
