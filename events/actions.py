"""Writes about events that are more than a page's: how many came."""

from datetime import date
from typing import Any

from django.db import transaction

from core import audit

from . import places
from .models import Attendance, Event


@transaction.atomic
def record_attendance(event: Any, day: date, *, number: int, note: str = "", by: Any) -> None:
    """Write down, or put right, how many came on `day`. The yearly report counts it."""
    Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    values = {
        "name": event.title_en[:200],
        "date": day,
        "place": places.Places([event]).short(event)[:200],
        "organised_by": (event.organiser_en or "")[:200],
        "attendance": number,
        "note": note,
    }
    known = Attendance.objects.filter(event=event, day=day).select_related("occasion").first()
    if known is None:
        occasion = Attendance.occasions().objects.create(kind="event", created_by=by, **values)
        Attendance.objects.create(event=event, day=day, occasion=occasion)
    else:
        # Its name and kind may have been put right on the desk.
        known.occasion.attendance, known.occasion.note = number, note
        known.occasion.save(update_fields=["attendance", "note", "updated_at"])
    audit.record(by=by, verb="event.attended", obj=event, day=day, number=number)
