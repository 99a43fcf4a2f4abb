"""The kind of page that an event is, and what its page shows."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import kinds
from directory import page_titles, presenters, sitemaps
from search import kinds as found

from . import dates, places
from .models import Event

KIND = "event"


def register_all() -> None:
    kinds.register(
        kinds.Kind(
            name=KIND,
            model=Event,
            label=_("Event"),
            plural=_("Events"),
            add_label=_("Add an event"),
            form="events.desk.forms.EventForm",
            template="events/event.html",
            context=_context,
            prose=("body", "access", "how_to_book"),
            panels=("events/desk/attendance.html",),
            card=_card,
            places=places.points,
            is_everywhere=_is_everywhere,
            found_until=_found_until,
            review_days=None,
        )
    )
    found.register(
        found.SearchKind(
            name=KIND, label=_("Event"), group=found.Group.NEWS, is_news=True, has_places=True
        )
    )
    sitemaps.register("events", "events:event", _sitemap_rows)
    sitemaps.register_pages("events:home")
    page_titles.register("events:event", Event, "title")
    page_titles.register_pages({"events:home": _("Events"), "events:past": _("Past events")})


def _context(request: HttpRequest, event: Event) -> dict[str, Any]:
    today = timezone.localdate()
    coming = dates.next_times(event, today)
    return {
        "when": dates.in_words(event),
        # One date alone is said by its own words.
        "times": coming if event.repeat else [],
        "places": [presenters.place(each) for each in places.Places([event]).of(event)],
        "may_book": not event.cancelled
        and not event.is_over
        and (event.book_by is None or event.book_by >= today),
    }


def _card(event: Event) -> dict[str, Any]:
    coming = dates.next_time(event, timezone.localdate())
    last = event.ends_on if not event.repeat else None
    return {
        "date": (coming.day if coming else event.starts_on).isoformat(),
        "date_of": "on",
        "until": last.isoformat() if last else "",
        "state": "cancelled" if event.cancelled else "",
        "place": places.Places([event]).short(event),
    }


def _is_everywhere(event: Event) -> bool:
    return event.format != Event.Format.IN_PERSON


def _found_until(event: Event) -> datetime | None:
    return event.ends


def _sitemap_rows() -> Any:
    return Event.objects.live().upcoming().order_by("pk").values_list("slug", "changed_at")
