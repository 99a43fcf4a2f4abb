"""The desk's pages about pages, and the preview, in a real browser."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from content import actions
from content.models import Topic
from tests.access.world import LONG
from tests.publishing import desk, topic

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"


@pytest.fixture
def travel(olive) -> Topic:
    cache.clear()
    made = topic(f"Travel {LONG}", summary_en="How to get to school.", body_en="Ask us.")
    actions.save(made, values={"title": "Travel", "body": f"Ask us. {LONG}"}, by=olive)
    return made


def sign_in(page: Page) -> None:
    page.locator("input[name=login]").fill("olive@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='login'] button:not([type=button])").first.click()


def test_an_officer_publishes_without_a_script(open_site, travel):
    page = open_site(desk(travel), script=False)
    sign_in(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Everybody can see it now")).to_be_visible()
    page.get_by_role("link", name="Look at the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Travel")
