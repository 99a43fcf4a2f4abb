"""A council's colour, logo and phase: what reaches the page, and what is refused before it does."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, override_settings
from django.urls import reverse

from core import branding
from core.checks import check_brand


def brand(**changes: str):
    return override_settings(BRAND=settings.BRAND | changes)


@pytest.fixture(autouse=True)
def forget_logos():
    branding.logo_address.cache_clear()
    yield
    branding.logo_address.cache_clear()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(first, second, expected):
    assert branding.contrast(first, second) == pytest.approx(expected, abs=0.01)
    assert branding.contrast(second, first) == branding.contrast(first, second)


@pytest.mark.parametrize("colour", ["#ffdd00", "#ffffff", "#7fbf3f", "#0000ff", "#00566b"])
def test_a_colour_is_darkened_until_white_words_can_be_read_on_it(colour):
    shade = branding.readable(colour)
    assert branding.contrast(shade, "#ffffff") >= 4.5
    if branding.contrast(colour, "#ffffff") >= 4.5:
        assert shade == colour


def test_the_council_colour_reaches_the_page_in_a_sheet_that_may_be_kept_for_ever():
    with brand(colour="#5b2a86"):
        page = Client().get(reverse("pages:contact")).content.decode()
        address = reverse("core:brand", args=[branding.fingerprint("#5b2a86")])
        assert f'href="{address}"' in page
        assert '<meta name="theme-color" content="#5b2a86">' in page
        sheet = Client().get(address)
    assert "--govuk-brand-colour:#5b2a86;" in sheet.content.decode()
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert not sheet.cookies


def test_a_new_colour_has_a_new_address_and_the_old_one_shows_it_soon():
    old = reverse("core:brand", args=[branding.fingerprint("#5b2a86")])
    with brand(colour="#00566b"):
        sheet = Client().get(old)
    assert "#00566b" in sheet.content.decode()
    assert sheet["Cache-Control"] == "public, max-age=60"


def test_the_style_sheet_cannot_be_posted_to():
    assert Client().post(reverse("core:brand", args=["x"])).status_code == 405


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"colour": "teal"}, "LOCALOFFER_COLOUR"),
        ({"colour": "#fff;}*{display:none"}, "LOCALOFFER_COLOUR"),
        ({"colour": "#ffdd00"}, branding.readable("#ffdd00")),
        ({"phase": "gamma"}, "LOCALOFFER_PHASE"),
        ({"logo": "no/such/logo.svg"}, "LOCALOFFER_LOGO"),
    ],
)
def test_the_site_does_not_start_with_a_brand_that_families_could_not_read(changes, names):
    with brand(**changes), pytest.raises(SystemCheckError) as refusal:
        call_command("check")
    assert names in str(refusal.value)


def test_the_shipped_brand_passes():
    assert check_brand() == []


def test_a_logo_may_be_a_static_file_or_an_upload(tmp_path):
    (tmp_path / "crest.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with brand(logo="icons/favicon.svg"):
        assert check_brand() == []
        assert 'src="/static/icons/favicon.svg"' in contact_page()
    with brand(logo="crest.svg"), override_settings(MEDIA_ROOT=tmp_path):
        assert check_brand() == []
        assert 'src="/brand/logo"' in contact_page()
        sent = Client().get("/brand/logo")
    assert sent["Content-Type"] == "image/svg+xml"
    assert sent["Content-Security-Policy"].startswith("sandbox")
    assert sent["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("logo", ["", "icons/favicon.svg", "page.html"])
def test_nothing_but_the_uploaded_logo_is_at_its_address(tmp_path, logo):
    (tmp_path / "page.html").write_text("<script>alert(1)</script>")
    with brand(logo=logo), override_settings(MEDIA_ROOT=tmp_path):
        assert Client().get("/brand/logo").status_code == 404


def test_the_site_does_not_start_with_a_logo_that_is_no_picture(tmp_path):
    (tmp_path / "page.html").write_text("<p>no picture</p>")
    with brand(logo="page.html"), override_settings(MEDIA_ROOT=tmp_path):
        assert [each.id for each in check_brand()] == ["core.E005"]


def test_a_hostile_name_is_only_words():
    with brand(name="<script>alert(1)</script>"):
        page = contact_page()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def contact_page() -> str:
    return Client().get(reverse("pages:contact")).content.decode()
