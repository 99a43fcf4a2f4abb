"""What is on, and the calendars of it."""

from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from content.models import Topic
from core.caching import PublicPageMixin
from core.paging import page_of
from directory.calendars import answer

from . import calendars, dates, places
from .dates import Time
from .forms import NarrowForm
from .models import Event

PER_PAGE = 20
# Whatever somebody imports, a page and a calendar stay small.
MOST_EVENTS = 500


def _coming() -> Any:
    return Event.objects.live().upcoming().with_topic().order_by("starts_on", "pk")


class EventsView(PublicPageMixin, View):
    """Each event once, by its next date, under the months."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = NarrowForm(request.GET, _topics())
        rows = form.narrowed(_coming())[:MOST_EVENTS]
        times = dates.soonest_first(rows, timezone.localdate())
        page = page_of(request, times, PER_PAGE)
        context = {
            "form": form,
            "is_narrowed": any(form.cleaned_data.values()),
            "page": page,
            "months": _by_month(page),
            "noindex": bool(request.GET),
        }
        return render(request, "events/home.html", context)


class PastEventsView(PublicPageMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Event.objects.live().past().with_topic().order_by("-starts_on", "pk")
        page = page_of(request, rows, PER_PAGE)
        where = places.Places(page)
        entries = [_entry(Time(event, event.starts_on), where) for event in page]
        return render(request, "events/past.html", {"page": page, "entries": entries})


def _topics() -> Any:
    used = Event.objects.live().upcoming().order_by().values("topic")
    return Topic.objects.live().filter(pk__in=used)


def _by_month(page: Page) -> list[tuple[date, list[dict[str, Any]]]]:
    where = places.Places(time.event for time in page)
    return [
        (month, [_entry(time, where) for time in times])
        for month, times in groupby(page, lambda time: time.month)
    ]


def _entry(time: Time, where: places.Places) -> dict[str, Any]:
    """What a list shows of an event."""
    event = time.event
    return {
        "event": event,
        "time": time,
        "when": dates.of_one_day(time),
        # Of one that repeats, also how.
        "repeats": dates.in_words(event) if event.repeat else "",
        "place": where.short(event),
    }


def coming_up(count: int, topic: Topic | None = None) -> list[dict[str, Any]]:
    """What a list shows of the next events that really happen."""
    rows = _coming().filter(cancelled=False)
    if topic is not None:
        rows = rows.of_topic(topic)
    times = dates.soonest_first(rows[:MOST_EVENTS], timezone.localdate())
    times = [time for time in times if time.is_on]
    where = places.Places(time.event for time in times[:count])
    return [_entry(time, where) for time in times[:count]]


class CalendarView(PublicPageMixin, View):
    """Everything that comes, for a calendar that subscribes to it."""

    cache_seconds = 600

    def get(self, request: HttpRequest) -> HttpResponse:
        name = format_lazy(_("Events – {site}"), site=settings.BRAND["name"])
        events = list(_coming()[:MOST_EVENTS])
        return answer(calendars.of_events(events, name=str(name)), "events")


class EventCalendarView(PublicPageMixin, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        event = Event.objects.live().filter(slug=slug).first()
        if event is None:
            raise Http404
        return answer(calendars.of_events([event]), event.slug)
