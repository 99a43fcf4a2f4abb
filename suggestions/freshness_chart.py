"""The months as a chart: places and sizes for an SVG, in its own units."""

from dataclasses import dataclass
from datetime import date

from .freshness_share import Share

STEP = 60
WIDTH = 36
# Of a bar of 100%.
TALLEST = 160
TOP = 24
LEFT = 44


@dataclass(frozen=True)
class Bar:
    month: date
    percent: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def above(self) -> int:
        return self.y - 6


@dataclass(frozen=True)
class Line:
    """Across the chart, at a share."""

    percent: int
    y: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    lines: list[Line]
    # Of every month, also of those without a figure.
    labels: list[tuple[int, date]]
    width: int
    height: int = TOP + TALLEST + 34
    bottom: int = TOP + TALLEST
    label_y: int = TOP + TALLEST + 22
    bar_width: int = WIDTH
    left: int = LEFT


def of(months: list[tuple[date, Share | None]]) -> Chart:
    places = [(LEFT + 10 + number * STEP, *each) for number, each in enumerate(months)]
    return Chart(
        bars=[
            _bar(x, month, share.percent)
            for x, month, share in places
            if share is not None and share.percent is not None
        ],
        lines=[Line(percent, _y(percent)) for percent in (0, 50, 100)],
        labels=[(x + WIDTH // 2, month) for x, month, _share in places],
        width=LEFT + 10 + len(months) * STEP,
    )


def _y(percent: int) -> int:
    return TOP + TALLEST - TALLEST * percent // 100


def _bar(x: int, month: date, percent: int) -> Bar:
    y = _y(percent)
    return Bar(month, percent, x, y, TOP + TALLEST - y)
