"""Charts: true to their figures, said in words, right to left where the language is."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from core import charts
from core.charts import Series

LABELS = ["Monday", "Tuesday", "Wednesday"]
HOSTILE = '<script>alert("x")</script> & "quotes"'


def drawn(chart: charts.Chart) -> ElementTree.Element:
    html = render_to_string("components/chart.html", {"chart": chart})
    svg = html[html.index("<svg") : html.index("</svg>") + 6]
    return ElementTree.fromstring(svg)  # noqa: S314 (our own template wrote it)


def test_columns_are_as_tall_as_their_figures():
    chart = charts.columns("c", "Visits", LABELS, [Series("Visits", [50, None, 100])], full=100)
    low, high = chart.rects
    assert high.height == 2 * low.height == charts.TALLEST
    assert low.y + low.height == high.y + high.height
    assert low.x < high.x


@pytest.mark.parametrize("largest", [0, 1, 2, 3, 7, 10, 11, 99, 5058, 8281, 1_000_000])
def test_the_axis_has_few_round_marks_and_room_for_the_largest_figure(largest):
    chart = charts.columns("c", "t", ["a"], [Series("a", [largest])])
    assert 2 <= len(chart.rules) <= 6
    assert chart.rects[0].height <= charts.TALLEST
    assert all(0 <= text.x <= chart.width for text in chart.texts)


def test_all_figures_are_in_the_description_and_the_table():
    year, last = Series("This year", [1200, 3, None]), Series("Last year", [4, None, 5])
    chart = charts.columns("c", "Visits", LABELS, [year, last])
    assert chart.description == (
        "This year. Monday: 1,200; Tuesday: 3. Last year. Monday: 4; Wednesday: 5."
    )
    assert chart.rows[0] == ("Monday", ["1,200", "4"])
    assert chart.rows[2] == ("Wednesday", ["–", "5"])
    html = render_to_string("components/chart_table.html", {"chart": chart, "what": "Day"})
    assert html.count("<tr") == 4


def test_two_series_differ_by_more_than_colour():
    both = [Series("This year", [1, 2, 3]), Series("Last year", [3, 2, 1])]
    stood = charts.columns("c", "t", LABELS, both)
    assert {rect.filled for rect in stood.rects} == {True, False}
    drawn_as_lines = charts.lines("c", "t", LABELS, both)
    assert {rule.dashed for rule in drawn_as_lines.rules if not rule.thin} == {True, False}
    assert {"This year", "Last year"} <= {text.words for text in drawn_as_lines.texts}


def test_a_line_has_a_gap_where_there_is_no_figure():
    chart = charts.lines("c", "t", [*LABELS, "Thursday"], [Series("a", [1, 2, None, 4])])
    assert len([rule for rule in chart.rules if not rule.thin]) == 1
    assert len(chart.dots) == 3


def test_long_labels_of_bars_are_broken_not_cut():
    label = "Somebody told me about it at the school gate or at a coffee morning"
    chart = charts.bars("c", "t", [label, "没有找到我需要的服务信息" * 3], Series("a", [2, 0]))
    words = [text.words for text in chart.texts]
    assert " ".join(words).startswith(label)
    assert len(chart.rects) == 1
    assert all(len(line) <= charts.LETTERS for line in words)


def test_it_is_mirrored_for_languages_that_are_written_so():
    series = Series("a", [1, 2, 3])
    with override("ar"):
        chart = charts.columns("c", "t", LABELS, [series])
        bars = charts.bars("c", "t", LABELS, series)
    first, _second, third = chart.rects
    assert first.x > third.x
    assert bars.rects[0].x + bars.rects[0].width == bars.width
    assert all(0 <= text.x <= chart.width for text in chart.texts)


def test_it_is_drawn_without_style_or_script_and_strangers_words_stay_words():
    chart = charts.bars("c", HOSTILE, [HOSTILE], Series(HOSTILE, [1.5]))
    svg = drawn(chart)
    assert {element.tag for element in svg.iter()} == {"svg", "title", "desc", "rect", "text"}
    assert not [name for element in svg.iter() for name in element.attrib if name == "style"]
    assert svg.find("title").text == HOSTILE
    assert svg.attrib["aria-labelledby"] == "c-title c-description"


def test_places_are_written_with_a_point_in_every_language():
    with override("pl"):
        svg = drawn(charts.columns("c", "t", ["a"], [Series("a", [1.5]), Series("b", [2])]))
    assert not [v for e in svg.iter("rect") for k, v in e.attrib.items() if "," in v]


def test_nothing_at_all_is_said_in_words():
    assert charts.columns("c", "t", LABELS, [Series("a", [None] * 3)]).description == (
        "no figures yet."
    )
    assert charts.bars("c", "t", [], Series("a", [])).height == 0


def test_months_are_named_in_full_and_short():
    assert charts.months([date(2024, 9, 1)]) == {"labels": ["September 2024"], "short": ["Sep"]}
