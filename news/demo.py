"""A year of news, the dates of a year, and consultations in every state, around today."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from content.demo import load_entries

CONTENT = Path(__file__).parent / "demo_content"
# When dates and consultations came onto the site, in days ago.
DATES_SINCE = 60
NOTICE = 7


def load(progress: Callable[[str], None]) -> None:
    """Add what is missing of all three."""
    today = timezone.localdate()
    for kind, name, entry_of in (
        ("news", "news", _news),
        ("key_date", "key_dates", _key_date),
        ("consultation", "consultations", _consultation),
    ):
        rows = yaml.safe_load((CONTENT / f"{name}.yaml").read_text("utf-8"))
        load_entries(kind, [entry_of(row, today) for row in rows], progress)


def _news(row: dict[str, Any], today: date) -> dict[str, Any]:
    """`days` ago, or on the last `day`, a day of the year; news `until` the next such day."""
    entry = dict(row)
    on, until = entry.pop("day", ""), entry.pop("until", "")
    days = entry.pop("days", None)
    if on:
        days = (today - _last(on, today)).days
    if until:
        entry["old_after"] = _next(until, today - relativedelta(days=days))
    if "also" in entry:
        entry["more_topics"] = entry.pop("also")
    return {**entry, "published": days}


def _key_date(row: dict[str, Any], today: date) -> dict[str, Any]:
    """The next `day` of the year; of one of several days, the next that is not over."""
    entry = {**row, "day": _next(row["day"], today), "published": DATES_SINCE}
    if "until" in row:
        last = _next(row["until"], today)
        entry |= {"until": last, "day": _last(row["day"], last)}
    return entry


def _consultation(row: dict[str, Any], today: date) -> dict[str, Any]:
    """Days are dates, or counted from today."""
    entry = dict(row)
    for name, column in (("opens", "opens_on"), ("closes", "closes_on"), ("outcome", "outcome_on")):
        if name in entry:
            value = entry.pop(name)
            is_day = isinstance(value, date)
            entry[column] = value if is_day else today + relativedelta(days=value)
    since = min(entry["opens_on"], today) - relativedelta(days=NOTICE)
    return {**entry, "published": (today - since).days}


def _next(day_of_year: str, today: date) -> date:
    """The first "10-31" that is not before `today`."""
    found = date.fromisoformat(f"{today.year}-{day_of_year}")
    return found if found >= today else found + relativedelta(years=1)


def _last(day_of_year: str, today: date) -> date:
    """The last "10-31" that is not after `today`."""
    found = date.fromisoformat(f"{today.year}-{day_of_year}")
    return found if found <= today else found - relativedelta(years=1)
