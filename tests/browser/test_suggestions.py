"""Suggesting and deciding in a real browser: without a mouse, without a script, in two scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from core import robots
from suggestions.models import Suggestion
from tests.listings import service
from tests.web.suggesting import link_in, suggest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_parent_suggests_a_change(page: Page, live_server, run_jobs, language):
    service("Splash club", phones=("01632 960123",), description_en="We swim.")
    page.goto(f"{live_server.url}{language}/services/splash-club/")
    page.locator('button[name="answer"][value="no"]').click()
    page.locator('input[value="contact"]').check()
    is_accessible(page)
    page.locator("main form .govuk-button").first.click()
    page.locator('[name="phones-0-number"]').fill("01632 960999")
    is_accessible(page)
    page.locator("main form .govuk-button").first.click()
    page.locator('input[value="family"]').check()
    page.locator("main form .govuk-button").first.click()
    page.locator('[name="email"]').fill("not an address")
    page.locator("main form .govuk-button").first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    is_accessible(page)
    page.locator('[name="email"]').fill("paula@example.org")
    page.locator("main form .govuk-button").first.click()
    expect(page.locator("main")).to_contain_text("01632 960999")
    is_accessible(page)
    page.locator("main form .govuk-button").first.click()
    expect(page.locator("main")).to_contain_text(Suggestion.objects.get().reference)
    run_jobs()
    page.goto(live_server.url + link_in(mail.outbox[-1].body))
    page.locator("main form .govuk-button").click()
    is_accessible(page)
    assert Suggestion.objects.get().state == "submitted"
    assert not page.context.cookies()


def test_a_parent_adds_a_phone_without_a_script(browser, live_server):
    service("Splash club")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/suggest/change/splash-club/")
    page.get_by_label("Phone, e-mail or website").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Phone number").first.fill("01632 960111")
    page.get_by_role("button", name="Add another phone number").click()
    page.locator('[name="phones-1-number"]').fill("01632 960222")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("About you")
    numbers = [row["number"] for row in Suggestion.objects.get().proposed["phones"]]
    assert numbers == ["01632 960111", "01632 960222"]


def test_the_officer_decides_with_the_keyboard_alone(page: Page, live_server, client):
    officer = User.objects.create_user("olive@example.org", "correct horse", role="officer")
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    listing = service("Splash club", description_en="We swim on Mondays.")
    first = suggest(listing, description_en="We swim on Tuesdays.")
    second = suggest(service("Art club"), summary_en="Painting")
    page.goto(f"{live_server.url}/desk/suggestions/")
    is_accessible(page)
    page.get_by_role("button", name="Open the one that waits longest").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Splash club")
    is_accessible(page)
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Save and open the next one":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Art club")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.claimed_by) == ("approved", officer)
