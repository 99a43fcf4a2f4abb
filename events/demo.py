"""What is on in the demo. Every word is invented; dates are counted from today."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from accounts.models import User
from content.demo import load_entries
from directory.demo import key

from . import actions, dates
from .models import Attendance, Event

CONTENT = Path(__file__).parent / "demo_content" / "events.yaml"


def load(progress: Callable[[str], None]) -> None:
    """Add the events that are missing, and how many came to those that are over."""
    entries = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    came = {entry["slug"]: entry.pop("came", []) for entry in entries}
    known = load_entries("event", [_entry(dict(entry)) for entry in entries], progress)
    if Attendance.objects.exists():
        return
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    for slug, numbers in came.items():
        event: Event = known[slug]
        past = dates.past_days(event, timezone.localdate(), len(numbers))
        for day, number in zip(past, numbers, strict=False):
            actions.record_attendance(event, day, number=number, by=officer)


def _entry(values: dict[str, Any]) -> dict[str, Any]:
    """`places` are those of the directory's demo. A day is a weekday and how far it is: `tue 9` is
    the first Tuesday from nine days after today."""
    values["location_ids"] = [key("location", slug) for slug in values.pop("places", [])]
    for name in ("starts_on", "ends_on", "repeat_until", "book_by"):
        if typed := values.pop(name, ""):
            values[name] = _day(typed)
    values["not_on"] = [_day(typed) for typed in values.pop("not_on", [])]
    return values


def _day(typed: str) -> date:
    name, days = typed.split()
    day = timezone.localdate() + timedelta(days=int(days))
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name)
    return day + timedelta(days=(weekday - day.weekday()) % 7)
