"""A snapshot as one reader sees it: the words in their language, numbers and dates as they write
them, charts. Pages and files are made from this alone, never from the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import translate_url
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import charts
from core.languages import SOURCE
from core.texts import Text, read
from core.years import Year
from feedback.models import Action

from .models import Figure, ReportSection
from .snapshot import Data

Kind = ReportSection.Kind


@dataclass(frozen=True)
class FigureRow:
    label: Text
    value: str
    last_year: str
    # The figures of a list; the chart shows the same. Without figures it is a list in order alone.
    rows: list[tuple[Text, str]]
    chart: charts.Chart | None
    source: Text
    anchor: str
    typed: bool
    counted_on: date | None

    @property
    def is_list(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class ActionRow:
    did: Text
    state: str
    state_label: str
    colour: str
    why_not: Text
    owner: str
    date: date | None
    priority: Text
    links: list[tuple[Text, str]]


@dataclass(frozen=True)
class ThemeRow:
    title: Text
    said: Text
    voices: int | None
    actions: list[ActionRow]


@dataclass(frozen=True)
class OccasionRow:
    name: str
    kind: Text
    date: date
    place: str
    organised_by: str
    attendance: str


@dataclass(frozen=True)
class Promise:
    did: Text
    state_label: str
    colour: str
    news: Text


@dataclass(frozen=True)
class Section:
    kind: str
    anchor: str
    heading: Text
    words: Text
    figures: list[FigureRow] = field(default_factory=list)
    themes: list[ThemeRow] = field(default_factory=list)
    occasions: list[OccasionRow] = field(default_factory=list)
    comments: list[Text] = field(default_factory=list)
    actions: list[ThemeRow] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)

    @property
    def numbers(self) -> list[FigureRow]:
        return [each for each in self.figures if not each.is_list]

    @property
    def lists(self) -> list[FigureRow]:
        return [each for each in self.figures if each.is_list]

    @property
    def has_last_year(self) -> bool:
        return any(each.last_year for each in self.numbers)

    @property
    def is_empty(self) -> bool:
        return not any(
            (
                self.words,
                self.figures,
                self.themes,
                self.occasions,
                self.comments,
                self.actions,
                self.promises,
            )
        )


@dataclass(frozen=True)
class Report:
    year: Year
    number: int
    title: Text
    note: Text
    council: str
    area: str
    published_on: date
    sections: list[Section]

    @property
    def sources(self) -> list[FigureRow]:
        """How each figure came about, in the order in which they are shown."""
        return [figure for section in self.sections for figure in section.figures]


def of(data: Data, language: str = "") -> Report:
    """For the language, or the one that is active. Empty sections are left out."""
    return _Reader(language or get_language() or SOURCE).report(data)


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, texts: Any) -> Text:
        return read(texts or {}, self.language)

    def report(self, data: Data) -> Report:
        sections = [
            self.section(each, number, data) for number, each in enumerate(data["sections"], 1)
        ]
        return Report(
            year=Year.parse(data["year"]),
            number=data["number"],
            title=self.text(data["title"]),
            note=self.text(data["note"]),
            council=data["council"],
            area=data["area"],
            published_on=date.fromisoformat(data["published_on"]),
            sections=[each for each in sections if not each.is_empty],
        )

    def section(self, each: Data, number: int, data: Data) -> Section:
        figures = [row for row in data["figures"] if row["place"] == each["kind"]]
        return Section(
            kind=each["kind"],
            anchor=f"section-{number}",
            heading=self.text(each["heading"]),
            words=self.text(each["words"]),
            figures=[self.figure(row) for row in figures if _has_something(row)],
            themes=[self.theme(row) for row in each.get("themes", ())],
            occasions=[self.occasion(row) for row in each.get("occasions", ())],
            comments=[self.text(row["words"]) for row in each.get("comments", ())],
            actions=[self.theme(row) for row in each.get("actions", ())],
            promises=[self.promise(row) for row in each.get("promises", ())],
        )

    def figure(self, row: Data) -> FigureRow:
        label = self.text(row["label"])
        counted = row["counted_on"]
        rows = [(self.row_label(each), each["value"]) for each in row["rows"]]
        return FigureRow(
            label=label,
            value=number(row["value"]),
            last_year=number(row["last_year"]),
            rows=[(text, number(value) or _no_number(row)) for text, value in rows],
            chart=self.chart(row, label, rows) if any(value for _text, value in rows) else None,
            source=self.text(row["source"]),
            anchor=f"counted-{row['key']}",
            typed=row["typed"],
            counted_on=date.fromisoformat(counted) if counted else None,
        )

    def row_label(self, row: Data) -> Text:
        if month := row.get("month"):
            return Text(date_format(date.fromisoformat(month), "YEAR_MONTH_FORMAT"))
        return self.text(row["label"])

    def chart(self, row: Data, label: Text, rows: list[tuple[Text, str | None]]) -> charts.Chart:
        if row["kind"] == Figure.Kind.MONTHS:
            days = [date.fromisoformat(each["month"]) for each in row["rows"]]
            names, series = charts.months(days), _series(label, rows)
            return charts.columns(
                row["key"], label.words, names["labels"], [series], short=names["short"]
            )
        # What is kept back, or what nobody knows, stands in the table alone.
        known = [(text, value) for text, value in rows if value is not None]
        labels = [text.words for text, _value in known]
        return charts.bars(row["key"], label.words, labels, _series(label, known))

    def theme(self, row: Data) -> ThemeRow:
        return ThemeRow(
            title=self.text(row["title"]),
            said=self.text(row.get("said")),
            voices=row.get("voices"),
            actions=[self.action(each) for each in row["actions"]],
        )

    def action(self, row: Data) -> ActionRow:
        state = Action.State(row["state"])
        return ActionRow(
            did=self.text(row["did"]),
            state=row["state"],
            state_label=str(state.label),
            colour=Action.COLOURS[state],
            why_not=self.text(row["why_not"]),
            owner=row["owner"],
            date=date.fromisoformat(row["date"]) if row["date"] else None,
            priority=self.text(row["priority"]),
            links=[
                (self.text(each["words"]), self.address(each["address"])) for each in row["links"]
            ],
        )

    def address(self, address: str) -> str:
        """Of a page of this site, the one in the reader's language."""
        if not address.startswith("/"):
            return address
        with translation.override(SOURCE):  # which it is written in
            return translate_url(address, self.language)

    def occasion(self, row: Data) -> OccasionRow:
        return OccasionRow(
            name=row["name"],
            kind=self.text(row["kind"]),
            date=date.fromisoformat(row["date"]),
            place=row["place"],
            organised_by=row["organised_by"],
            attendance=number(row["attendance"]),
        )

    def promise(self, row: Data) -> Promise:
        state = Action.State(row["state"])
        return Promise(
            did=self.text(row["did"]),
            state_label=str(state.label),
            colour=Action.COLOURS[state],
            news=self.text(row["news"]),
        )


def number(value: str | None) -> str:
    """As the reader's language writes it; nothing for a number that nobody has."""
    return number_format(Decimal(value), force_grouping=True) if value is not None else ""


def _series(label: Text, rows: Iterable[tuple[Text, str | None]]) -> charts.Series:
    return charts.Series(label.words, [_plain(value) for _text, value in rows])


def _plain(value: str | None) -> float | None:
    """For a chart: whole numbers without a point."""
    if value is None:
        return None
    return float(value) if "." in value else int(value)


def _no_number(figure: Data) -> str:
    """Counted, but so small that it is kept back; or nobody knows it."""
    is_small = figure["kind"] == Figure.Kind.RANKING and not figure["typed"]
    return _("not shown") if is_small else charts.NO_FIGURE


def _has_something(figure: Data) -> bool:
    """A number nobody has is not shown; of a list, its rows are what there is."""
    if figure["kind"] == Figure.Kind.NUMBER:
        return figure["value"] is not None
    return bool(figure["rows"])
