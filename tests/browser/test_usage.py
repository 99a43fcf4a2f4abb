"""The figures of use, and saying no to being counted, in a real browser and in two directions."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.years import Year
from tests.browser.conftest import SIZES
from usage.models import PageCount, SearchTerm
from usage.visitors import OBJECTION

pytestmark = pytest.mark.django_db(transaction=True)

FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(FITS)


@pytest.fixture
def used() -> None:
    year = Year.current()
    for number, month in enumerate([*year.previous.months, *year.months]):
        for path in ("/", "/services/saturday-swim/", f"/information/{'a-long-word' * 20}/"):
            PageCount.objects.create(
                day=month, path=path, language="en", views=1000 + number, sessions=number
            )
    SearchTerm.objects.create(
        day=year.start, language="en", term="w" * 120, searches=9, found_nothing=9
    )


@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
@pytest.mark.parametrize("size", SIZES)
def test_the_figures_can_be_read_by_everybody(
    page: Page, live_server, vera, signed_in, used, language, size
):
    session = signed_in(vera).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size(SIZES[size])
    page.goto(f"{live_server.url}{language}/desk/usage/")
    expect(page.locator("svg[role=img]")).to_have_count(2)
    clean(page)


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
