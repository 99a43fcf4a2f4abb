"""Tags for other pages: {% load events %}."""

from typing import Any

from django import template

from content.models import Topic

from .. import dates, views
from ..desk.attendance import days_of
from ..models import Event

register = template.Library()


@register.simple_tag
def coming_events(count: int = 3, topic: Topic | None = None) -> list[dict[str, Any]]:
    """The next events that really happen, of a topic or of all: {"event", "when", "place", …}.

    Draw each with events/includes/entry.html. Two queries.
    """
    return views.coming_up(count, topic)


@register.filter
def of_one_day(time: dates.Time) -> str:
    return dates.of_one_day(time)


@register.simple_tag
def attendance(event: Event) -> list[dict[str, Any]]:
    """The latest dates of an event for the desk: {"day", "number"}."""
    return days_of(event)
