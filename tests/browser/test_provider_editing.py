"""A provider in a real browser: after months away, a wrong phone number, without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from playwright.sync_api import Page, expect

from suggestions.models import Suggestion
from tests.browser.conftest import SIZES
from tests.listings import at, days_from_today, place, service, term
from tests.web.providing import changed, send
from tests.web.test_sign_in import code_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def club(pat):
    return service(
        "Saturday club",
        summary_en="Games for autistic children.",
        description_en="We play in the hall. You need an EHCP.",
        review_due=days_from_today(-3),
        phones=("01632 960123",),
        places=(place("Shirley Hall"),),
        schedules=({"days": ["SA"], "opens_at": at("10:00"), "closes_at": at("12:00")},),
        costs=({"option_en": "Child", "amount": "4.50"},),
        terms=(term("category", "clubs"),),
    )


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def sign_in(page: Page, live_server, client, person) -> None:
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def test_a_phone_number_is_corrected_without_a_script(browser, live_server, club, pat, run_jobs):
    context = browser.new_context(java_script_enabled=False, viewport=SIZES["phone"])
    page = context.new_page()
    page.goto(f"{live_server.url}/provider/")
    page.locator("main input[name=email]").fill(pat.email)
    page.locator("main form button").first.click()
    run_jobs()
    page.locator("main input[name=code]").fill(code_in(mail.outbox[-1]))
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your listings")
    page.get_by_role("link", name="Change the phone number").click()
    page.get_by_label("Phone number").first.fill("01632 960999")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check it and send it")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What became of your suggestion")
    sent = Suggestion.objects.get()
    assert sent.state == "submitted" and sent.author == pat
    assert sent.proposed["phones"][0]["number"] == "01632 960999"
    context.close()


def test_everything_is_still_right_by_keyboard(page: Page, live_server, client, club, pat):
    sign_in(page, live_server, client, pat)
    page.goto(f"{live_server.url}/provider/")
    page.get_by_text("What families read now").click()
    expect(page.locator("main")).to_contain_text("01632 960123")
    page.get_by_role("button", name="Everything is still right").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("it was checked")
    club.refresh_from_db()
    assert club.assurer == "Harbour Play" and not club.is_overdue


def test_a_listing_is_translated_on_a_phone_in_arabic(page: Page, live_server, client, club, pat):
    page.set_viewport_size(SIZES["phone"])
    sign_in(page, live_server, client, pat)
    page.goto(f"{live_server.url}/ar/provider/listing/saturday-club/")
    is_accessible(page)
    page.locator("a[href$='/saturday-club/change/translations/']").click()
    is_accessible(page)
    page.get_by_role("link", name="العربية").and_(page.locator("main a")).click()
    box = page.locator("[name=summary_ar]")
    expect(box).to_have_attribute("dir", "rtl")
    box.fill("ألعاب لأطفال التوحد، كل سبت.")
    is_accessible(page)
    page.locator("main form button").first.click()
    page.locator("main a[href$='/check/']").first.click()
    expect(page.locator("dd[lang=ar][dir=rtl]")).to_contain_text("ألعاب لأطفال التوحد")
    is_accessible(page)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("ألعاب لأطفال التوحد")
    is_accessible(page)
    sent = Suggestion.objects.get()
    assert sent.proposed == {"summary_ar": "ألعاب لأطفال التوحد، كل سبت."}


def test_an_officer_decides_on_a_translation_beside_its_english(
    page: Page, live_server, client, club, pat, olive
):
    client.force_login(pat)
    draft = changed(client, "saturday-club", "in-ar", summary_ar="ألعاب.")
    sent = send(client, draft)
    page.set_viewport_size(SIZES["phone"])
    sign_in(page, live_server, client, olive)
    page.goto(f"{live_server.url}/desk/suggestions/{sent.pk}/")
    expect(page.locator("main")).to_contain_text("Games for autistic children.")
    is_accessible(page)
    page.get_by_label("Somebody who speaks the language has checked it").check()
    page.get_by_role("button", name="Save and open the next one").click()
    expect(page.locator(".govuk-notification-banner").first).to_contain_text("Saturday club")
    club.refresh_from_db()
    assert club.summary_ar == "ألعاب."
