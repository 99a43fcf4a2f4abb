"""Documents and “Help without internet” in a real browser: phone and desktop, two directions of
writing, with a script or without; and a file added on the desk."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from documents import actions
from documents.models import PrintPack
from tests.access.world import file_documents
from tests.browser.looking import is_good
from tests.documenting import tagged_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def papers(olive) -> None:
    file_documents(olive)


@pytest.mark.parametrize(
    ("language", "size", "script"),
    [("", "phone", True), ("", "desktop", True), ("/ar", "phone", True), ("", "phone", False)],
)
def test_families_read_documents_and_ask_for_another_format(
    open_site, papers, language, size, script
):
    page = open_site(f"{language}/documents/", size=size, script=script)

    def looks_good() -> None:
        if script:  # the check is a script itself
            is_good(page)

    base = page.url.removesuffix("/documents/")
    for path in ("/documents/?q=nothing", "/help-without-internet/", "/documents/another-format/"):
        page.goto(base + path)
        looks_good()
    page.goto(f"{base}/documents/")
    looks_good()
    page.locator(".app-result__title a", has_text="SEND strategy").click()
    looks_good()
    with page.expect_download() as download:
        page.locator("main a[href$='/file/']").click()
    assert download.value.suggested_filename == "send-strategy-v2.pdf"
    page.locator("a[href$='/another-format/']").click()
    page.wait_for_timeout(2100)  # nobody reads a page faster: core.robots
    page.locator("input[name=format][value=large_print]").check()
    page.locator("main form[novalidate] button").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    looks_good()
    page.locator("input[name=email]").fill("paula@example.org")
    page.wait_for_timeout(2100)
    page.locator("main form[novalidate] button").click()
    expect(page.locator("main strong bdi")).to_have_text(
        actions.FormatRequest.objects.get().reference
    )
    looks_good()


def test_an_officer_adds_a_file_and_answers_a_request(open_site, papers, olive, tmp_path):
    cache.clear()
    page = open_site("/accounts/login/?next=/desk/documents/to-make-accessible/")
    base = page.url.partition("/accounts/")[0]
    page.locator("input[name=login]").fill(olive.email)
    page.locator("input[name=password]").fill("correct horse battery")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/to-make-accessible/")
    is_good(page)
    page.locator("tbody a", has_text="Leaflet").click()
    is_good(page)
    page.locator("a", has_text="Add a file").click()
    is_good(page)
    better = tmp_path / "better.pdf"
    better.write_bytes(tagged_pdf())
    page.locator("input[type=file]").set_input_files(better)
    page.locator("main form button").click()
    expect(page.locator("#files ~ ul")).to_contain_text("version 2")
    asked = actions.receive(
        document=None, wanted="Money", format="audio", language="en", page_language="en"
    )
    pack = PrintPack.objects.get()
    for path in (
        "/desk/format-requests/",
        f"/desk/format-requests/{asked.pk}/",
        "/desk/print-packs/",
        f"/desk/print-packs/{pack.pk}/?q=strategy",
        f"/desk/print-packs/{pack.pk}/edit/",
    ):
        page.goto(base + path)
        is_good(page)
