"""When a bulletin comes out: shortly before each of the school holidays.

The officer enters the last days of school, which each council sets for itself. Until then they are
guessed from the calendar: Easter by the rule of the churches, and what most English councils do.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.easter import easter
from django.utils import timezone

from .models import HolidayStart

Holiday = HolidayStart.Holiday
# Families still have a week to book something.
BEFORE = timedelta(days=9)
HOUR = time(10)
_TUESDAY, _FRIDAY = 1, 4


@dataclass(frozen=True)
class Suggested:
    """`is_known`: the officer has entered the last day of school; else it is guessed."""

    holiday: str
    last_day: date
    is_known: bool

    @property
    def label(self) -> str:
        return str(Holiday(self.holiday).label)

    @property
    def send_at(self) -> datetime:
        """At ten on the Tuesday of the week before the last one of the term, about."""
        day = self.last_day - BEFORE
        day -= timedelta(days=(day.weekday() - _TUESDAY) % 7)
        return timezone.make_aware(datetime.combine(day, HOUR))


def guessed(holiday: str, year: int) -> date:
    """The last day of school before a holiday, where nobody has said it."""
    if holiday == Holiday.EASTER:
        # Two weeks, of which Good Friday and Easter Monday are in the middle.
        return _friday_by(easter(year) - timedelta(days=9))
    if holiday == Holiday.SUMMER:
        return _friday_by(date(year, 7, 23))
    return _friday_by(date(year, 12, 20))


def _friday_by(day: date) -> date:
    return day - timedelta(days=(day.weekday() - _FRIDAY) % 7)


def upcoming(now: datetime, number: int = 3) -> list[Suggested]:
    """The next times at which a bulletin is due, the soonest first."""
    year = timezone.localdate(now).year
    known = {
        (each.holiday, each.year): each.last_day
        for each in HolidayStart.objects.filter(year__in=[year, year + 1])
    }
    found = [
        Suggested(holiday, known.get((holiday, of)) or guessed(holiday, of), (holiday, of) in known)
        for of in (year, year + 1)
        for holiday in (Holiday.EASTER.value, Holiday.SUMMER.value, Holiday.CHRISTMAS.value)
    ]
    return sorted((each for each in found if each.send_at > now), key=lambda each: each.send_at)[
        :number
    ]
