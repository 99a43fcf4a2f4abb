"""When a service runs: in plain words, and as the next dates.

A schedule is in the words of RFC 5545 (as Open Referral UK has it); `rule` is the one place that
reads it, so that the page, the calendar file and the dates can never disagree.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from babel import Locale
from babel.lists import format_list
from dateutil import rrule
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from core.languages import SOURCE

from .models import Day, Schedule

WEEK = list(Day)
# How far ahead dates are looked for: the longest gap a schedule here has is a year.
HORIZON = timedelta(days=400)
# RFC 5545's names, and the library's numbers for them.
FREQUENCIES = {"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY}
_WEEK_OF_MONTH = {
    1: gettext_lazy("The first {days} of the month"),
    2: gettext_lazy("The second {days} of the month"),
    3: gettext_lazy("The third {days} of the month"),
    4: gettext_lazy("The fourth {days} of the month"),
    5: gettext_lazy("The fifth {days} of the month"),
    -1: gettext_lazy("The last {days} of the month"),
}


# --- Dates --------------------------------------------------------------------------------------


def start(schedule: Schedule) -> date | None:
    """The day that "every other week" is counted from; None when nobody gave one."""
    return schedule.dtstart or schedule.valid_from


def frequency(schedule: Schedule) -> str:
    """How it repeats, in RFC 5545's word; "" when it happens once, or nobody has said.

    Two dates without a frequency are a fair or a course: it is on each day between them.
    """
    if schedule.freq:
        return schedule.freq
    first, last = schedule.valid_from, schedule.valid_to
    return "DAILY" if first and last and first < last else ""


def rule(schedule: Schedule, since: date) -> rrule.rrule | None:
    """The rule of a repeating schedule, counted from `since`; None when it cannot be reckoned.

    "Every other" needs a first date to count from, and so does a rule that names no days.
    """
    repeats = frequency(schedule)
    if not repeats:
        return None
    if start(schedule) is None and (schedule.interval > 1 or not schedule.days):
        return None
    monthly = repeats == Schedule.Frequency.MONTHLY
    days = [rrule.weekday(WEEK.index(Day(day))) for day in schedule.days]
    if monthly and schedule.week_of_month:
        days = [day(schedule.week_of_month) for day in days]
    return rrule.rrule(
        FREQUENCIES[repeats],
        dtstart=_midnight(since),
        interval=max(schedule.interval, 1),  # of 0 the library would never see the end
        byweekday=days or None,
        until=datetime.combine(schedule.valid_to, time.max) if schedule.valid_to else None,
    )


def dates(schedule: Schedule, today: date) -> Iterator[date]:
    """The days from `today` on which it runs, soonest first."""
    if not frequency(schedule):
        if schedule.valid_from and schedule.valid_from >= today:
            yield schedule.valid_from
        return
    first = max(today, schedule.valid_from or today)
    # What is on each week may be counted from any day, so not from one long ago.
    any_day = schedule.interval <= 1 and bool(schedule.days)
    if repeats := rule(schedule, first if any_day else start(schedule) or today):
        until = min(first, date.max - HORIZON) + HORIZON
        for moment in repeats.between(_midnight(first), _midnight(until), inc=True):
            yield moment.date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def next_dates(schedule: Schedule, today: date, count: int = 3) -> list[date]:
    """The next dates, for a schedule whose words alone do not tell them; else none.

    "Every Monday" needs no dates. "Every other Monday" does, once we know from which one to
    count; "the second Sunday of the month" is kinder with them.
    """
    if frequency(schedule) == "DAILY":
        return []
    if schedule.freq == Schedule.Frequency.WEEKLY and schedule.interval == 1:
        return []
    return list(islice(dates(schedule, today), count))


def is_over(schedule: Schedule, today: date) -> bool:
    last = schedule.valid_to or (None if schedule.freq else schedule.valid_from)
    return last is not None and last < today


# --- Words --------------------------------------------------------------------------------------


def in_words(schedule: Schedule) -> str:
    """ "Every Monday and Wednesday, 3:30pm to 5pm" in the language of the page."""
    parts = [_which_days(schedule), hours(schedule.opens_at, schedule.closes_at)]
    if limits := _limits(schedule):
        parts.append(limits)
    if schedule.term_time_only:
        parts.append(_("in school terms only"))
    words = pgettext("between the parts of a time", ", ").join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _which_days(schedule: Schedule) -> str:
    days = day_names(schedule.days)
    if schedule.freq == Schedule.Frequency.MONTHLY:
        return _monthly(schedule, days)
    if schedule.freq != Schedule.Frequency.WEEKLY:
        return _once(schedule)
    if schedule.interval == 1:
        # Translators: {days} is "Monday and Friday". "Every week: {days}" is as good.
        return _("Every {days}").format(days=days) if days else _("Every week")
    if schedule.interval == 2:
        return _("Every other {days}").format(days=days) if days else _("Every other week")
    every = ngettext("Every %(count)d week", "Every %(count)d weeks", schedule.interval)
    return _join(every % {"count": schedule.interval}, days)


def _monthly(schedule: Schedule, days: str) -> str:
    if schedule.interval == 1:
        which = _WEEK_OF_MONTH.get(schedule.week_of_month or 0)
        return str(format_lazy(which, days=days)) if which and days else _("Every month")
    every = ngettext("Every %(count)d month", "Every %(count)d months", schedule.interval)
    return _join(every % {"count": schedule.interval}, days)


def _once(schedule: Schedule) -> str:
    if schedule.valid_from and schedule.valid_to in (None, schedule.valid_from):
        return day_and_date(schedule.valid_from)
    return ""


def _limits(schedule: Schedule) -> str:
    first, last = schedule.valid_from, schedule.valid_to
    if not schedule.freq and (last is None or first == last):
        return ""
    if first and last:
        return _("from {first} to {last}").format(first=in_full(first), last=in_full(last))
    if last:
        return _("until {last}").format(last=in_full(last))
    return _("from {first}").format(first=in_full(first)) if first else ""


def _join(first: str, second: str) -> str:
    return f"{first}: {second}" if second else first


def day_names(days: list[str]) -> str:
    """ "Monday to Friday", "Saturday and Sunday": three or more in a row become a range."""
    chosen = sorted(WEEK.index(Day(day)) for day in days)
    if len(chosen) > 2 and chosen[-1] - chosen[0] == len(chosen) - 1:
        return _("{first} to {last}").format(
            first=WEEK[chosen[0]].label, last=WEEK[chosen[-1]].label
        )
    return listed([str(WEEK[index].label) for index in chosen])


def listed(words: list[str]) -> str:
    """ "a, b and c" as the language of the page writes it."""
    return format_list(words, locale=babel_locale()) if words else ""


def hours(opens: time | None, closes: time | None) -> str:
    if opens and closes:
        return _("{start} to {end}").format(start=clock(opens), end=clock(closes))
    return _("from {start}").format(start=clock(opens)) if opens else ""


def clock(moment: time) -> str:
    """3:30pm, 5pm, midday in English (as GOV.UK writes times); elsewhere by the locale."""
    if get_language() != SOURCE:
        return formats.time_format(moment, "TIME_FORMAT")
    if (moment.hour, moment.minute) == (12, 0):
        return pgettext("time", "midday")
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def in_full(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def day_and_date(day: date) -> str:
    return f"{WEEK[day.weekday()].label} {in_full(day)}"


def babel_locale() -> Locale:
    """The page's language as Babel knows it. English here is British: no comma before "and"."""
    code = get_language() or SOURCE
    return Locale.parse("en_GB" if code == SOURCE else code.replace("-", "_"), sep="_")
