"""Days on which a council works: no weekends, no bank holidays of England."""

from datetime import date, timedelta
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays

_SATURDAY = 5


@cache
def _holidays() -> frozenset[date]:
    """The days that come with the library: it fetches nothing. Years that are not known yet have
    none, so that somebody is promised an answer a day too early rather than too late."""
    known = BankHolidays(use_cached_holidays=True)
    return frozenset(day["date"] for day in known.get_holidays(BankHolidays.ENGLAND_AND_WALES))


def is_working(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _holidays()


def after(day: date, count: int) -> date:
    """The working day that is `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day
