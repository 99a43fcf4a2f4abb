"""Words and what they stand on, in each of the colours a visitor can have: reckoned from the built
sheets, so that a shade changed by hand cannot make text unreadable."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from core import branding

CSS = Path(settings.BASE_DIR) / "static" / "css"
AA, AAA, LINES = 4.5, 7, 3
# Words, and every ground they can stand on.
ON_PAGE = ("body-background", "surface-background", "template-background")
WORDS = ("text", "secondary-text", "link", "link-visited", "link-hover", "link-active", "error")
SCHEMES = {"dark": AA, "black": AAA, "yellow": AAA, "cream": AA}


def custom_properties(rule: str) -> dict[str, str]:
    return {
        name: "#" + "".join(2 * digit for digit in value) if len(value) == 3 else f"#{value}"
        for name, value in re.findall(r"--govuk-([a-z-]+)-colour: ?#([0-9a-f]{3,6})", rule)
    }


def usual() -> dict[str, str]:
    first = re.search(r":root\{(--govuk-brand-colour:[^}]*)\}", (CSS / "app.css").read_text())
    return custom_properties(first[1])


def scheme(name: str) -> dict[str, str]:
    sheet = (CSS / "display.css").read_text()
    chosen = re.search(rf":root\.app-colours-{name}\{{([^}}]*)\}}", sheet)[1]
    return usual() | custom_properties(chosen)


@pytest.mark.parametrize("ground", ON_PAGE)
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", SCHEMES)
def test_words_can_be_read_on_every_ground(name, words, ground):
    colours = scheme(name)
    assert branding.contrast(colours[words], colours[ground]) >= SCHEMES[name]


@pytest.mark.parametrize("name", SCHEMES)
def test_words_on_a_ground_in_the_colour_of_words_can_be_read(name):
    colours = scheme(name)
    for ground in ("link", "success"):
        assert branding.contrast(colours["body-background"], colours[ground]) >= AA
    assert branding.contrast(colours["focus-text"], colours["focus"]) >= AAA
    assert branding.contrast(colours["inverse-text"], colours["brand"]) >= AA


@pytest.mark.parametrize("name", SCHEMES)
def test_the_edge_of_a_box_to_type_in_can_be_seen(name):
    colours = scheme(name)
    for ground in ON_PAGE:
        assert branding.contrast(colours["input-border"], colours[ground]) >= LINES


def test_a_dark_device_gets_the_same_dark_as_who_chooses_it():
    sheet = (CSS / "app.css").read_text()
    by_device = re.search(
        r"@media screen and \(prefers-color-scheme: ?dark\)\{"
        r':root:not\(\[class\*="?app-colours-"?\]\)\{([^}]*)\}',
        sheet,
    )[1]
    assert usual() | custom_properties(by_device) == scheme("dark")
