"""Result cards: a service's own, and one for pages of every other kind.

What other kinds say on their card is in the data of their search document: `topic`, `place` and
`format` as text; `date` and `until` (ISO 8601 days) with `date_of`, which is one of "published",
"updated", "on" and "closes"; `state`, which is one of "open", "closed" and "cancelled".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.languages import tag
from search import kinds
from search.query import Hit

from . import presenters, times
from .presenters import Card

SERVICE = "service"
_STATES: dict[str, str | Promise] = {
    "cancelled": gettext_lazy("Cancelled"),
    "closed": gettext_lazy("Closed"),
    "open": gettext_lazy("Open now"),
}


@dataclass(frozen=True)
class PageCard:
    """One result that is not a service. `title` and `summary` are escaped HTML with <mark>."""

    href: str
    title: str
    summary: str
    # lang and dir of title, summary, topic and place, where they are not in the page's language.
    lang: str
    dir: str
    # What it is: "Guide".
    label: str
    topic: str
    place: str
    # "Cancelled", "Closed", or nothing.
    mark: str
    # Short phrases: its date, its format, that its translation is a draft.
    facts: list[str]
    template: str = "directory/includes/card_page.html"


def card(hit: Hit) -> Card | PageCard:
    return presenters.card(hit) if hit.kind == SERVICE else _page_card(hit)


def _page_card(hit: Hit) -> PageCard:
    data = hit.data
    foreign = hit.language != get_language()
    far = "" if hit.distance_miles is None else presenters.distance_in_words(hit.distance_miles)
    return PageCard(
        href=presenters.local(hit.url),
        title=hit.title_html,
        summary=hit.summary_html,
        lang=tag(hit.language) if foreign else "",
        dir=presenters.direction(hit.language) if foreign else "",
        label=str(kinds.get(hit.kind).label),
        topic=data.get("topic", ""),
        place=data.get("place", ""),
        mark=str(_STATES.get(_state(hit), "")),
        facts=[fact for fact in _facts(hit, far) if fact],
    )


def _facts(hit: Hit, far: str) -> tuple[str, ...]:
    mark = presenters.translation_mark(hit)
    return _date_in_words(hit), far, hit.data.get("format", ""), mark


def _state(hit: Hit) -> str:
    """As its data say, but what closes by its date is closed the day after, without anybody."""
    day = _day(hit.data.get("date"))
    if hit.data.get("date_of") == "closes" and day and day < timezone.localdate():
        return "closed"
    return hit.data.get("state", "")


def _date_in_words(hit: Hit) -> str:
    day, until = _day(hit.data.get("date")), _day(hit.data.get("until"))
    if not day:
        return ""
    words = _DATES.get(hit.data.get("date_of", ""), times.in_full)(day)
    if until and until > day:
        return _("{start} to {end}").format(start=words, end=times.in_full(until))
    return words


def _updated(day: date) -> str:
    return _("Updated {date}").format(date=times.in_full(day))


def _closes(day: date) -> str:
    if day < timezone.localdate():
        return _("Closed on {date}").format(date=times.in_full(day))
    return _("Closes on {date}").format(date=times.in_full(day))


_DATES: dict[str, Callable[[date], str]] = {
    "updated": _updated,
    "closes": _closes,
    "on": times.day_and_date,
}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
