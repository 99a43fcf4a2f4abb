""" "You said, we did" and surveys in a real browser: phone and desktop, two directions of writing,
with a script or without."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from core import robots
from feedback.models import Comment, Response
from tests.access.world import answer_families
from tests.answering import YEAR, ask, survey
from tests.browser.looking import is_good

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)


@pytest.fixture
def answered() -> None:
    answer_families()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_parent_reads_and_narrows(open_site, answered, language, size, script):
    page = open_site(f"{language}/you-said-we-did/", size=size, script=script)
    page.locator(f"main a[href$='/you-said-we-did/{YEAR}/']").click()
    if script:  # axe is one itself
        is_good(page)
    page.locator("select[name=state]").select_option("cannot")
    page.locator("main .app-search-form .govuk-button").click()
    expect(page.locator(".app-action")).to_have_count(1)
    page.locator(".app-theme summary").click()
    expect(page.locator(".app-quote").first).to_be_visible()
    page.locator(".app-theme h3 a").click()
    expect(page.locator(".app-quote")).to_have_count(10)
    if script:
        is_good(page)
    page.locator(".govuk-pagination__next a").click()
    expect(page.locator(".app-quote")).to_have_count(2)
    assert not page.context.cookies()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_parent_answers_a_survey(open_site, language, size):
    made = survey(title_ar="استراحات")
    for kind in ("one", "many", "scale", "short", "long"):
        ask(made, kind, required=kind == "one")
    page = open_site(f"{language}/surveys/", size=size)
    is_good(page)
    page.locator("main a[href$='/surveys/short-breaks/']").click()
    is_good(page)
    page.locator("main textarea").fill("We love it.")
    page.locator("main form .govuk-button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    is_good(page)
    page.locator(".govuk-error-summary__list a").click()
    page.keyboard.press("Space")
    page.locator("main form .govuk-button").click()
    expect(page).to_have_url(re.compile(r"/thanks/$"))
    is_good(page)
    assert Response.objects.get().answers.count() == 2
    assert Comment.objects.get().original == "We love it."
    assert not page.context.cookies()


def test_the_pages_of_the_desk_can_be_used_by_everybody(page: Page, live_server, client, answered):
    officer = User.objects.create_user("olive@example.org", "correct horse", role="officer")
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.set_viewport_size({"width": 390, "height": 844})
    made = survey()
    ask(made, "one")
    page.goto(f"{live_server.url}/desk/themes/?year={YEAR}")
    is_good(page)
    page.get_by_role("link", name="School transport").click()
    is_good(page)
    page.get_by_role("link", name="Change or add news").first.click()
    page.get_by_role("radio", name="Cannot be done").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why it cannot be done.")
    is_good(page)
    for address in (
        "/desk/gaps/",
        "/desk/gaps/add/",
        "/desk/surveys/",
        f"/desk/surveys/{made.pk}/",
        f"/desk/surveys/{made.pk}/questions/add/",
        f"/desk/surveys/{made.pk}/preview/",
        f"/desk/surveys/{made.pk}/results/",
    ):
        page.goto(live_server.url + address)
        is_good(page)
