"""Calendar files (RFC 5545) for the family's own calendar: the times of a service, and the parts
of which other apps make theirs."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vRecur

from . import times
from .models import Schedule, Service

ZONE = ZoneInfo(settings.TIME_ZONE)


def has_times(service: Service, today: date) -> bool:
    """True when a calendar could hold at least one of the service's times."""
    return any(_first_day(schedule, today) for schedule in service.schedules.all())


def of_service(service: Service, *, address: str, today: date) -> bytes:
    """A calendar with one event for each schedule of `service` that can be reckoned.

    `address` is the full address of the service's page. Expects `with_everything()`.
    """
    calendar = empty()
    for schedule in service.schedules.all():
        if first := _first_day(schedule, today):
            calendar.add_component(_event(service, schedule, first, address))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def empty(name: str = "") -> Calendar:
    """A calendar without events. `name`: what an app calls one that people subscribe to."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{settings.BRAND['council']}//{settings.BRAND['name']}//EN")
    calendar.add("method", "PUBLISH")
    if name:
        # RFC 7986, and what was used before it. Apps look again once a day.
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    return calendar


def answer(content: bytes, name: str) -> HttpResponse:
    """A calendar as a file called `name`."""
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def begin(*, key: object, changed: datetime, version: int) -> Event:
    """An event of the record `key`: a newer file with the same one replaces it in a calendar."""
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("sequence", version - 1)
    return event


def add_days(event: Event, first: date, last: date) -> None:
    """Whole days: `last` is the last one, and RFC 5545 wants the day after it."""
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))


def _first_day(schedule: Schedule, today: date) -> date | None:
    if times.is_over(schedule, today):
        return None
    return next(times.dates(schedule, today), None)


def _event(service: Service, schedule: Schedule, first: date, address: str) -> Event:
    event = begin(key=schedule.pk, changed=service.updated_at, version=service.version)
    event.add("summary", service.name)
    event.add("url", address)
    event.add("description", _notes(schedule, address))
    add_times(event, schedule, first)
    if place := _place(service, schedule):
        event.add("location", place)
    return event


def add_times(event: Event, schedule: Schedule, first: date) -> None:
    """When `schedule` is on from its day `first`, and how it repeats."""
    _add_span(event, schedule, first)
    if times.frequency(schedule):
        event.add("rrule", _recurrence(schedule))


def _add_span(event: Event, schedule: Schedule, first: date) -> None:
    if schedule.opens_at is None:
        add_days(event, first, first)
        return
    event.add("dtstart", datetime.combine(first, schedule.opens_at, ZONE))
    if schedule.closes_at:
        late = schedule.closes_at <= schedule.opens_at  # ends after midnight
        end = first + timedelta(days=1) if late else first
        event.add("dtend", datetime.combine(end, schedule.closes_at, ZONE))


def _recurrence(schedule: Schedule) -> vRecur:
    which = schedule.week_of_month if schedule.freq == Schedule.Frequency.MONTHLY else None
    parts: dict[str, object] = {"FREQ": times.frequency(schedule), "INTERVAL": schedule.interval}
    if schedule.days:
        parts["BYDAY"] = [f"{which or ''}{day}" for day in schedule.days]
    if schedule.valid_to and schedule.opens_at:
        last = datetime.combine(schedule.valid_to, time(23, 59, 59), ZONE)
        parts["UNTIL"] = last.astimezone(UTC)
    elif schedule.valid_to:
        parts["UNTIL"] = schedule.valid_to
    return vRecur(parts)


def _notes(schedule: Schedule, address: str) -> str:
    lines = [times.in_words(schedule), schedule.note]
    if schedule.term_time_only:
        lines.append(_("Not in the school holidays. Check the dates of the school terms."))
    return "\n".join([*(line for line in lines if line), address])


def _place(service: Service, schedule: Schedule) -> str:
    """The address of where it happens. Never one that is kept secret."""
    place = schedule.location
    if place is None:
        places = [at.location for at in service.at_locations.all()]
        place = places[0] if len(places) == 1 else None
    return ", ".join([place.name, *place.address_lines]) if place and not place.hidden else ""
