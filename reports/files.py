"""The files of a published report: made once, from the snapshot alone, one language at a time."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.pdf import typeset
from core.spreadsheets import csv_lines
from core.texts import SOURCE, read

from . import blocks, reading, word
from .models import AnnualReport, ReportFile
from .snapshot import Data

Kind = ReportFile.Kind
TYPES = {
    Kind.PDF: ("pdf", "application/pdf"),
    Kind.LARGE: ("pdf", "application/pdf"),
    Kind.DOCX: (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def make(report_id: str, language: str) -> None:
    """Make what is missing. Doing it twice makes nothing twice."""
    report: Any = AnnualReport.objects.published().get(pk=report_id)
    have = set(report.files.filter(language=language).values_list("kind", flat=True))
    for kind in Kind:
        if kind not in have:
            content = draw(report.snapshot, report.checksum, kind=kind, language=language)
            ReportFile.objects.get_or_create(
                report=report,
                kind=kind,
                language=language,
                defaults={"content": content, "size": len(content)},
            )


def draw(data: Data, checksum: str, *, kind: str, language: str) -> bytes:
    with translation.override(language):
        report = reading.of(data, language)
        return _WAYS[Kind(kind)](
            blocks.of(report, checksum=checksum),
            title=f"{report.title}: {report.year.label}",
            subtitle=f"{report.council}, {report.year.code}",
            author=report.council,
            contents=_("What is in this report"),
            language=language,
        )


def _large(*args: Any, **kwargs: Any) -> bytes:
    return typeset.make(*args, size=typeset.LARGE, **kwargs)


_WAYS: dict[ReportFile.Kind, Callable[..., bytes]] = {
    Kind.PDF: typeset.make,
    Kind.LARGE: _large,
    Kind.DOCX: word.make,
}


# --- Data ---------------------------------------------------------------------------------------

FIGURE_COLUMNS = (
    "key",
    "figure",
    "row",
    "number",
    "year before",
    "how it was counted",
    "counted on",
)
ANSWER_COLUMNS = ("theme", "you said", "we did", "state", "why not", "owner", "date", "priority")


def figures_csv(data: Data) -> Iterator[str]:
    """A row for each number, and for each line of a list. English, as the figures' keys are."""
    return csv_lines(FIGURE_COLUMNS, _figure_rows(data))


def _figure_rows(data: Data) -> Iterator[list[Any]]:
    for each in data["figures"]:
        label, source = (read(each[name], SOURCE).words for name in ("label", "source"))
        about = [source, each["counted_on"]]
        if each["kind"] == "number":
            yield [each["key"], label, "", each["value"], each["last_year"], *about]
        for row in each["rows"]:
            name = row.get("month") or read(row["label"], SOURCE).words
            yield [each["key"], label, name, row["value"], None, *about]


def answers_csv(data: Data) -> Iterator[str]:
    """A row for each thing that was done; a theme without any has one too."""
    return csv_lines(ANSWER_COLUMNS, _answer_rows(data))


def _answer_rows(data: Data) -> Iterator[list[Any]]:
    for section in data["sections"]:
        for theme in section.get("themes", ()):
            said = [read(theme[name], SOURCE).words for name in ("title", "said")]
            for action in theme["actions"] or [{}]:
                yield [*said, *_action_cells(action)]


def _action_cells(action: Data) -> list[Any]:
    did, why, priority = (
        read(action.get(name) or {}, SOURCE).words for name in ("did", "why_not", "priority")
    )
    return [did, action.get("state"), why, action.get("owner"), action.get("date"), priority]
