"""News, key dates and consultations in a real browser: two sizes, two directions of writing."""

import pytest
from playwright.sync_api import expect

from tests.access.world import fill_the_newsroom

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parent_narrows_the_dates_and_takes_one_home(open_site, script):
    fill_the_newsroom()
    page = open_site("/key-dates/", script=script)
    page.locator("select[name=topic]").select_option("trains")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".app-theme")).to_have_count(1)
    page.locator(".app-theme a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it in your calendar").click()
    assert download.value.suggested_filename.endswith(".ics")
