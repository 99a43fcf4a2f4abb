"""How the site stands to WCAG 2.2 AA, reckoned from evidence and from what the officer recorded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import evidence
from .criteria import CRITERIA
from .evidence import FAILED, NOT_TRIED, PASSED, Step
from .models import Problem

Category = Problem.Category
Words = str | Promise


class Status(StrEnum):
    FULLY = "fully"
    PARTIALLY = "partially"
    NOT = "not"


WAYS: dict[str, Words] = {
    "keyboard": _("a keyboard alone"),
    "nvda": _("the screen reader NVDA with Firefox"),
    "voiceover": _("the screen reader VoiceOver on an iPhone"),
    "talkback": _("the screen reader TalkBack on an Android phone"),
    "voice_control": _("voice control"),
    "magnifier": _("a screen magnifier"),
    "cognitive": _("people who find reading or remembering hard"),
    "print": _("printing on paper"),
    "email": _("reading our e-mails"),
}
MODES: dict[str, Words] = {
    "phone": _("on a phone"),
    "desktop": _("on a computer"),
    "dark": _("in dark colours"),
    "forced_colours": _("in the colours that a device forces"),
    "zoom_400": _("4 times as large"),
    "print": _("for print"),
    "reduced_motion": _("without motion"),
}


@dataclass(frozen=True)
class Standing:
    status: Status
    # Criteria of which something is known that fails.
    failing: frozenset[str]
    failed_steps: tuple[Step, ...]
    # Ways of using the site of which no step, or not every step, was tried.
    untried: tuple[Words, ...]
    has_non_compliance: bool
    has_exemption: bool


def of(problems: Iterable[Problem]) -> Standing:
    """`problems`: those that are not mended."""
    problems = list(problems)
    automatic, pdfs = evidence.automatic(), evidence.pdfs()
    failed = tuple(step for step in evidence.steps() if step.result == FAILED)
    ours = [each for each in problems if each.category == Category.NON_COMPLIANCE]
    failing = {number for each in ours for number in each.criteria}
    failing |= {number for step in failed for number in step.criteria} | automatic.criteria
    untried = _untried()
    has_non_compliance = bool(
        ours or failed or untried or automatic.violations or pdfs.failed or failing
    )
    has_exemption = any(each.category == Category.BURDEN for each in problems)
    return Standing(
        status=_status(failing, has_non_compliance or has_exemption),
        failing=frozenset(failing),
        failed_steps=failed,
        untried=untried,
        has_non_compliance=has_non_compliance,
        has_exemption=has_exemption,
    )


def _status(failing: set[str], is_short_of_it: bool) -> Status:
    """The government's rule of thumb: "partially" as long as most criteria are met.

    What nobody has tried is not claimed either: with it a site is never "fully" compliant.
    """
    if len(failing) * 2 >= len(CRITERIA):
        return Status.NOT
    return Status.PARTIALLY if is_short_of_it else Status.FULLY


def _untried() -> tuple[Words, ...]:
    ways = {step.way for step in evidence.steps() if step.result == NOT_TRIED}
    return tuple(words for way, words in WAYS.items() if way in ways)


def _has_passed(*ways: str) -> bool:
    """Whether a person tried every step of one of these ways, and all was well."""
    return any(
        {step.result for step in evidence.steps() if step.way == way} == {PASSED} for way in ways
    )


# What visitors should be able to do, each with what says so.
_CLAIMS: tuple[tuple[Words, Callable[[], bool]], ...] = (
    (
        _("change colours, contrast and fonts in your browser or device"),
        lambda: "forced_colours" in evidence.automatic().modes,
    ),
    (
        _("make the page 4 times as large without having to scroll sideways"),
        lambda: "zoom_400" in evidence.automatic().modes,
    ),
    (
        _("reach and use everything with a keyboard alone"),
        lambda: evidence.automatic().by_keyboard > 0 or _has_passed("keyboard"),
    ),
    (
        _("use the whole site without a mouse, a map or JavaScript"),
        lambda: evidence.automatic().without_javascript > 0,
    ),
    (
        _("hear every page read out by a screen reader, in the right language"),
        lambda: _has_passed(*evidence.SCREEN_READERS),
    ),
    (_("print any page"), lambda: "print" in evidence.automatic().modes or _has_passed("print")),
)


def claims() -> list[Words]:
    """Only what was tried: by a machine or by a person."""
    return [words for words, is_shown in _CLAIMS if is_shown()]


def modes() -> list[Words]:
    return [MODES[mode] for mode in evidence.automatic().modes if mode in MODES]


def results() -> dict[str, int]:
    """How many steps of the manual script passed, failed and were not tried."""
    found = [step.result for step in evidence.steps()]
    return {
        "total": len(found),
        "passed": found.count(PASSED),
        "failed": found.count(FAILED),
        "untried": found.count(NOT_TRIED),
    }
