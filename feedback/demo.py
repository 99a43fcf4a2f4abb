"""What families say in the demo. Every word is invented; so are the people."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.languages import SOURCE
from core.years import Year

from . import demo_themes
from .models import Comment, CommentContact, Occasion, PageAnswer

CONTENT = Path(__file__).parent / "demo_content" / "comments.yaml"
State = Comment.State
# How long after it was heard it was dealt with, in days.
DEALT_WITH = 9
CHANNELS = {
    "coffee_morning": "coffee_morning",
    "event": "event",
    "survey": "survey",
    "meeting": "meeting",
    "consultation": "meeting",
}


@transaction.atomic
def load(progress: Callable[[str], None]) -> None:
    """Add the occasions and comments that are missing."""
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    if officer is None:
        return
    known = set(Comment.objects.values_list("reference", flat=True))
    occasions = {key: _occasion(values, officer) for key, values in content()["occasions"].items()}
    for row in _rows():
        if row["ref"] not in known:
            _load(row, occasions, officer)
    _load_answers()
    progress(f"{Comment.objects.count()} comments of families")
    said = {key: [row["ref"] for row in rows] for key, rows in content()["comments"].items()}
    demo_themes.load(progress, said)


def _load_answers() -> None:
    """What visitors answered about pages, on the first day of each of some months."""
    if PageAnswer.objects.exists():
        return
    year = Year.current()
    days = [day for day in (*year.previous.months, *year.months) if day <= timezone.localdate()]
    PageAnswer.objects.bulk_create(
        PageAnswer(page=page, day=day, yes=yes, no=no)
        for page, yes, no in content()["answers"]
        for day in days
    )


@cache
def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return loaded


def _rows() -> Iterator[dict[str, Any]]:
    for rows in content()["comments"].values():
        yield from rows
    yield from content()["kept_back"]
    yield from content()["waiting"]


def _occasion(values: dict[str, Any], officer: User) -> Occasion:
    found, _is_new = Occasion.objects.get_or_create(
        name=values["name"], date=values["date"], defaults={**values, "created_by": officer}
    )
    return found


def _load(row: dict[str, Any], occasions: dict[str, Occasion], officer: User) -> None:
    occasion = occasions.get(row.get("at", ""))
    heard_on = _heard_on(row, occasion)
    is_ours = occasion is not None or row.get("channel") in ("phone", "letter", "social_media")
    comment = Comment.objects.create(
        reference=row["ref"],
        channel=CHANNELS[occasion.kind] if occasion else row["channel"],
        occasion=occasion,
        heard_on=heard_on,
        year=Year.of(heard_on).code,
        page=row.get("page", ""),
        search_term=row.get("search", ""),
        about=row["about"],
        speaker=row["speaker"],
        language=row.get("language", SOURCE),
        original=row["said"],
        may_publish=row["about"] != Comment.About.PROBLEM and row.get("reason") != "asked",
        needs_reply=row.get("needs_reply", False),
        due=heard_on + timedelta(days=settings.FEEDBACK_ANSWER_DAYS),
        entered_by=officer if is_ours else None,
        **_outcome(row, _noon(heard_on + timedelta(days=DEALT_WITH)), officer),
    )
    # It came when it was heard, also for what is deleted on schedule.
    Comment.objects.filter(pk=comment.pk).update(created_at=_noon(heard_on))
    if "email" in row:
        CommentContact.objects.create(comment=comment, name=row.get("name", ""), email=row["email"])


def _heard_on(row: dict[str, Any], occasion: Occasion | None) -> date:
    if occasion is not None:
        return occasion.date
    if "days" in row:
        return timezone.localdate() - timedelta(days=row["days"])
    day: date = row["date"]
    return day


def _outcome(row: dict[str, Any], at: datetime, officer: User) -> dict[str, Any]:
    """What was decided, and answered."""
    values: dict[str, Any] = {}
    if "published" in row:
        values = {
            "state": State.PUBLISHED,
            "published_words_en": row["published"],
            "published_at": at,
            "published_by": officer,
        }
    elif "reason" in row:
        values = {"state": State.KEPT_BACK, "kept_back_reason": row["reason"]}
    if "reply" in row:
        values |= {"reply": row["reply"], "replied_at": at, "replied_by": officer}
    return values


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
