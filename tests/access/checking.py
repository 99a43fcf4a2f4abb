"""What every page must be, in whatever language, size and mode it is read.

axe looks for what a machine can see of WCAG 2.2 AA and for good practice; checks.js for the rest
that a machine can see.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Off in axe unless asked for.
ALSO = ["target-size", "label-content-name-mismatch", "css-orientation-lock", "td-has-header"]


def _rules(*names: str) -> dict[str, Any]:
    return {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": names}}


EVERYTHING: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {rule: {"enabled": True} for rule in ALSO},
}
# All that other colours can change, and all that a narrower window can.
COLOURS = _rules("color-contrast", "link-in-text-block")
ROOM = _rules("target-size", "scrollable-region-focusable", "css-orientation-lock")

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# What is left of a window of 1280 by 1024 at 400 per cent (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}
LIGHT: dict[str, Any] = {"media": "screen", "color_scheme": "light", "forced_colors": "none"}


@dataclass(frozen=True)
class Mode:
    """How a page is looked at: the window, the reader's settings, and what can be wrong then."""

    size: dict[str, int]
    rules: dict[str, Any]
    checks: tuple[str, ...] = ()
    media: dict[str, Any] = field(default_factory=dict)


# What no window and no colour changes.
ONCE = ("headings", "landmarks", "labels", "languages", "autocomplete", "directions", "tips")
DARK, FORCED = {"color_scheme": "dark"}, {"forced_colors": "active"}
MODES = {
    "desktop": Mode(DESKTOP, EVERYTHING, ("width", *ONCE)),
    "desktop, dark": Mode(DESKTOP, COLOURS, media=DARK),
    "desktop, forced colours": Mode(DESKTOP, COLOURS, media=FORCED),
    "little motion": Mode(DESKTOP, ROOM, ("motion",), {"reduced_motion": "reduce"}),
    "print": Mode(DESKTOP, COLOURS, ("print",), {"media": "print"}),
    "phone": Mode(PHONE, EVERYTHING, ("width", "headings", "focus")),
    "phone, dark": Mode(PHONE, COLOURS, media=DARK),
    "phone, forced colours": Mode(PHONE, COLOURS, ("focus",), FORCED),
    "desktop, room": Mode(DESKTOP, ROOM, ("width",)),
    "phone, room": Mode(PHONE, ROOM, ("width", "focus")),
    "zoomed to 400 %": Mode(ZOOMED, ROOM, ("width", "focus", "spacing")),
}


# "Room" is less than "desktop" or "phone", for where both widths are looked at in one go.
WHOLE = [name for name in MODES if not name.endswith("room")]


def look(page: Page, mode: str = "") -> list[str]:
    """What is wrong with the page that is open, in one of MODES or as it stands."""
    if not mode:
        return _faults(page, EVERYTHING, ("width", *ONCE))
    put_into(page, MODES[mode])
    return _faults(page, MODES[mode].rules, MODES[mode].checks)


def _faults(page: Page, rules: dict[str, Any], checks: tuple[str, ...]) -> list[str]:
    return axe(page, rules) + [fault for name in checks for fault in check(page, name)]


def put_into(page: Page, mode: Mode) -> None:
    page.emulate_media(**{"reduced_motion": "no-preference", **LIGHT, **mode.media})
    if page.viewport_size != mode.size:
        page.set_viewport_size(mode.size)  # type: ignore[arg-type]


def axe(page: Page, options: dict[str, Any] = EVERYTHING) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    return [results.generate_report(each["id"]) for each in results.response["violations"]]


def check(page: Page, name: str) -> list[str]:
    """One of the checks of checks.js."""
    if name == "focus":
        page.keyboard.press("Shift")  # so that the browser takes what follows as done by keys
    return [f"{name}: {fault}" for fault in page.evaluate(f"{_script()}.{name}()")]


@cache
def _script() -> str:
    lines = Path(__file__).with_name("checks.js").read_text("utf-8").split("\n")
    code = "\n".join(line for line in lines if not line.startswith("//"))
    return code.strip().removesuffix(";")


def axe_version() -> str:
    found = re.search(r"axe v([\d.]+)", AXE_SCRIPT)
    return found[1] if found else ""
