"""News, key dates and consultations as everybody sees them."""

from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import View

from content.models import Topic
from content.views import PageView
from core.caching import PublicPageMixin
from core.paging import page_of
from directory.calendars import answer

from . import calendars, reading
from .forms import NewsForm, TopicForm
from .models import Consultation, KeyDate, NewsItem

PER_PAGE = 20
# Of lists without pages: what is to come, or waits, is never as much as this in one city.
MOST_DATES = 300
MOST_CONSULTATIONS = 100
CALENDAR_SECONDS = 3600


class OneView(PageView):
    """One record of any of the three kinds."""

    def rows(self) -> Any:
        rows = super().rows()
        return rows.select_related("survey") if self.kind == "consultation" else rows


class NewsView(PublicPageMixin, View):
    """Newest first. What is old stays in the list, and says so."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = NewsItem.objects.newest()
        months = [month.date() for month in rows.order_by().datetimes("published_at", "month")]
        topics = reading.topics_in_use(rows)
        form = NewsForm(request.GET, topics=topics, months=reversed(months))
        topic, month = form.chosen_topic, form.chosen_month
        if topic:
            rows = rows.about(topic)
        if month:
            rows = rows.filter(published_at__year=month.year, published_at__month=month.month)
        context = {
            "form": form,
            "topic": topic,
            "is_narrowed": bool(topic or month),
            "page": page_of(request, rows, PER_PAGE),
            "feed": reverse("news:topic_feed", args=[topic.slug])
            if topic
            else reverse("news:feed"),
        }
        return render(request, "news/home.html", context)


class KeyDatesView(PublicPageMixin, View):
    """What is to come, month by month."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        rows = KeyDate.objects.upcoming(today)
        form = TopicForm(request.GET, topics=reading.topics_in_use(rows))
        topic = form.chosen_topic
        found = (rows.about(topic) if topic else rows).select_related("topic")[:MOST_DATES]
        context = {
            "form": form,
            "topic": topic,
            "is_narrowed": bool(topic),
            "months": _by_month(found, today),
            "calendar": settings.SITE_URL + _calendar_address(topic),
        }
        return render(request, "news/key_dates.html", context)


def _by_month(dates: Any, today: date) -> list[tuple[date, list[KeyDate]]]:
    """What has begun already stands in the month of today."""
    grouped = groupby(dates, key=lambda each: max(each.day, today).replace(day=1))
    return [(month, list(found)) for month, found in grouped]


def _calendar_address(topic: Topic | None) -> str:
    if topic is None:
        return reverse("key_dates:calendar")
    return reverse("key_dates:topic_calendar", args=[topic.slug])


class CalendarView(PublicPageMixin, View):
    """The dates to come, of all topics or of one: to keep, or to subscribe to."""

    cache_seconds = CALENDAR_SECONDS

    def get(self, request: HttpRequest, topic: str = "") -> HttpResponse:
        rows = KeyDate.objects.upcoming(timezone.localdate())
        name = _("Key dates")
        if topic:
            live: Any = Topic.objects.live()
            chosen = get_object_or_404(live, slug=topic)
            rows = rows.about(chosen)
            name = f"{name}: {chosen.title}"
        name = f"{settings.BRAND['name']} – {name}"
        return answer(
            calendars.of_dates(rows[:MOST_DATES], name=name), f"key-dates-{topic or 'all'}"
        )


class OneDateCalendarView(PublicPageMixin, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = KeyDate.objects.live().filter(slug=slug).first()
        if found is None:
            raise Http404
        return answer(calendars.of_dates([found]), slug)


class ConsultationsView(PublicPageMixin, View):
    """What can be answered now, what comes, what waits for an outcome, and what came of others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        rows = Consultation.objects
        form = TopicForm(request.GET, topics=reading.topics_in_use(rows.live()))
        topic = form.chosen_topic
        lists = [rows.open(today), rows.coming(today), rows.awaiting_outcome(today), rows.decided()]
        opened, coming, waiting, decided = (
            (each.about(topic) if topic else each).select_related("topic") for each in lists
        )
        context = {
            "form": form,
            "topic": topic,
            "is_narrowed": bool(topic),
            "open": opened[:MOST_CONSULTATIONS],
            "coming": coming[:MOST_CONSULTATIONS],
            "waiting": waiting[:MOST_CONSULTATIONS],
            "page": page_of(request, decided, PER_PAGE),
        }
        return render(request, "news/consultations.html", context)
