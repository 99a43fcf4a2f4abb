"""Who makes a mistake in a form is told so, where, and loses nothing (WCAG 3.3.1, 3.3.3, 3.3.7)."""

import re

import pytest
from django.core.cache import cache
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from core import robots
from core.languages import CODES
from tests.access import checking
from tests.access.looks import DESK, PROVIDER, PUBLIC
from tests.access.walking import Walker, sign_in
from tests.access.world import ask_families, fill_the_city

pytestmark = pytest.mark.django_db(transaction=True)

SEND = "main form:not([role=search]) button.govuk-button:not(.govuk-button--secondary)"
WRONG_EMAIL = ("email", "not an address")
# A form, what is typed into it, and who opens it: it is refused.
MISTAKES = {
    "feedback": (PUBLIC, "/feedback/about/ease/", [("words", ""), WRONG_EMAIL]),
    "bulletins": (PUBLIC, "/bulletins/sign-up/", [WRONG_EMAIL]),
    "another format": (PUBLIC, "/documents/another-format/", [("wanted", "The plan")]),
    "survey": (PUBLIC, "/surveys/holidays/", []),
    "following a suggestion": (PUBLIC, "/suggest/status/", [("reference", "nothing")]),
    "following feedback": (PUBLIC, "/feedback/status/", [("reference", "nothing")]),
    "claim": (PUBLIC, "/provider/claim/saturday-swim/", [("name", "Carla Coach")]),
    "signing in": (PUBLIC, "/accounts/login/code/", [WRONG_EMAIL]),
    "a provider's details": (PROVIDER, "/provider/you/", [("name", "")]),
    "an invitation": (DESK, "/desk/people/invite/", [WRONG_EMAIL]),
    "a page": (DESK, "/desk/pages/topic/add/", [("title_en", "")]),
    "an organisation": (DESK, "/desk/directory/organisations/add/", [("name_en", "")]),
}


@pytest.fixture
def walker(browser: Browser, live_server, olive, pat, monkeypatch) -> Walker:
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)
    cache.clear()
    fill_the_city()
    ask_families()
    return Walker(browser, live_server.url, sign_in(desk=olive, provider=pat))


def make(walker: Walker, name: str, language: str) -> Page:
    who, path, typed = MISTAKES[name]
    page = walker.pages[who]
    page.goto(f"{walker.site}{'' if language == 'en' else f'/{language}'}{path}")
    for box, words in typed:
        page.locator(f"main [name={box}]").fill(words)
    page.locator(SEND).first.click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    return page


def faults(page: Page, name: str) -> list[str]:
    found = checking.look(page)
    if not page.evaluate("document.activeElement.matches('.govuk-error-summary')"):
        found.append("the summary has not the focus")
    for box, words in MISTAKES[name][2]:
        if page.locator(f"main [name={box}]").input_value() != words:
            found.append(f"{box} was lost")
    links = page.locator(".govuk-error-summary a")
    if not links.count():
        return [*found, "no mistake leads to its box"]
    links.first.click()
    if not page.evaluate("document.activeElement.matches('input, select, textarea')"):
        found.append("the first mistake does not lead to a box")
    return found


@pytest.mark.parametrize("language", ["en", "ar"], ids=["English", "Arabic"])
def test_a_mistake_is_named_leads_to_its_box_and_loses_nothing(walker, language):
    found = {name: faults(make(walker, name, language), name) for name in MISTAKES}
    assert not {name: each for name, each in found.items() if each}


def test_the_title_says_so_first_in_every_language(walker):
    for language in CODES:
        with override(language):
            beginning = gettext("Error:")
        title = re.compile(f"^{re.escape(beginning)} ")
        expect(make(walker, "feedback", language)).to_have_title(title)
