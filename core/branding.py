"""The council's look, from settings.BRAND: its colour as a small style sheet, its logo's address.

Contrast is reckoned as WCAG 2.2 defines it (relative luminance, success criterion 1.4.3).
"""

import hashlib
import re
from functools import lru_cache

from django.core.files.storage import default_storage
from django.templatetags.static import static
from django.urls import reverse

HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
WHITE = "#ffffff"
# White words stand on the colour (header), and the colour draws lines on white: AA for text.
ENOUGH_CONTRAST = 4.5
PHASES = ("demo", "beta", "live")
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(red: float, green: float, blue: float) -> str:
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


def _luminance(colour: str) -> float:
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """The contrast of two #rrggbb colours, from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def tint(colour: str, white: float) -> str:
    """The colour mixed with a share of white, from 0 (none) to 1 (only white)."""
    red, green, blue = (channel + (255 - channel) * white for channel in _channels(colour))
    return _hex(red, green, blue)


def readable(colour: str) -> str:
    """The colour, or the first darker shade of it on which white words can be read."""
    for per_cent in range(100, 0, -1):
        red, green, blue = (channel * per_cent / 100 for channel in _channels(colour))
        shade = _hex(red, green, blue)
        if contrast(shade, WHITE) >= ENOUGH_CONTRAST:
            return shade
    return "#000000"


@lru_cache(maxsize=8)
def style_sheet(colour: str) -> str:
    """The rules that put `colour` over the built sheets' own; for print they change nothing."""
    return (
        ":root{"
        f"--govuk-brand-colour:{colour};"
        f"--govuk-template-background-colour:{tint(colour, 0.95)};"
        f"--govuk-surface-background-colour:{tint(colour, 0.95)};"
        f"--govuk-surface-border-colour:{tint(colour, 0.5)}"
        "}\n"
    )


@lru_cache(maxsize=8)
def fingerprint(colour: str) -> str:
    """Names the sheet's content in its address, so that it can be cached for ever."""
    return hashlib.sha256(style_sheet(colour).encode()).hexdigest()[:12]


@lru_cache(maxsize=8)  # the uploads may be a network away
def logo_address(logo: str) -> str:
    """The address of BRAND["logo"]: an uploaded file of that name, else a static."""
    if not logo:
        return ""
    return reverse("core:logo") if default_storage.exists(logo) else static(logo)
