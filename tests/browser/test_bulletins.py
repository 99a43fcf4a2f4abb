"""Bulletins in a real browser: signing up, writing one and looking at it, phone and desktop, two
directions of writing, with a script or without."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bulletins.models import Bulletin, BulletinEntry, Subscriber
from core import robots
from tests.access.world import LONG
from tests.browser.looking import is_good
from tests.listings import service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)


def draft() -> Bulletin:
    made = Bulletin.objects.create(slug="spring", title_en=f"Spring {LONG}", intro_en="Hello.")
    for order, title in enumerate(("First", "Second")):
        BulletinEntry.objects.create(
            bulletin=made, kind="words", order=order, title_en=title, text_en=f"- {LONG}"
        )
    swim = service("Swimming club", summary="Warm water.")
    BulletinEntry.objects.create(bulletin=made, kind="service", record_id=swim.pk, order=2)
    return made


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_rosa_signs_up(open_site, language, size, script):
    page = open_site(f"{language}/bulletins/", size=size, script=script)
    if script:  # axe is one itself
        is_good(page)
    page.locator("input[name=email]").fill("rosa@example.org")
    page.locator("main form[action$='/sign-up/'] button.govuk-button").click()
    # The box was not ticked: nothing that was typed is lost.
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("input[name=email]")).to_have_value("rosa@example.org")
    if script:
        is_good(page)
    page.locator("input[name=agreed]").check()
    page.locator("main form[action$='/sign-up/'] button.govuk-button").click()
    page.wait_for_url("**/bulletins/look/")
    assert Subscriber.objects.get().language == (language.strip("/") or "en")
    assert not page.context.cookies()
    rosa = Subscriber.objects.get()
    Subscriber.objects.update(state="confirmed", consented_at=timezone.now())
    page.goto(page.url.replace("look/", f"manage/{rosa.key}/"))
    if script:
        is_good(page)
    page.locator(f"main a[href$='/leave/{rosa.key}/']").click()
    page.locator("main form button").click()
    expect(page.locator("main h1")).to_be_visible()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_olive_puts_one_in_order_and_looks_at_it(open_site, olive, size):
    bulletin = draft()
    address = f"/desk/bulletins/{bulletin.pk}/"
    page = open_site(address, size=size)
    page.locator("input[name=login]").fill(olive.email)
    page.locator("input[name=password]").fill("correct horse battery")
    page.locator("form[action*='login'] button:not([type=button])").first.click()
    page.wait_for_url(f"**{address}")
    is_good(page)
    page.locator("button[value=down]").first.click()
    page.wait_for_url(f"**{address}#entries")
    assert [str(each) for each in bulletin.entries.all()][:2] == ["Second", "First"]
    for part in ("pick/", "schedule/", "preview/text/", "preview/web/", "words/"):
        page.goto(page.url.partition("/desk/")[0] + address + part)
        is_good(page)
    # The e-mail itself, from right to left too. The browser complains of nothing that it may not
    # show: open_site would say so.
    for language in ("en", "ar"):
        page.goto(f"{page.url.partition('/desk/')[0]}{address}preview/email/?language={language}")
        is_good(page)
    page.goto(page.url.partition("/desk/")[0] + "/desk/bulletins/readers/import/")
    is_good(page)
