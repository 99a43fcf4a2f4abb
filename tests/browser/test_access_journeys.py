"""What each of the three people comes for: with the keyboard alone, and without JavaScript.

By keyboard: only keys are pressed, and what has the focus is always seen (tests/access/checks.js
looks at that on every page).
"""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from bulletins.models import Subscriber
from core import robots
from feedback.models import Comment
from suggestions.models import Suggestion
from tests.listings import organisation, service
from tests.web.suggesting import suggest
from tests.web.test_sign_in import code_in

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STEPS = 150


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)
    cache.clear()


class Keys:
    """Somebody without a mouse. What they look for is said as a CSS selector."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str, key: str = "Tab") -> None:
        for _ in range(MOST_STEPS):
            if self.page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"No key leads to {selector} on {self.page.url}")

    def follow(self, selector: str) -> None:
        """Press Enter there, and wait for the next page."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, selector: str, words: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")


class Hands:
    """Somebody with a mouse, whose browser runs no script."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def write(self, selector: str, words: str) -> None:
        self.page.locator(selector).first.fill(words)

    def tick(self, selector: str) -> None:
        self.page.locator(selector).first.check()


Person = Keys | Hands
SEND = "main form:not([role=search]) button.govuk-button:not(.govuk-button--secondary)"


@pytest.fixture
def somebody(new_context, city) -> Iterator[Callable[[str, type[Person]], Person]]:
    def open_at(path: str, kind: type[Person]) -> Person:
        page = new_context(java_script_enabled=kind is Keys).new_page()
        page.set_default_timeout(30_000)
        page.goto(city + path)
        return kind(page)

    yield open_at


# --- A parent -------------------------------------------------------------------------------------


def finds_keeps_tells_and_signs_up(rosa: Person) -> None:
    page = rosa.page
    rosa.write(".app-hero input[name=q]", "swimming")
    rosa.follow(".app-hero form button")
    rosa.follow(".app-result__title a[href$='/saturday-swim/']")
    rosa.follow("form[action$='/keep/'] button")
    rosa.follow("main a[href$='/services/my-list/']")
    expect(page.locator(".app-result")).to_have_count(1)
    rosa.follow("footer a[href$='/feedback/']")
    rosa.follow("main a[href*='/feedback/about/ease']")
    rosa.write("[name=words]", "It was easy.")
    rosa.write("[name=email]", "rosa@example.org")
    rosa.follow(SEND)
    expect(page.locator("main")).to_contain_text(Comment.objects.get().reference)
    page.goto(page.url.split("/feedback/")[0] + "/bulletins/")
    rosa.write("main [name=email]", "rosa@example.org")
    rosa.tick("[name=agreed]")
    rosa.follow("main form[action$='/sign-up/'] button.govuk-button")
    page.wait_for_url("**/bulletins/look/")
    assert Subscriber.objects.get().email == "rosa@example.org"


def test_a_parent_by_keyboard(somebody):
    finds_keeps_tells_and_signs_up(somebody("/", Keys))


def test_a_parent_without_a_script(somebody):
    finds_keeps_tells_and_signs_up(somebody("/", Hands))


# --- A provider -----------------------------------------------------------------------------------


@pytest.fixture
def club(pat):
    return service("Own club", organisation=organisation("Harbour Play"), phones=("01632 960123",))


def signs_in_and_corrects_a_number(provider: Person, email: str, run_jobs) -> None:
    page = provider.page
    provider.write("main input[name=email]", email)
    provider.follow("main form button.govuk-button")
    run_jobs()
    code = page.locator("input[name=code]")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    provider.write("input[name=code]", code_in(mail.outbox[-1]))
    provider.follow("main form button.govuk-button")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your listings")
    provider.follow("main a[href*='/listing/own-club/change/contact/']")
    provider.write("[name=phones-0-number]", "01632 960999")
    provider.follow(SEND)
    provider.follow(SEND)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What became of your suggestion")
    assert Suggestion.objects.get().proposed["phones"][0]["number"] == "01632 960999"


def test_a_provider_by_keyboard(somebody, club, pat, run_jobs):
    signs_in_and_corrects_a_number(somebody("/provider/", Keys), pat.email, run_jobs)


def test_a_provider_without_a_script(somebody, club, pat, run_jobs):
    signs_in_and_corrects_a_number(somebody("/provider/", Hands), pat.email, run_jobs)


def test_a_code_may_be_pasted(somebody, club, pat, run_jobs):
    """WCAG 3.3.8: nobody has to copy out letters."""
    provider = somebody("/provider/", Keys)
    page = provider.page
    provider.write("main input[name=email]", pat.email)
    provider.follow("main form button.govuk-button")
    run_jobs()
    code = code_in(mail.outbox[-1])
    page.evaluate(
        """code => {
          const box = document.createElement("textarea");
          document.querySelector("main").append(box);
          box.value = code;
          box.select();
          document.execCommand("copy");
          box.remove();
        }""",
        f" {code} ",
    )
    page.locator("input[name=code]").focus()
    page.keyboard.press("Control+V")
    provider.follow("main form button.govuk-button")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your listings")


# --- An officer -----------------------------------------------------------------------------------


@pytest.fixture
def waiting(city) -> Suggestion:
    return suggest(service("Splash club"), description_en="We swim on Tuesdays.")


def moderates_and_publishes(officer: Person, email: str, waiting: Suggestion) -> None:
    page = officer.page
    officer.write("input[name=login]", email)
    officer.write("input[name=password]", "correct horse battery")
    officer.follow("form[action*='login'] button.govuk-button:not([type=button])")
    page.wait_for_url("**/desk/suggestions/")
    officer.follow("form[action$='/next/'] button")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Splash club")
    officer.follow("form[action$='/decide/'] button.govuk-button")
    waiting.refresh_from_db()
    assert waiting.state == "approved"
    page.goto(page.url.partition("/desk/")[0] + "/desk/pages/topic/add/")
    officer.write("[name=title_en]", "Getting about")
    officer.write("[name=body_en]", "Buses and trains.")
    officer.follow(SEND)
    expect(page.get_by_role("alert")).to_contain_text("Published")


def test_an_officer_by_keyboard(somebody, waiting, olive):
    officer = somebody("/desk/suggestions/", Keys)
    moderates_and_publishes(officer, olive.email, waiting)


def test_an_officer_without_a_script(somebody, waiting, olive):
    officer = somebody("/desk/suggestions/", Hands)
    moderates_and_publishes(officer, olive.email, waiting)


# --- On the way -----------------------------------------------------------------------------------


def test_the_first_key_leads_past_what_is_on_every_page(somebody):
    keys = somebody("/services/saturday-swim/", Keys)
    keys.page.keyboard.press("Tab")
    expect(keys.page.locator(".govuk-skip-link")).to_be_focused()
    expect(keys.page.locator(".govuk-skip-link")).to_be_in_viewport()
    keys.page.keyboard.press("Enter")
    expect(keys.page).to_have_url(re.compile("#main-content$"))
    keys.page.keyboard.press("Tab")
    assert keys.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_map_is_moved_without_dragging(somebody):
    """WCAG 2.5.7: by buttons and by keys."""
    keys = somebody("/services/?q=swimming", Keys)
    keys.reach("[data-map-button]")
    keys.page.keyboard.press("Enter")
    pane = keys.page.locator(".leaflet-map-pane")
    expect(keys.page.locator(".app-map__pin")).to_have_count(2)
    expect(keys.page.get_by_role("button", name="Zoom in")).to_be_visible()
    before = pane.get_attribute("style")
    keys.reach(".leaflet-container")
    keys.page.keyboard.press("ArrowRight")
    expect(pane).not_to_have_attribute("style", before or "")
