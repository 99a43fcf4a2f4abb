"""What is known of the site by trying it: the files in evidence/, read once.

`automatic.json` is written by `make access`, `pdf.json` by `make access-pdf`; `manual.yaml` is
written by hand, after somebody did what it says. Nothing here is a promise: a step that nobody
tried says so.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "evidence"
PASSED, FAILED, NOT_TRIED = RESULTS = ("passed", "failed", "not tried")
PEOPLE = ("parent", "provider", "officer")
# How somebody may use the site: the parts of the script, in its order.
WAYS = (
    "keyboard",
    "nvda",
    "voiceover",
    "talkback",
    "voice_control",
    "magnifier",
    "cognitive",
    "print",
    "email",
)
SCREEN_READERS = {"nvda", "voiceover", "talkback"}


@dataclass(frozen=True)
class Automatic:
    """One run of every automatic test. `runs`: how often a page was judged."""

    date: date
    tool: str
    # Kinds of pages, languages, and how they were looked at: "phone", "dark", "print"...
    pages: int
    languages: int
    modes: tuple[str, ...]
    runs: int
    violations: int
    # Criteria of WCAG that the violations are about.
    criteria: frozenset[str]
    # How many journeys by keyboard alone, and without JavaScript.
    by_keyboard: int
    without_javascript: int


@dataclass(frozen=True)
class Pdfs:
    """What validators found of every PDF that the site makes."""

    date: date
    validators: tuple[str, ...]
    documents: int
    languages: int
    failed: int


@dataclass(frozen=True)
class Step:
    """Something to be tried by a person. `date` and `by` are there once somebody did."""

    id: str
    way: str
    person: str
    languages: tuple[str, ...]
    do: str
    expect: str
    criteria: tuple[str, ...]
    result: str
    date: date | None
    by: str
    note: str


@cache
def automatic() -> Automatic:
    data = _json("automatic")
    return Automatic(
        date=date.fromisoformat(data["date"]),
        tool=data["tool"],
        pages=data["pages"],
        languages=data["languages"],
        modes=tuple(data["modes"]),
        runs=data["runs"],
        violations=data["violations"],
        criteria=frozenset(number for each in data["found"] for number in each["criteria"]),
        by_keyboard=data["journeys"]["keyboard"],
        without_javascript=data["journeys"]["no_javascript"],
    )


@cache
def pdfs() -> Pdfs:
    data = _json("pdf")
    return Pdfs(
        date=date.fromisoformat(data["date"]),
        validators=tuple(data["validators"]),
        documents=len(data["documents"]),
        languages=len({each["language"] for each in data["documents"]}),
        failed=sum(bool(each["failed"]) for each in data["documents"]),
    )


@cache
def steps() -> tuple[Step, ...]:
    """The manual script, in its order. Raises ValueError where it is not written as it must be."""
    rows = yaml.safe_load((FOLDER / "manual.yaml").read_text())["steps"]
    return tuple(_step(row) for row in rows)


def _json(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


def _step(row: dict[str, Any]) -> Step:
    step = Step(
        id=row["id"],
        way=row["way"],
        person=row["for"],
        languages=tuple(row["languages"]),
        do=row["do"],
        expect=row["expect"],
        criteria=tuple(row["criteria"]),
        result=row["result"],
        date=row.get("date"),
        by=row.get("by", ""),
        note=row.get("note", ""),
    )
    was_tried = step.result != NOT_TRIED
    if step.result not in RESULTS or step.way not in WAYS or step.person not in PEOPLE:
        raise ValueError(f"{step.id}: an unknown result, way or person")
    if was_tried != bool(step.date) or was_tried != bool(step.by):
        raise ValueError(f"{step.id}: a tried step says when and by whom, any other does not")
    return step


def tried() -> list[Step]:
    return [step for step in steps() if step.result != NOT_TRIED]


def ages() -> list[tuple[str, date, str]]:
    """For each kind of evidence: its name, the day of its oldest result, how to make it new."""
    found = [
        ("by automatic tests", automatic().date, "Run `make access`."),
        ("of the PDFs", pdfs().date, "Run `make access-pdf`."),
    ]
    if days := [step.date for step in tried() if step.date]:
        hint = "Do the steps of docs/accessibility/manual-script.md again, or say “not tried”."
        found.append(("by hand", min(days), hint))
    return found


def last_tested() -> date:
    days = [automatic().date, pdfs().date, *(step.date for step in tried() if step.date)]
    return max(days)
