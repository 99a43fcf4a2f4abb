"""Schedules in plain words and as dates."""

from datetime import date, time

import pytest
from django.utils.translation import override

from directory import times
from directory.models import Schedule

# A Sunday, so that "the next Monday" is the day after.
TODAY = date(2026, 3, 1)


def schedule(**fields) -> Schedule:
    return Schedule(**{"freq": "WEEKLY", **fields})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": ["MO"]}, "Every Monday"),
        ({"days": ["WE", "MO"]}, "Every Monday and Wednesday"),
        ({"days": ["SA", "MO", "WE"]}, "Every Monday, Wednesday and Saturday"),
        ({"days": ["MO", "TU", "WE", "TH", "FR"]}, "Every Monday to Friday"),
        ({"days": ["SA", "SU"]}, "Every Saturday and Sunday"),
        ({"days": []}, "Every week"),
        ({"days": ["MO"], "interval": 2}, "Every other Monday"),
        ({"days": ["MO"], "interval": 3}, "Every 3 weeks: Monday"),
        ({"days": ["SU"], "freq": "MONTHLY", "week_of_month": 2}, "The second Sunday of the month"),
        ({"days": ["FR"], "freq": "MONTHLY", "week_of_month": -1}, "The last Friday of the month"),
        ({"freq": "MONTHLY"}, "Every month"),
        ({"freq": "MONTHLY", "interval": 2, "days": ["MO"]}, "Every 2 months: Monday"),
        (
            {"days": ["MO"], "opens_at": time(9), "closes_at": time(12)},
            "Every Monday, 9am to midday",
        ),
        ({"days": ["MO"], "opens_at": time(0, 5)}, "Every Monday, from 12:05am"),
        (
            {"days": ["MO"], "opens_at": time(12, 30), "term_time_only": True},
            "Every Monday, from 12:30pm, in school terms only",
        ),
        (
            {"days": ["MO"], "valid_from": date(2026, 3, 2), "valid_to": date(2026, 7, 20)},
            "Every Monday, from 2 March 2026 to 20 July 2026",
        ),
        ({"days": ["MO"], "valid_to": date(2026, 7, 20)}, "Every Monday, until 20 July 2026"),
        ({"freq": "", "valid_from": date(2026, 3, 7)}, "Saturday 7 March 2026"),
        (
            {"freq": "", "valid_from": date(2026, 3, 7), "valid_to": date(2026, 3, 9)},
            "From 7 March 2026 to 9 March 2026",
        ),
        ({"freq": ""}, ""),
    ],
)
def test_a_schedule_in_plain_words(fields, words):
    with override("en"):
        assert times.in_words(schedule(**fields)) == words


def test_other_languages_use_their_own_clock_and_order():
    with override("pl"):
        words = times.in_words(schedule(days=["MO", "WE"], opens_at=time(15, 30)))
    assert "15:30" in words
    assert "pm" not in words


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"days": ["MO"]}, []),  # the words say it all
        (
            {"days": ["MO"], "interval": 2, "dtstart": date(2026, 2, 16)},
            [date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 30)],
        ),
        ({"days": ["MO"], "interval": 2}, []),  # counted from when?
        (
            {"days": ["SU"], "freq": "MONTHLY", "week_of_month": 2},
            [date(2026, 3, 8), date(2026, 4, 12), date(2026, 5, 10)],
        ),
        (
            {"days": ["FR"], "freq": "MONTHLY", "week_of_month": -1, "valid_to": date(2026, 4, 1)},
            [date(2026, 3, 27)],
        ),
        ({"freq": "", "valid_from": date(2026, 3, 7)}, [date(2026, 3, 7)]),
        ({"freq": "", "valid_from": date(2026, 2, 7)}, []),
        # The fifth Monday does not come every month.
        (
            {"days": ["MO"], "freq": "MONTHLY", "week_of_month": 5},
            [date(2026, 3, 30), date(2026, 6, 29), date(2026, 8, 31)],
        ),
    ],
)
def test_the_next_dates_where_words_are_not_enough(fields, expected):
    assert times.next_dates(schedule(**fields), TODAY) == expected


def test_every_other_week_keeps_its_rhythm_whenever_it_is_asked():
    fortnightly = schedule(days=["MO"], interval=2, dtstart=date(2026, 2, 16))
    for today in (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 16)):
        found = times.next_dates(fortnightly, today, count=1)
        assert (found[0] - date(2026, 2, 16)).days % 14 == 0
        assert found[0] >= today


def test_dates_do_not_begin_before_the_service_does():
    later = schedule(
        days=["MO"], interval=2, dtstart=date(2026, 2, 16), valid_from=date(2026, 5, 1)
    )
    assert times.next_dates(later, TODAY, count=1) == [date(2026, 5, 11)]


def test_a_fair_is_on_each_of_its_days():
    fair = schedule(freq="", valid_from=date(2026, 2, 27), valid_to=date(2026, 3, 3))
    assert list(times.dates(fair, TODAY)) == [date(2026, 3, day) for day in (1, 2, 3)]


@pytest.mark.parametrize(
    "fields",
    [
        {"days": ["MO"], "interval": 0},
        {"days": ["MO"], "valid_from": date.max},
        {"freq": "", "valid_from": date.max, "valid_to": date.max},
        {"days": ["MO"], "interval": 2, "dtstart": date.min},
        {"freq": "MONTHLY", "days": ["MO"], "week_of_month": 5, "interval": 12},
    ],
)
def test_strange_dates_of_an_imported_list_break_nothing(fields):
    found = list(times.dates(schedule(**fields), TODAY))
    assert all(day >= TODAY for day in found)


@pytest.mark.parametrize(
    ("fields", "over"),
    [
        ({"valid_to": date(2026, 2, 28)}, True),
        ({"valid_to": TODAY}, False),
        ({"freq": "", "valid_from": date(2026, 2, 28)}, True),
        ({"valid_from": date(2020, 1, 1)}, False),
    ],
)
def test_what_is_over_is_known(fields, over):
    assert times.is_over(schedule(**fields), TODAY) is over
