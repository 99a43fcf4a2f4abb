"""Background jobs of the statement. Each may be run twice without harm."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from core import email, languages

from . import evidence
from .checks import GOOD_FOR, TOLD_BEFORE
from .models import Statement


@app.periodic(cron="40 7 * * *")
@app.task(queueing_lock="remind_of_statement", retry=3)
def remind_of_statement(timestamp: int, **kwargs: Any) -> None:
    remind(timezone.localdate())


def due(today: date) -> date | None:
    """The day on which the statement or its evidence is a year old, once that is near or past."""
    days = [day for _name, day, _hint in evidence.ages()]
    oldest = min([*days, Statement.current().reviewed]) + GOOD_FOR
    return oldest if oldest - TOLD_BEFORE <= today else None


@transaction.atomic
def remind(today: date) -> None:
    """Write to each officer once, a month before anything of the statement is a year old."""
    day = due(today)
    if day is None:
        return
    officers = User.objects.filter(role=User.Role.OFFICER, is_active=True)
    for address in officers.values_list("email", flat=True):
        email.send(
            "statement_due",
            to=address,
            language=languages.SOURCE,
            context={"day": day},
            key=f"{address} {day}",
        )
