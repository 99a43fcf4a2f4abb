"""What can be wrong with a council's branding, said before the site starts."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error
from django.core.files.storage import default_storage

from core import branding


def check_brand(**kwargs: Any) -> list[CheckMessage]:
    return [*_check_colour(settings.BRAND["colour"]), *_check_phase(), *_check_logo()]


def _check_colour(colour: str) -> list[CheckMessage]:
    if not branding.HEX_COLOUR.fullmatch(colour):
        return [
            Error(
                f"The council's colour {colour!r} is not written as # and six digits.",
                hint="Set LOCALOFFER_COLOUR to a colour such as #00566b.",
                id="core.E001",
            )
        ]
    reached = branding.contrast(colour, branding.WHITE)
    if reached >= branding.ENOUGH_CONTRAST:
        return []
    return [
        Error(
            f"White words on the council's colour {colour} cannot be read by everybody: "
            f"their contrast is {reached:.1f} to 1 and must be {branding.ENOUGH_CONTRAST} to 1.",
            hint=f"Set LOCALOFFER_COLOUR to {branding.readable(colour)} or a darker colour.",
            id="core.E002",
        )
    ]


def _check_phase() -> list[CheckMessage]:
    phase = settings.BRAND["phase"]
    if phase in branding.PHASES:
        return []
    return [
        Error(
            f"The site's phase {phase!r} is not known.",
            hint=f"Set LOCALOFFER_PHASE to one of: {', '.join(branding.PHASES)}.",
            id="core.E003",
        )
    ]


def _check_logo() -> list[CheckMessage]:
    logo = settings.BRAND["logo"]
    if logo and PurePath(logo).suffix.lower() not in branding.LOGO_TYPES:
        kinds = ", ".join(branding.LOGO_TYPES)
        return [Error(f"The logo {logo!r} is none of {kinds}.", id="core.E005")]
    if not logo or finders.find(logo) or default_storage.exists(logo):
        return []
    return [
        Error(
            f"The logo {logo!r} is neither among the static files nor among the uploads.",
            hint=f"Put it in {settings.MEDIA_ROOT}, or unset LOCALOFFER_LOGO.",
            id="core.E004",
        )
    ]
