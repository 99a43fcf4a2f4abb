"""What was done to the listings in a reporting year."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from core.models import AuditEvent
from core.years import Year

from .models import Service

# Verbs of the audit log after which a listing says something else.
CHANGED = ("service.changed", "service.place_added", "service.published")
CHECKED = ("service.checked",)


@dataclass(frozen=True)
class ListingMonth:
    """How many services came in, were changed, were checked, each counted once in the month; None
    for a month that has not begun."""

    month: date
    added: int | None
    changed: int | None
    checked: int | None


def listings_by_month(year: Year) -> list[ListingMonth]:
    """The twelve months of the year."""
    services = Service.objects.filter(created_at__date__range=(year.start, year.end))
    added = _by_month(services, "created_at", added=Count("pk"))
    events = AuditEvent.objects.filter(at__date__range=(year.start, year.end))
    done = _by_month(
        events.filter(verb__in=CHANGED + CHECKED),
        "at",
        changed=Count("object_id", distinct=True, filter=Q(verb__in=CHANGED)),
        checked=Count("object_id", distinct=True, filter=Q(verb__in=CHECKED)),
    )
    today = timezone.localdate()
    return [
        ListingMonth(
            month,
            added.get(month, {}).get("added", 0),
            done.get(month, {}).get("changed", 0),
            done.get(month, {}).get("checked", 0),
        )
        if month <= today
        else ListingMonth(month, None, None, None)
        for month in year.months
    ]


def _by_month(rows: "QuerySet[Any]", moment: str, **counts: Count) -> dict[date, dict[str, int]]:
    months = rows.order_by().annotate(month=TruncMonth(moment)).values("month").annotate(**counts)
    return {row.pop("month").date(): row for row in months}
