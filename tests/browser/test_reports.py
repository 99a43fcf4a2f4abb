"""The annual report in a real browser: families read it, the forum comments, officers make it."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from core import robots
from reports import actions
from reports.models import AnnualReport, ReportComment
from tests.browser.conftest import SIZES
from tests.browser.test_desk import FILL_NOTHING, clean, sign_in
from tests.reporting import a_draft, a_published

ADDRESS = "/reports/2024-25/"


@pytest.fixture(autouse=True)
def fast_hands(monkeypatch, transactional_db) -> None:
    """A browser that is driven by a test is quicker than any person."""
    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)
    cache.clear()


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["", "/ar"])
def test_the_report_can_be_read_by_everybody(open_site, olive, run_jobs, size, language):
    draft = a_draft(by=olive)
    section = draft.sections.get(kind="summary")
    section.heading_ar, section.words_ar = "ملخص", "شكرا لكم"
    section.save()
    actions.publish(draft, by=olive)
    run_jobs()
    page: Page = open_site(f"{language}{ADDRESS}", size=size)
    for closed in page.locator("main details").all():
        closed.evaluate("each => { each.open = true }")
    clean(page)
    assert page.evaluate(FILL_NOTHING)
    page.locator("main nav a").last.click()
    expect(page).to_have_url(re.compile("#sources$"))
    assert not page.context.cookies()
    page.goto(page.url.partition("/reports/")[0] + "/reports/")
    clean(page)


def test_the_report_is_whole_without_a_script(open_site, olive, run_jobs):
    a_published(by=olive)
    run_jobs()
    page: Page = open_site(ADDRESS, script=False)
    page.locator("main summary").first.click()
    with page.expect_download() as download:
        page.locator("a[download]").first.click()
    assert download.value.suggested_filename.startswith("local-offer-report-2024-25-v1")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_forum_comments_on_a_shared_draft(page: Page, live_server, olive, size):
    draft = actions.share(a_draft(by=olive), by=olive)
    page.set_viewport_size(SIZES[size])
    page.goto(f"{live_server.url}/reports/draft/{draft.share_key}/")
    clean(page)
    assert page.evaluate(FILL_NOTHING)
    page.locator("main form .govuk-button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    clean(page)
    page.locator("[name=name]").fill("Paula of the forum")
    page.locator("[name=words]").fill("Say more of play.")
    page.locator("main form .govuk-button").click()
    expect(page.locator("main")).to_contain_text("Thank you.")
    assert ReportComment.objects.get().name == "Paula of the forum"


def test_sections_change_places_without_a_script(open_site, olive):
    draft = a_draft(by=olive)
    page: Page = open_site(f"/desk/reports/{draft.pk}/", script=False)
    sign_in(page)
    page.wait_for_url("**/desk/reports/**")
    page.locator("button[name=down]").first.click()
    expect(page.locator("main h3").first).to_have_text("Who took part and how")
    page.locator("main h3 a").first.click()
    page.locator("[name=words]").fill("Many of **you**.")
    page.locator("[name=preview]").click()
    expect(page.locator(".app-prose strong")).to_have_text("you")
    page.locator("main form .govuk-button").first.click()
    section = AnnualReport.objects.get().sections.get(kind="taking_part")
    assert section.words_en == "Many of **you**."
