"""Feedback in a real browser: on a phone and a desktop, in two scripts, with JavaScript or not."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from core import robots
from feedback.models import Comment, Occasion, PageAnswer
from tests.browser.conftest import SIZES
from tests.web.feedback_givers import PARENT, heard

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), f"{page.url} is wider than its screen"


def send(page: Page) -> None:
    page.locator("main form .govuk-button").first.click()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_parent_gives_feedback(open_site, language, size):
    page = open_site(f"{language}/feedback/", size=size)
    is_accessible(page)
    page.locator(".app-card__link").nth(2).click()
    is_accessible(page)
    page.locator('[name="words"]').fill("Hard to read on my phone.")
    page.locator('[name="email"]').fill("not an address")
    send(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator('[name="words"]')).to_have_value("Hard to read on my phone.")
    is_accessible(page)
    page.locator('[name="email"]').fill(PARENT)
    send(page)
    comment = Comment.objects.get()
    expect(page.locator("main")).to_contain_text(comment.reference)
    is_accessible(page)
    page.goto(page.url.replace("/thanks/", "/status/"))
    expect(page.locator("main")).not_to_contain_text("Hard to read")
    is_accessible(page)
    assert comment.about == "ease"
    assert not page.context.cookies()


@pytest.mark.parametrize("script", [True, False])
def test_who_can_help_with_a_problem_is_seen_before_the_form(open_site, script):
    page = open_site("/feedback/", size="phone", script=script)
    page.get_by_role("link", name="A problem with my child’s own support").click()
    advice = page.get_by_text("SENDIASS").first
    expect(advice).to_be_visible()
    assert advice.bounding_box()["y"] < page.locator("textarea").bounding_box()["y"]
    if script:
        is_accessible(page)


@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_young_person_needs_three_taps_on_large_targets(open_site, language):
    page = open_site(f"{language}/feedback/young-people/", size="phone")
    for _question in range(2):
        is_accessible(page)
        for target in page.locator(".app-picture").all():
            box = target.bounding_box()
            assert box["width"] >= 120 and box["height"] >= 120
        page.locator(".app-picture").first.click()
    is_accessible(page)
    send(page)
    is_accessible(page)
    assert Comment.objects.get().speaker == "young_person"
    assert not page.context.cookies()


@pytest.mark.parametrize("script", [True, False])
def test_one_tap_says_whether_a_page_is_useful(open_site, script):
    page = open_site("/services/saturday-swim/", size="phone", script=script)
    page.locator('button[name="useful"][value="no"]').click()
    page.locator('[name="words"]').fill("Which bus?")
    if script:
        is_accessible(page)
    send(page)
    answer = PageAnswer.objects.get()
    assert (answer.page, answer.yes, answer.no) == ("/services/saturday-swim/", 0, 1)
    assert Comment.objects.get().page == "/services/saturday-swim/"
    assert not page.context.cookies()


def test_a_search_without_a_result_asks_what_is_missing(open_site):
    page = open_site("/services/?q=qqqzzzxxx", size="phone")
    page.get_by_role("link", name="Tell us", exact=True).click()
    expect(page.locator('[name="search_term"]')).to_have_value("qqqzzzxxx")
    is_accessible(page)
    send(page)
    assert Comment.objects.get().channel == "search"


@pytest.fixture
def officer_page(page: Page, client, live_server) -> Page:
    """Of the desk, where a refused form is answered with 422, which a console calls an error."""
    officer = User.objects.create_user("olive@example.org", "correct horse", role="officer")
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size(SIZES["phone"])
    return page


def test_the_officer_publishes_without_names_and_the_next_one_opens(officer_page, live_server):
    first = heard("My son Zelda at Springwell School. " + "W" * 300, email=PARENT, needs_reply=True)
    second = heard("Buses are late.")
    page = officer_page
    page.goto(f"{live_server.url}/desk/feedback/")
    is_accessible(page)
    page.get_by_role("button", name="Open what is due next").click()
    expect(page.locator("mark").first).to_contain_text("Zelda")
    is_accessible(page)
    page.locator('[name="en"]').fill("Zelda waits.")
    page.get_by_role("button", name="Publish and open the next one").click()
    expect(page.locator('[name="confirm"]')).to_be_visible()
    is_accessible(page)
    page.locator('[name="en"]').fill("A child waits.")
    page.get_by_role("button", name="Publish and open the next one").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.reference)
    first.refresh_from_db()
    assert first.published_words_en == "A child waits."


def test_pasted_rows_are_looked_at_and_saved(officer_page, live_server):
    occasion = Occasion.objects.create(name="Coffee", kind="coffee_morning", date="2025-03-04")
    page = officer_page
    page.goto(f"{live_server.url}/desk/occasions/{occasion.pk}/")
    is_accessible(page)
    page.get_by_role("link", name="Add what was said").click()
    is_accessible(page)
    page.locator('[name="about"]').select_option("ease")
    page.locator('[name="speaker"]').select_option("parent")
    page.locator('[name="pasted"]').fill("First.\nSecond.\tpraise")
    page.get_by_role("button", name="Fill the rows").click()
    expect(page.locator('[name="rows-1-about"]')).to_have_value("praise")
    is_accessible(page)
    page.get_by_role("button", name="Save all rows").click()
    expect(page.locator("main")).to_contain_text("Second.")
    assert Comment.objects.filter(occasion=occasion).count() == 2
    page.goto(f"{live_server.url}/desk/feedback/people/")
    page.locator('[name="q"]').fill("Second")
    page.get_by_role("button", name="Look for it").click()
    is_accessible(page)
