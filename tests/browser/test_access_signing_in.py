"""The pages of the second step of signing in, which no address alone opens."""

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.looking import is_good

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
SEND = "main form button.govuk-button:not([type=button])"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def type_and_send(page: Page, box: str, words: str) -> None:
    page.locator(f"main input[name={box}]").fill(words)
    with page.expect_navigation():
        page.locator(SEND).first.click()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
def test_every_page_of_the_second_step(new_context, live_server, olive, language):
    cache.clear()
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.set_default_timeout(30_000)
    accounts = f"{live_server.url}{language}/accounts"
    page.goto(f"{accounts}/login/?next={language}/desk/")
    page.locator("input[name=login]").fill(olive.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/desk/")
    page.goto(f"{accounts}/2fa/totp/activate/")
    if "/reauthenticate/" in page.url:
        is_good(page)
        type_and_send(page, "password", PASSWORD)
    is_good(page)
    secret = page.locator("#authenticator_secret").input_value()
    type_and_send(page, "code", code_of(secret))
    for path in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        page.goto(f"{accounts}/2fa/{path}")
        is_good(page)
    page.goto(f"{accounts}/2fa/reauthenticate/")
    is_good(page)
    page.context.clear_cookies()
    cache.clear()  # one code may not be used twice
    page.goto(f"{accounts}/login/?next={language}/desk/")
    page.locator("input[name=login]").fill(olive.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/2fa/authenticate/")
    is_good(page)
    box = page.locator("main input[name=code]")
    expect(box).to_have_attribute("autocomplete", "one-time-code")
    type_and_send(page, "code", code_of(secret))
    expect(page).to_have_url(f"{live_server.url}{language}/desk/")
