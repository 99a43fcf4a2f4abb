"""News, key dates, consultations and events for tests."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from events.models import Event
from news.models import Consultation, KeyDate, NewsItem
from tests.publishing import made


def day(number: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=number)


def news(title: str = "New bus passes", *, published: bool = True, **values: Any) -> NewsItem:
    return made(NewsItem(title_en=title, **values), published=published)


def key_date(
    title: str = "Apply for school travel", *, published: bool = True, **values: Any
) -> KeyDate:
    values = {"day": day(5), "sort": KeyDate.Sort.DEADLINE} | values
    return made(KeyDate(title_en=title, **values), published=published)


def event(title: str = "Coffee morning", *, published: bool = True, **values: Any) -> Event:
    values = {"starts_on": day(7), "starts_at": time(10), "ends_at": time(12)} | values
    return made(Event(title_en=title, **values), published=published)


def consultation(
    title: str = "Short breaks",
    *,
    opens: int = -7,
    closes: int = 30,
    published: bool = True,
    **values: Any,
) -> Consultation:
    """`opens` and `closes`: in so many days from today."""
    values = {"opens_on": day(opens), "closes_on": day(closes)} | values
    return made(Consultation(title_en=title, **values), published=published)
