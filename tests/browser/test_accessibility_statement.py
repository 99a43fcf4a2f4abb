"""The accessibility statement, its form and its desk in a real browser."""

import pytest
from playwright.sync_api import expect

from accessibility.models import Problem, Statement
from core import robots
from feedback.models import Comment
from tests.browser.looking import is_good
from tests.browser.test_desk import desk  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)


@pytest.fixture
def problem(db) -> Problem:
    return Problem.objects.create(
        what_en="Old films have no captions.",
        what_ar="لا توجد ترجمة نصية للأفلام القديمة.",
        who_en="People who cannot hear.",
        criteria=["1.2.2"],
        mend_by="2099-01-31",
    )


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_statement_leads_to_the_form(open_site, problem, language, size):
    page = open_site(f"{language}/accessibility/", size=size)
    is_good(page)
    page.locator('main a[href$="/tell-us/"]').click()
    # It knows which page led there.
    expect(page.locator('[name="page"]')).to_have_value("http://localhost:8000/accessibility/")
    is_good(page)
    page.locator('[name="uses"]').first.check()
    page.locator('[name="format"][value="braille"]').check()
    page.locator("main form .govuk-button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator('[name="format"][value="braille"]')).to_be_checked()
    is_good(page)


def test_somebody_tells_us_without_javascript(open_site):
    page = open_site("/contact/", script=False)
    page.locator('footer a[href*="/tell-us/"]').click()
    page.locator('[name="words"]').fill("The colours hurt my eyes.")
    page.locator("main form .govuk-button").click()
    comment = Comment.objects.get()
    expect(page.locator("main")).to_contain_text(comment.reference)
    assert comment.page == "/contact/"
    assert not page.context.cookies()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_desk_is_clean_and_fits(desk, problem, olive, language, size):  # noqa: F811
    page = desk(f"{language}/desk/accessibility/", size=size)
    is_good(page)
    page.goto(f"{page.url}problems/{problem.pk}/")
    is_good(page)


def test_an_officer_mends_a_problem_and_confirms_the_statement(desk, problem, olive):  # noqa: F811
    page = desk("/desk/accessibility/")
    page.get_by_role("link", name=problem.what_en).click()
    box = page.get_by_role("group", name="The day on which it was mended")
    for name, value in {"Day": "1", "Month": "11", "Year": "2026"}.items():
        box.get_by_label(name).fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Mended", exact=True)).to_be_visible()
    page.get_by_role("button", name="I have read it today").click()
    expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    assert Statement.objects.get().reviewed_by == olive
    page.goto(page.url.replace("/desk/accessibility/", "/accessibility/"))
    expect(page.locator("main")).not_to_contain_text(problem.what_en)
