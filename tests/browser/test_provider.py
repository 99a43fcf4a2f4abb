"""A provider in a real browser: asking to look after listings, signing in by code, colleagues."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.models import Membership, MembershipRequest, User
from core import robots
from tests.browser.conftest import SIZES
from tests.listings import join, organisation, service
from tests.web.suggesting import link_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)
    cache.clear()


@pytest.fixture
def harbour():
    play = organisation("Harbour Play", website="https://harbour.example/")
    service("Swim club", organisation=play)
    return play


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def fits(page: Page) -> None:
    """Nothing sticks out of the window."""
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(script) <= 0


def look_around(page: Page) -> None:
    is_accessible(page)
    fits(page)


def sign_in_by_code(page: Page, address: str, email: str, run_jobs) -> None:
    page.goto(address)
    page.locator('input[name="email"]').fill(email)
    page.locator("main form .govuk-button").first.click()
    page.wait_for_selector('input[name="code"]')
    run_jobs()
    code = re.search(r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", mail.outbox[-1].body, re.M).group()
    page.locator('input[name="code"]').fill(code)
    page.locator("main form .govuk-button").first.click()


@pytest.mark.parametrize(("language", "size"), [("", "phone"), ("/ar", "desktop")])
def test_carla_asks_and_later_signs_in(browser, live_server, harbour, run_jobs, language, size):
    page = browser.new_context(viewport=SIZES[size]).new_page()
    page.goto(f"{live_server.url}{language}/services/swim-club/")
    page.locator('a[href$="/provider/claim/swim-club/"]').click()
    look_around(page)
    page.locator("main form .govuk-button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look_around(page)
    page.locator('[name="name"]').fill("Carla Coach")
    page.locator('[name="email"]').fill("carla@harbour.example")
    page.locator('[name="job"]').fill("Coach")
    page.locator("main form .govuk-button").click()
    look_around(page)
    run_jobs()
    page.goto(live_server.url + link_in(mail.outbox[-1].body))
    look_around(page)
    page.locator('button[value="confirm"]').click()
    look_around(page)
    assert MembershipRequest.objects.get().state == "waiting"
    assert not page.context.cookies()
    carla = User.objects.create_user("carla@harbour.example", None, name="Carla Coach")
    join(carla, harbour)
    sign_in_by_code(page, f"{live_server.url}{language}/provider/people/", carla.email, run_jobs)
    expect(page.locator("main")).to_contain_text("carla@harbour.example")
    look_around(page)
    page.locator(f'a[href$="{language}/provider/you/"]').first.click()
    look_around(page)


def test_pat_invites_and_removes_without_a_script(browser, live_server, pat, run_jobs):
    page = browser.new_context(java_script_enabled=False, viewport=SIZES["phone"]).new_page()
    sign_in_by_code(page, f"{live_server.url}/provider/", pat.email, run_jobs)
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_label("Their name").fill("Cole League")
    page.get_by_label("Their e-mail address").fill("cole@harbour.example")
    page.get_by_label("Language of our e-mails to them").select_option("pl")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text("cole@harbour.example")
    page.get_by_role("link", name="Remove – Cole League").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("main")).not_to_contain_text("cole@harbour.example")
    assert Membership.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_olive_decides_about_a_request(browser, live_server, harbour, olive, client, size):
    asked = MembershipRequest.objects.create(
        organisation=harbour,
        email="a.very.long.address.of.somebody@subdomain.of.a.long.name.harbour.example",
        name="Carla Coach",
        job="Coach",
        state="waiting",
    )
    asked.confirmed_at = asked.created_at
    asked.save()
    client.force_login(olive)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=SIZES[size])
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/claims/")
    look_around(page)
    page.get_by_role("link", name="Carla Coach").click()
    look_around(page)
    page.get_by_role("button", name="Yes, they may").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("We have written")
    page.goto(f"{live_server.url}/desk/members/{harbour.pk}/")
    expect(page.locator("main")).to_contain_text("a.very.long.address")
    look_around(page)
