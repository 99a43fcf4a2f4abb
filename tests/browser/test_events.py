"""What is on in a real browser: two sizes, two directions of writing, with scripts and without."""

import pytest
from playwright.sync_api import expect

from tests.access.world import LONG, plan_events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parent_finds_an_event_and_puts_it_into_a_calendar(open_site, script):
    plan_events()
    page = open_site("/events/", script=script)
    page.get_by_text("Show only some events").click()
    page.get_by_label("Topic").select_option("meeting-others")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name=f"Online {LONG}")).to_have_count(0)
    page.get_by_role("link", name="Coffee morning").click()
    expect(page.get_by_text("2 High Street")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it into your calendar").click()
    assert download.value.suggested_filename == "coffee-morning.ics"
