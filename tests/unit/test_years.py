"""The years of the reports: where they begin and end, how they are written."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from core.years import Year


@pytest.fixture
def from_april(settings):
    settings.REPORTING_YEAR_STARTS = "04-01"


def test_a_year_goes_from_september_to_august():
    year = Year.parse("2024-25")
    assert (year.start, year.end) == (date(2024, 9, 1), date(2025, 8, 31))
    assert str(year) == year.code == "2024-25"


def test_or_from_april_to_march(from_april):
    year = Year.parse("2024-25")
    assert (year.start, year.end) == (date(2024, 4, 1), date(2025, 3, 31))


def test_every_day_of_a_year_is_in_it_and_no_other():
    year = Year.parse("2023-24")
    for number in range(366):
        day = year.start + timedelta(days=number)
        assert Year.of(day) == year
        assert day in year
    for day in (year.start - timedelta(days=1), year.end + timedelta(days=1)):
        assert Year.of(day) != year
        assert day not in year


def test_a_year_that_ends_with_february_knows_the_leap_day(settings):
    settings.REPORTING_YEAR_STARTS = "03-01"
    assert Year.of(date(2024, 2, 29)).end == date(2024, 2, 29)


def test_years_follow_each_other():
    year = Year.parse("2024-25")
    assert year.previous < year < year.next
    assert year.next.previous == year
    assert year.next.start == year.end + timedelta(days=1)
    assert year.next.code == "2025-26"


def test_a_century_ends():
    assert Year.parse("2099-00").end == date(2100, 8, 31)


def test_the_months_of_a_year(from_april):
    months = Year.parse("2024-25").months
    assert len(months) == 12
    assert months[0] == date(2024, 4, 1)
    assert months[9:] == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]


@pytest.mark.parametrize(
    "code",
    [
        *("", "2024", "2024-26", "2024-24", "2024-25 ", "2024-2025", "x024-25", "0000-01"),
        *("9999-00", "２０２４-２５", "2024-25\n", "../etc", "1999-00", "-2024-25"),
    ],
)
def test_anything_else_is_no_year(code):
    with pytest.raises(ValueError, match="not a year"):
        Year.parse(code)


def test_a_year_is_said_in_the_reader_s_language():
    year = Year.parse("2024-25")
    assert year.label == "September 2024 to August 2025"
    with override("pl"):
        assert "2024" in year.label
        assert "September" not in year.label


def test_the_current_year_is_today_s():
    assert Year.current().code == Year.of(timezone.localdate()).code
