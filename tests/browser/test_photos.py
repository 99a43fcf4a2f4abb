"""Photos and documents in a real browser: families look at them, an officer puts them there."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from directory import files
from directory.models import Photo, Service, ServiceDocument
from tests.browser.conftest import SIZES
from tests.browser.test_desk import sign_in
from tests.sending import document, image_bytes, photo

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/services/saturday-swim/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def swim(city) -> Service:
    found = Service.objects.get(slug="saturday-swim")
    for number, size in enumerate(((2000, 1200), (600, 900), (300, 200))):
        upload = files.keep_photo(photo(f"{number}.jpg", size=size), by=None)
        alt = "A child with a very-long-word-" + "of-it" * 12 if number else "The pool"
        Photo.objects.create(service=found, upload=upload, alt_en=alt, order=number)
    leaflet = files.keep_document(document(), by=None)
    ServiceDocument.objects.create(service=found, upload=leaflet, title_en="Prices " + "x" * 80)
    return found


def is_clean_and_fits(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["English", "Arabic"])
def test_families_see_photos_and_nothing_jumps(open_site, swim, language, size):
    page = open_site(language + PAGE, size=size)
    photos = page.locator(".app-photos__image")
    expect(photos).to_have_count(3)
    room = [photos.nth(each).bounding_box() for each in range(3)]
    for each in range(3):
        photos.nth(each).scroll_into_view_if_needed()
        page.wait_for_function(
            "n => document.querySelectorAll('.app-photos__image')[n].naturalWidth > 0", arg=each
        )
    page.evaluate("scrollTo(0, 0)")
    assert [photos.nth(each).bounding_box() for each in range(3)] == room
    is_clean_and_fits(page)


def test_a_document_is_saved_and_not_opened(open_site, swim):
    page = open_site(PAGE)
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile("^Prices")).click()
    assert started.value.suggested_filename == "price-list.pdf"
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_officer_forgets_the_words_and_need_not_choose_the_photo_again(
    open_site, olive, city, script
):
    page = open_site("/accounts/login/", size="phone", script=script)
    sign_in(page)
    listing = Service.objects.get(slug="saturday-swim")
    page.goto(f"{city}/desk/directory/services/{listing.pk}/edit/photos/")
    chosen = {"name": "pool.jpg", "mimeType": "image/jpeg", "buffer": image_bytes()}
    page.set_input_files("input[type=file]", chosen)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(page.locator("main img.app-thumbnail")).to_have_count(1)
    if script:  # what looks is a script itself
        is_clean_and_fits(page)
    page.get_by_label("What the photo shows").fill("The pool")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/services/[0-9a-f-]+/$"))
    assert listing.photos.get().alt_en == "The pool"
