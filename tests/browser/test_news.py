"""News, key dates and consultations in a real browser: two sizes, two directions of writing."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import LONG, is_good
from tests.newsroom import consultation, day, key_date, news
from tests.publishing import topic

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newsroom() -> None:
    travel = topic("Travel", title_ar="النقل")
    news("Winter line", topic=travel, body_en=f"Ring us. {LONG}", title_ar="خط الشتاء")
    news("Old line", old_after=day(-1))
    key_date(f"Apply for {LONG}", topic=travel, contact_en="01632 960123", title_ar="قدّموا طلبًا")
    consultation(
        "Fares",
        topic=travel,
        closes=3,
        title_ar="الأجور",
        asked_en=f"- What helps? {LONG}",
        answer_email="a.very.long.address.of.a.team@consultations.example.org",
        answer_post_en=f"{LONG}\nSouthampton",
    )
    consultation("Waiting", opens=-90, closes=-60)
    consultation("Decided", opens=-90, closes=-60, outcome_on=day(-5), heard_en="## Late\nBuses.")


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_every_page_is_clean_and_fits(open_site, newsroom, language, size):
    page = open_site(f"{language}/news/", size=size)
    site = page.url.removesuffix("/news/")
    for path in (
        "/news/",
        "/news/old-line/",
        "/news/winter-line/",
        "/key-dates/",
        "/have-your-say/",
        "/have-your-say/fares/",
        "/have-your-say/decided/",
        "/information/travel/",
    ):
        page.goto(f"{site}{path}")
        is_good(page)
    page.goto(f"{site}/key-dates/")
    page.locator(".app-theme a").first.click()
    is_good(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parent_narrows_the_dates_and_takes_one_home(open_site, newsroom, script):
    page = open_site("/key-dates/", script=script)
    page.locator("select[name=topic]").select_option("travel")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".app-theme")).to_have_count(1)
    page.locator(".app-theme a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it in your calendar").click()
    assert download.value.suggested_filename.endswith(".ics")
