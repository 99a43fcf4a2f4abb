"""Key dates as calendar files (RFC 5545), by the parts that services use too."""

from collections.abc import Iterable

from django.conf import settings
from icalendar import Event

from directory import calendars

from .models import KeyDate


def of_dates(dates: Iterable[KeyDate], *, name: str = "") -> bytes:
    """A calendar of whole days. `name`: for one to subscribe to."""
    calendar = calendars.empty(name)
    for key_date in dates:
        calendar.add_component(_event(key_date))
    return calendar.to_ical()


def _event(key_date: KeyDate) -> Event:
    changed = key_date.changed_at or key_date.updated_at
    event = calendars.begin(key=key_date.pk, changed=changed, version=key_date.version)
    address = settings.SITE_URL + key_date.get_absolute_url()
    event.add("summary", key_date.title)
    event.add("url", address)
    notes = (key_date.summary, key_date.who, key_date.contact, address)
    event.add("description", "\n".join(note for note in notes if note))
    # Nobody is busy on the last day of a form.
    event.add("transp", "TRANSPARENT")
    calendars.add_days(event, key_date.day, key_date.ends_on)
    return event
