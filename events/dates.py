"""When an event happens: its days, soonest first, and in words.

An event is read as a schedule of the directory is (`directory.times`), so that a club and a coffee
morning say "every second Tuesday" in the same words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.utils import timezone

from directory import times
from directory.calendars import ZONE
from directory.models import Day, Schedule

from .models import Event

# Of an event with more dates than these, families look at its own page.
NEXT_SHOWN = 6
# "The fifth Tuesday" is in few months: who says it means the last one.
_LAST_OF_MONTH = 5
Repeat = Event.Repeat


@dataclass(frozen=True)
class Time:
    """One day on which an event happens."""

    event: Event
    day: date

    @property
    def is_on(self) -> bool:
        return not self.event.cancelled and self.day not in self.event.not_on

    @property
    def month(self) -> date:
        return self.day.replace(day=1)


def schedule(event: Event) -> Schedule:
    """`event` in the words of RFC 5545. Never saved."""
    first = event.starts_on
    known = Schedule(opens_at=event.starts_at, closes_at=event.ends_at, valid_from=first)
    if not event.repeat:
        known.valid_to = event.ends_on
        return known
    monthly = event.repeat == Repeat.MONTHLY
    known.freq = Schedule.Frequency.MONTHLY if monthly else Schedule.Frequency.WEEKLY
    known.interval = 2 if event.repeat == Repeat.FORTNIGHTLY else 1
    known.days = [list(Day)[first.weekday()].value]
    known.dtstart, known.valid_to = first, event.repeat_until
    if monthly:
        which = (first.day - 1) // 7 + 1
        known.week_of_month = -1 if which == _LAST_OF_MONTH else which
    return known


def days(event: Event, since: date) -> Iterator[date]:
    """The days from `since` on, also those on which it is left out; one that takes several days
    in one go counts as its first day, or as `since` while it goes on."""
    if event.repeat:
        yield from times.dates(schedule(event), max(since, event.starts_on))
    elif (event.ends_on or event.starts_on) >= since:
        yield max(event.starts_on, since)


def next_times(event: Event, today: date, count: int = NEXT_SHOWN) -> list[Time]:
    """The next days on which it happens or was to happen. What is over today counts no more."""
    coming = (Time(event, day) for day in days(event, today) if not _is_over(event, day))
    return list(islice(coming, count))


def next_time(event: Event, today: date) -> Time | None:
    """The next day on which it really happens; for one that is cancelled, was to happen."""
    soon = next_times(event, today, NEXT_SHOWN * 2)
    return next((each for each in soon if each.is_on), soon[0] if soon else None)


def soonest_first(events: Iterable[Event], today: date) -> list[Time]:
    """Each event once, by its next time."""
    found = [each for event in events if (each := next_time(event, today))]
    return sorted(
        found, key=lambda each: (each.day, str(each.event.starts_at or ""), each.event.pk)
    )


def past_days(event: Event, today: date, count: int) -> list[date]:
    """The latest days on which it happened, today included, the latest first."""
    if event.cancelled:
        return []
    first = max(event.starts_on, today - times.HORIZON) if event.repeat else event.starts_on
    found = []
    for day in days(event, first):
        if day > today:
            break
        if day not in event.not_on:
            found.append(day)
    return found[::-1][:count]


def _is_over(event: Event, day: date) -> bool:
    now = timezone.localtime()
    if day != now.date() or event.ends_at is None or event.ends_on:
        return False
    return datetime.combine(day, event.ends_at, ZONE) < now


# --- Words --------------------------------------------------------------------------------------


def in_words(event: Event) -> str:
    """ "The second Tuesday of the month, 10am to midday, from 3 March 2026"."""
    known = schedule(event)
    if event.repeat and event.starts_on <= timezone.localdate():
        # When a weekly club began is of no use to anybody.
        known.valid_from = None
    if not event.repeat and event.ends_on in (None, event.starts_on):
        known.valid_to = None
    return times.in_words(known)


def of_one_day(time: Time) -> str:
    """ "Tuesday 12 May 2026, 10am to midday"; of several days, "12 to 14 May"."""
    event = time.event
    if not event.repeat and event.ends_on and event.ends_on != event.starts_on:
        return in_words(event)
    known = Schedule(valid_from=time.day, opens_at=event.starts_at, closes_at=event.ends_at)
    return times.in_words(known)
