"""Events as calendar files (RFC 5545): one to keep, or all that come to subscribe to."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event as Entry

from core import richtext
from directory import calendars

from . import dates, places
from .models import Event

_LONGEST_NOTE = 2000


def of_events(events: Iterable[Event], *, name: str = "") -> bytes:
    """A calendar of `events`. `name`: what an app calls one that people subscribe to."""
    calendar = calendars.empty(name)
    where = places.Places(events := list(events))
    for event in events:
        calendar.add_component(_entry(event, where))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(event: Event, where: places.Places) -> Entry:
    entry = calendars.begin(key=event.pk, changed=event.updated_at, version=event.version)
    address = settings.SITE_URL + event.get_absolute_url()
    title = event.title
    if event.cancelled:
        entry.add("status", "CANCELLED")
        title = _("Cancelled: {title}").format(title=title)
    entry.add("summary", title)
    entry.add("url", address)
    entry.add("description", "\n".join([*_notes(event), address]))
    known = dates.schedule(event)
    first = next(dates.days(event, event.starts_on), event.starts_on)
    calendars.add_times(entry, known, first)
    for day in event.not_on:
        entry.add("exdate", _moment(event, day))
    if place := where.in_one_line(event):
        entry.add("location", place)
    return entry


def _moment(event: Event, day: date) -> date | datetime:
    return datetime.combine(day, event.starts_at, calendars.ZONE) if event.starts_at else day


def _notes(event: Event) -> list[str]:
    lines = [event.why_cancelled if event.cancelled else "", event.summary]
    lines.append(richtext.plain(event.how_to_book)[:_LONGEST_NOTE])
    if event.online_address:
        lines.append(_("Join online: {address}").format(address=event.online_address))
    return [line for line in lines if line]
