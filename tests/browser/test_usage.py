"""The figures of use, and saying no to being counted, in a real browser and in two directions."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from usage.visitors import OBJECTION

pytestmark = pytest.mark.django_db(transaction=True)

FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(FITS)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
def test_a_visitor_objects_by_one_press_and_takes_it_back(open_site, language, script):
    page = open_site(f"{language}/cookies/", size="phone", script=script)
    form = page.locator("form[action$='/cookies/counting/']")
    if script:
        clean(page)
    form.locator("button").click()
    expect(page.locator("main .govuk-inset-text")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == [OBJECTION]
    if script:
        clean(page)
    form.locator("button").click()
    expect(page.locator("main .govuk-inset-text")).to_have_count(0)
    assert page.context.cookies() == []
