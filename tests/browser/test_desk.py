"""Officers at work in a real browser: two directions of writing, with a script or without."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect

from directory.models import Service
from tests.browser.conftest import SIZES

PASSWORD = "correct horse battery"
FILL_NOTHING = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def nobody_has_guessed_yet(transactional_db):
    cache.clear()


def sign_in(page: Page, email: str = "olive@example.org") -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='login'] button:not([type=button])").first.click()


@pytest.fixture
def desk(open_site, olive):
    """Opens the desk signed in as Olive."""

    def open_desk(path: str = "/desk/", **options) -> Page:
        page = open_site(path, **options)
        sign_in(page)
        page.wait_for_url(f"**{path}")
        return page

    return open_desk


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def swim() -> Service:
    return Service.objects.get(slug="saturday-swim")


@pytest.mark.parametrize("width", [700, 1020, 1100, 1240])
def test_words_never_touch_the_edge_of_the_window(desk, olive, width):
    page = desk("/desk/")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.locator("h1").bounding_box()["x"] >= 20


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("size", SIZES)
def test_an_officer_corrects_a_listing(desk, olive, size, script):
    page = desk("/desk/directory/services/", size=size, script=script)
    page.get_by_label("Words in its name").fill("saturday")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Saturday swim").click()
    page.get_by_role("link", name="Change – Contact").click()
    page.get_by_role("button", name="Add another phone number").click()
    second = page.get_by_role("group", name="Phone number 2")
    second.get_by_label("Phone number").fill("01632 960999")
    second.get_by_label("What it is for").fill("Text messages")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    expect(page.get_by_text("01632 960999 – Text messages")).to_be_visible()
    page.get_by_role("link", name="View on the site").click()
    expect(page.locator("main")).to_contain_text("01632 960999")


def test_a_mistake_is_named_and_leads_to_its_box(desk, olive):
    page = desk(f"/desk/directory/services/{swim().pk}/edit/who/")
    page.get_by_label("Youngest age").fill("12")
    page.get_by_label("Oldest age").fill("four")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name="Enter a whole number.").click()
    expect(page.get_by_label("Oldest age")).to_be_focused()
    clean(page)


def test_two_officers_meet_on_one_page(desk, city, new_context, olive):
    address = f"/desk/directory/services/{swim().pk}/edit/about/"
    first = desk(address)
    # Not by `open_site`: the browser notes the answer 409, "conflict", as a failure.
    second = new_context().new_page()
    second.goto(city + address)
    sign_in(second)
    first.get_by_label("What it is, in one sentence").fill("Words of the first.")
    second.get_by_label("What it is, in one sentence").fill("Words of the second.")
    first.get_by_role("button", name="Save").click()
    first.wait_for_url("**/services/*/")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("alert")).to_contain_text("somebody else changed this meanwhile")
    expect(second.locator("ins")).to_contain_text("Words of the first.")
    expect(second.get_by_label("What it is, in one sentence")).to_have_value("Words of the second.")
    clean(second)


def test_markdown_shows_before_it_is_saved(desk, olive):
    page = desk(f"/desk/directory/services/{swim().pk}/edit/about/", script=False)
    page.locator("textarea[name=description_en]").fill("### When\n\n- Monday\n- Tuesday")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".app-prose h3")).to_have_text("When")
    expect(page.locator(".app-prose li")).to_have_count(2)


def test_a_passkey_is_added_and_then_signs_in_alone(desk, open_site, olive, settings):
    """With the browser's own pretend device (WebAuthn over the DevTools protocol)."""
    page = desk("/accounts/2fa/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.get_by_role("link", name="Add a passkey").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Let me sign in with it alone").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=olive, type="webauthn").count() == 1
    clean(page)
    key = Authenticator.objects.get(user=olive, type="webauthn").pk
    for what in ("edit", "remove"):
        page.goto(page.url.partition("/2fa/")[0] + f"/2fa/webauthn/keys/{key}/{what}/")
        clean(page)
    settings.REQUIRE_MFA = True
    page.goto(page.url.split("/accounts/")[0] + "/desk/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(page.url.rstrip("/") + "/accounts/login/?next=/desk/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")
    expect(page.locator("h1")).to_have_text("What waits for you")
