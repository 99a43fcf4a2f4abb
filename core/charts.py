"""Charts as inline SVG: places and sizes in its own units, drawn by components/chart.html.

A chart says everything in words too (title, description), and its page shows the same figures in a
table (components/chart_table.html). Nothing is told by colour alone: what stands beside the first
series is outlined or dashed. It is laid out from right to left where the language is written so.
"""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core import branding

STEP = 60
BAR = 36
# Of a bar of the largest figure.
TALLEST = 160
TOP = 24
# Below the bars: their labels.
FOOT = 34
LEGEND_ROW = 24
DIGIT = 8
GAP = 10
# Of a chart of bars that lie: it fits a phone.
WIDTH = 340
LYING = 18
LINE = 18
# How many letters of usual width fit into a line of it.
LETTERS = 42
NO_FIGURE = "–"
_ISOLATED = "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class Series:
    """What is drawn: one figure for each label, None where there is none."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    # An outline alone stands for the series beside the first.
    filled: bool = True


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    words: str
    # "start", "middle" or "end", of letters that run from left to right.
    anchor: str = "middle"


@dataclass(frozen=True)
class Rule:
    """A thin line across, or a part of a line that a series draws."""

    x1: float
    y1: float
    x2: float
    y2: float
    thin: bool = True
    dashed: bool = False


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    filled: bool = True


Shape = Rect | Text | Rule | Dot


@dataclass(frozen=True)
class Chart:
    """`key`: a word that no other chart of the page has. `rows`: the figures for a table, each
    with its label; `names`: what heads their columns."""

    key: str
    title: str
    description: str
    width: float
    height: float
    names: list[str]
    rows: list[tuple[str, list[str]]]
    shapes: list[Shape]
    colour: str

    def _of(self, kind: type) -> list:
        return [shape for shape in self.shapes if isinstance(shape, kind)]

    @property
    def rules(self) -> list[Rule]:
        return self._of(Rule)

    @property
    def rects(self) -> list[Rect]:
        return self._of(Rect)

    @property
    def dots(self) -> list[Dot]:
        return self._of(Dot)

    @property
    def texts(self) -> list[Text]:
        return self._of(Text)


def columns(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    short: Sequence[str] = (),
    unit: str = "",
    full: float | None = None,
) -> Chart:
    """Bars that stand: one series, or two side by side.

    `short`: the labels as the axis writes them. `unit`: said after each figure, such as "%".
    `full`: the figure of the tallest bar, such as 100; else the largest one, rounded up.
    """
    frame = _Frame(labels, short or labels, series, unit, full)
    width = BAR / len(series)
    shapes = frame.background()
    for number, each in enumerate(series):
        for place, value in _figures(each):
            x, y = frame.left + place * STEP + GAP + number * width, frame.y(value)
            shapes.append(Rect(x, y, width, frame.bottom - y, filled=number == 0))
            if len(series) == 1:
                shapes.append(Text(x + width / 2, y - 6, _said(value, unit)))
    return frame.chart(key, title, shapes)


def lines(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    short: Sequence[str] = (),
    unit: str = "",
    full: float | None = None,
) -> Chart:
    """A line for each of one or two series, with a gap where there is no figure. As `columns`."""
    frame = _Frame(labels, short or labels, series, unit, full)
    shapes = frame.background()
    for number, each in enumerate(series):
        dots = {
            place: Dot(frame.middle(place), frame.y(value), filled=number == 0)
            for place, value in _figures(each)
        }
        for before, after in pairwise(dots):
            if after == before + 1:
                a, b = dots[before], dots[after]
                shapes.append(Rule(a.x, a.y, b.x, b.y, thin=False, dashed=number > 0))
        shapes.extend(dots.values())
    return frame.chart(key, title, shapes)


def bars(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Series,
    *,
    unit: str = "",
    full: float | None = None,
) -> Chart:
    """Bars that lie below their labels, which may be long: answers, pages, words. As `columns`."""
    top = full or max((value for _place, value in _figures(series)), default=0) or 1
    longest = max((len(_said(value, unit)) for value in series.values), default=0)
    room = WIDTH - GAP - longest * DIGIT
    shapes: list[Shape] = []
    y: float = 0
    for label, value in zip(labels, series.values, strict=True):
        for line in _lines_of(label):
            y += LINE
            shapes.append(Text(0, y - 4, line, "start"))
        long = room * min(value or 0, top) / top
        if long:
            shapes.append(Rect(0, y, long, LYING))
        shapes.append(Text(long + GAP / 2, y + LYING - 4, _said(value, unit), "start"))
        y += LYING + GAP
    return _chart(key, title, labels, [series], unit, shapes, WIDTH, y)


def months(days: Iterable[date]) -> dict[str, list[str]]:
    """`labels` and `short` of `columns` and `lines`, for months given by a day of each."""
    each = list(days)
    return {
        "labels": [date_format(day, "YEAR_MONTH_FORMAT") for day in each],
        "short": [date_format(day, "M") for day in each],
    }


class _Frame:
    """The axes of a chart whose labels stand below it, and where a figure is in it."""

    def __init__(
        self,
        labels: Sequence[str],
        short: Sequence[str],
        series: Sequence[Series],
        unit: str,
        full: float | None,
    ) -> None:
        self.labels, self.short, self.series, self.unit = labels, short, series, unit
        largest = max((value for each in series for _place, value in _figures(each)), default=0)
        self.marks = _marks(full or largest)
        self.left = GAP + DIGIT * max(len(_said(mark, unit)) for mark in self.marks)
        self.width = self.left + GAP + len(labels) * STEP
        self.bottom = TOP + TALLEST

    def y(self, value: float) -> float:
        return self.bottom - round(TALLEST * min(value, self.marks[-1]) / self.marks[-1], 1)

    def middle(self, place: int) -> float:
        return self.left + place * STEP + GAP + BAR / 2

    def background(self) -> list[Shape]:
        shapes: list[Shape] = []
        for mark in self.marks:
            y = self.y(mark)
            shapes.append(Rule(self.left, y, self.width, y))
            shapes.append(Text(self.left - GAP / 2, y + 5, _said(mark, self.unit), "end"))
        for place, label in enumerate(self.short):
            shapes.append(Text(self.middle(place), self.bottom + 22, label))
        return shapes

    def legend(self) -> list[Shape]:
        shapes: list[Shape] = []
        for number, each in enumerate(self.series):
            y = self.bottom + FOOT + number * LEGEND_ROW
            shapes.append(Rect(self.left, y + 4, 14, 14, filled=number == 0))
            shapes.append(Text(self.left + 22, y + 16, each.name, "start"))
        return shapes

    def chart(self, key: str, title: str, shapes: list[Shape]) -> Chart:
        height = self.bottom + FOOT
        if len(self.series) > 1:
            shapes = [*shapes, *self.legend()]
            height += LEGEND_ROW * len(self.series)
        return _chart(key, title, self.labels, self.series, self.unit, shapes, self.width, height)


def _chart(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    unit: str,
    shapes: list[Shape],
    width: float,
    height: float,
) -> Chart:
    if get_language_bidi():
        shapes = [_mirrored(shape, width) for shape in shapes]
    return Chart(
        key=key,
        title=title,
        description=_description(labels, series, unit),
        width=width,
        height=height,
        names=[each.name for each in series],
        rows=[
            (label, [_said(each.values[place], unit) for each in series])
            for place, label in enumerate(labels)
        ],
        shapes=shapes,
        colour=branding.readable(settings.BRAND["colour"]),
    )


def _description(labels: Sequence[str], series: Sequence[Series], unit: str) -> str:
    """All figures in a sentence for each series; what has none is left out."""
    sentences = []
    for each in series:
        said = "; ".join(f"{labels[place]}: {_said(v, unit)}" for place, v in _figures(each))
        said = said or _("no figures yet")
        sentences.append(said if len(series) == 1 else f"{each.name}. {said}")
    return ". ".join(sentences) + "."


def _mirrored(shape: Shape, width: float) -> Shape:
    if isinstance(shape, Rect):
        x = width - shape.x - shape.width
        return Rect(x, shape.y, shape.width, shape.height, shape.filled)
    if isinstance(shape, Rule):
        return Rule(
            width - shape.x1, shape.y1, width - shape.x2, shape.y2, shape.thin, shape.dashed
        )
    if isinstance(shape, Dot):
        return Dot(width - shape.x, shape.y, shape.filled)
    anchor = {"start": "end", "end": "start"}.get(shape.anchor, shape.anchor)
    # Its letters keep their own order in a drawing that is laid out as if it were English.
    return Text(
        width - shape.x, shape.y, f"\N{RIGHT-TO-LEFT ISOLATE}{shape.words}{_ISOLATED}", anchor
    )


def _figures(series: Series) -> list[tuple[int, float]]:
    """The places that have a figure, with it."""
    return [(place, value) for place, value in enumerate(series.values) if value is not None]


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return NO_FIGURE
    return number_format(value, force_grouping=True) + unit


def _marks(largest: float) -> list[float]:
    """Round figures from 0 to the first that is no less than `largest`: at most six."""
    if largest <= 1:
        return [0, 1]
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 5 >= largest:
                return [step * number for number in range(-int(-largest // step) + 1)]
        size *= 10


def _lines_of(label: str) -> list[str]:
    """Broken where it would leave the chart. Chinese letters are twice as wide as ours."""
    is_wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in label)
    return textwrap.wrap(label, LETTERS // 2 if is_wide else LETTERS) or [NO_FIGURE]
