"""The statement never grows stale unseen: SI 2018/952, regulation 8, wants it kept under review."""

from datetime import date, timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError
from django.utils import timezone

from . import evidence
from .models import Statement

GOOD_FOR = timedelta(days=365)
# So long before that the officers get an e-mail.
TOLD_BEFORE = timedelta(days=30)


def is_stale(day: date, today: date) -> bool:
    return today - day > GOOD_FOR


def evidence_is_fresh(
    app_configs: Any = None, *, today: date | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """An error for each piece of evidence that is more than a year old. `make check` runs it."""
    today = today or timezone.localdate()
    return [
        Error(
            f"What was tested {name} is of {day:%d %B %Y}: more than a year ago.",
            hint=hint,
            id=f"accessibility.E00{number}",
        )
        for number, (name, day, hint) in enumerate(evidence.ages(), start=1)
        if is_stale(day, today)
    ]


def statement_is_reviewed(
    app_configs: Any = None,
    *,
    databases: Any = None,
    today: date | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """A warning, as an error would keep `migrate` from running; only where a database is asked."""
    if not databases:
        return []
    try:
        reviewed = Statement.objects.values_list("reviewed", flat=True).first()
    except DatabaseError:  # before the first migration there is no table
        return []
    if reviewed is None or not is_stale(reviewed, today or timezone.localdate()):
        return []
    return [
        Warning(
            f"Nobody has read the accessibility statement through since {reviewed:%d %B %Y}.",
            hint="Read it on the desk, under Accessibility statement, and confirm it.",
            id="accessibility.W001",
        )
    ]
