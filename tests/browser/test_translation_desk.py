"""The translation desk in a real browser: nothing needs a script, and everybody can use it."""

from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from directory.models import Service
from directory.translatables import get
from tests.browser.looking import is_good
from tests.listings import service

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "correct horse battery"
LIST = "/desk/languages/ar/translations/?kind=service&state=draft"


@pytest.fixture
def clubs(olive) -> list[Service]:
    cache.clear()
    made = [service(name, summary=f"{name} for all") for name in ("Choir", "Swim club")]
    kind = get("service")
    for club in made:
        words = {kind.texts(club)[0]: "نادي"}
        kind.write(club, code="ar", words=words, made_by="machine")
    return made


def sign_in(page: Page) -> None:
    page.locator("input[name=login]").fill("olive@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action*='login'] button:not([type=button])").first.click()


def test_an_officer_approves_undoes_and_goes_on_without_a_script(open_site, clubs):
    page = open_site(LIST, script=False)
    sign_in(page)
    page.get_by_label("Approve: Choir").check()
    page.get_by_role("button", name="Approve the drafts that are ticked").click()
    expect(page.get_by_text("1 draft approved")).to_be_visible()
    page.get_by_role("button", name="Undo the approval").click()
    expect(page.get_by_text("1 text is a draft again")).to_be_visible()
    page.goto(page.url.partition("/desk/")[0] + LIST)
    page.locator("tbody a").first.click()
    first = page.locator("h1").inner_text()
    page.get_by_label("“Name” says what the English says").check()
    page.get_by_role("button", name="Save and go to the next one").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.locator("h1").inner_text() != first


def test_a_file_goes_out_and_comes_back(open_site, clubs, tmp_path: Path):
    page = open_site(LIST)
    sign_in(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Take these texts out").click()
    file = tmp_path / "texts.xlf"
    sent = Path(download.value.path()).read_text("utf-8")
    file.write_text(sent.replace("نادي", "نادينا").replace("needs-review-", ""), "utf-8")
    page.get_by_role("link", name="Bring a file of an agency in").click()
    is_good(page)
    page.get_by_label("XLIFF file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What the file would change")
    is_good(page)
    page.get_by_label("Checked: a translator").check()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("2 texts brought in")).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_pages_have_no_fault_on_phone_and_desktop(open_site, clubs, size):
    page = open_site(LIST, size=size)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Arabic")
    is_good(page)
    page.locator("tbody a").first.click()
    expect(page.get_by_role("button", name="Save and go to the next one")).to_be_visible()
    is_good(page)
