"""The built style sheets and scripts in static/: small, mirrored, and asking nothing of others."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
# The fonts' rules (scripts/build_fonts.py) know no left and right.
FONTS = [sheet for sheet in SHEETS if sheet.name.startswith("font-")]
# What every public page loads must leave room, within 60 KB, for the page itself. Dark colours and
# the letters of the languages' own names are in it: the page would else flash, or ask once more.
MOST_CSS = 16 * 1024
MOST_SCRIPT = 4 * 1024


def compressed(path: Path) -> int:
    return len(brotli.compress(path.read_bytes()))


@pytest.mark.parametrize("name", ["app.css", "app.rtl.css"])
def test_the_sheet_of_public_pages_is_small(name):
    assert compressed(STATIC / "css" / name) <= MOST_CSS


def test_the_script_of_public_pages_is_small():
    assert compressed(STATIC / "js" / "app.js") <= MOST_SCRIPT


def test_every_sheet_has_its_mirror():
    names = {sheet.name for sheet in SHEETS if sheet not in FONTS}
    assert {name.replace(".css", ".rtl.css") for name in names if ".rtl." not in name} == {
        name for name in names if ".rtl." in name
    }


def test_the_mirror_turns_left_into_right_but_not_what_is_set_by_hand():
    plain, mirrored = ((STATIC / "css" / name).read_text() for name in ("app.css", "app.rtl.css"))
    inset = r"\.govuk-inset-text\{[^}]*border-(left|right):"
    assert re.search(inset, plain)[1] == "left"
    assert re.search(inset, mirrored)[1] == "right"
    assert "direction:ltr" in mirrored
    assert "direction:rtl" not in mirrored


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_sheet_fetches_anything_or_carries_what_is_only_for_gov_uk(sheet):
    text = sheet.read_text()
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert re.fullmatch(r'"?\.\./fonts/[a-z0-9-]+\.woff2"?', address)
    assert "@import" not in text
    assert "GDS Transport" not in text
    assert "crest" not in text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_only_the_first_sheet_sets_colours_so_that_the_councils_own_stand(sheet):
    declares = "--govuk-brand-colour:" in sheet.read_text()
    # And the visitor's own choice, which is fetched with it alone.
    assert declares == sheet.name.startswith(("app.", "display."))
