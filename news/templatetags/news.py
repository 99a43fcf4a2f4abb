"""What is new and what closes soon, for topic pages and the first page: {% load news %}.

Each list costs one query; none when the topic is None. Give a topic to have only what belongs to
it or to a topic below it.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.models import Topic
from content.phones import NUMBER, dialled
from directory.presenters import local
from directory.times import in_full

from ..models import Consultation, KeyDate, NewsItem

register = template.Library()

# How far ahead a deadline is "soon" on the first page.
SOON = timedelta(days=30)
# A line that is an e-mail address and nothing else.
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def _about(rows: Any, topic: Topic | None) -> Any:
    return rows.about(topic) if topic else rows


@register.simple_tag
def latest_news(count: int = 3, topic: Topic | None = None) -> list[NewsItem]:
    """The newest items that are not old, newest first.

    {% latest_news 3 as items %} or {% latest_news 5 topic as items %}
    """
    rows = NewsItem.objects.newest().current(timezone.localdate())
    return list(_about(rows, topic)[:count])


@register.simple_tag
def key_dates(topic: Topic | None = None, count: int = 5) -> list[KeyDate]:
    """The next dates, soonest first. {% key_dates topic 5 as dates %}"""
    rows = KeyDate.objects.upcoming(timezone.localdate())
    return list(_about(rows, topic)[:count])


@register.simple_tag
def open_consultations(count: int = 3, topic: Topic | None = None) -> list[Consultation]:
    """What can be answered today, the first to close first.

    {% open_consultations 3 as consultations %}
    """
    return list(_about(Consultation.objects.open(timezone.localdate()), topic)[:count])


@register.simple_tag
def closing_soon(count: int = 4) -> list[dict[str, Any]]:
    """Consultations and deadlines whose last day is near, the nearest first. Two queries.

    Each is `record` (with title, summary and address), `last_day` and `is_consultation`.
    {% closing_soon 4 as closing %}
    """
    today = timezone.localdate()
    deadlines = KeyDate.objects.upcoming(today).deadlines().filter(last_day__lte=today + SOON)
    consultations = Consultation.objects.open(today).filter(closes_on__lte=today + SOON)
    found = [_entry(each, each.ends_on) for each in deadlines.order_by("last_day", "pk")[:count]]
    found += [_entry(each, each.closes_on) for each in consultations[:count]]
    return sorted(found, key=itemgetter("last_day"))[:count]


def _entry(record: Any, last_day: date) -> dict[str, Any]:
    is_consultation = isinstance(record, Consultation)
    return {"record": record, "last_day": last_day, "is_consultation": is_consultation}


@register.simple_tag
def contacts_of(dates: Iterable[KeyDate]) -> list[KeyDate]:
    """Of `dates` those that name somebody who can help, each person or team once."""
    by_contact = {each.contact: each for each in reversed(list(dates)) if each.contact}
    return list(reversed(by_contact.values()))


@register.filter
def span(first: date, last: date | None) -> str:
    """One day or several in words: {{ date.day|span:date.until }}"""
    if last is None or last == first:
        return in_full(first)
    return _("{start} to {end}").format(start=in_full(first), end=in_full(last))


@register.filter
def contact_lines(text: str) -> list[SafeString]:
    """A text with one thing a line, as HTML of each: numbers and e-mail addresses are links."""
    return [_line(line.strip()) for line in (text or "").splitlines() if line.strip()]


def _line(line: str) -> SafeString:
    if _EMAIL.fullmatch(line):
        return format_html('<a class="govuk-link" dir="ltr" href="mailto:{}">{}</a>', line, line)
    html = NUMBER.sub(lambda found: dialled(found[0]), escape(line))
    return mark_safe(html)  # noqa: S308 - it was escaped just before


@register.filter
def own_address(address: str) -> str:
    """Of a page of this site, in the reader's language; any other address as it is."""
    return local(address) if address.startswith("/") else address


@register.filter
def webcal(address: str) -> str:
    """The address of a calendar so that a press on it subscribes to it."""
    return re.sub(r"^https?:", "webcal:", address)
