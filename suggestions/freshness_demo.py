"""Freshness in the demo: a year of figures, providers who were asked, one who cannot be."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from core import email
from directory.models import Service

from . import freshness, readers
from .models import CheckedShare, Mailbox, Reminder

# Of a hundred services, how many were checked in time at the end of each month, oldest first: a
# site that was behind and caught up.
_SHARES = (48, 51, 55, 54, 60, 63, 67, 66, 71, 75, 78)
_ANSWERED = 4


def load() -> None:
    """Adds nothing when anything is there: what people did with the demo stays."""
    if Mailbox.objects.exists() or CheckedShare.objects.exists():
        return
    with transaction.atomic():
        _write_shares()
        _ask()


def _write_shares() -> None:
    today = timezone.localdate()
    published = Service.objects.published().count()
    day = today.replace(day=1) - timedelta(days=1)
    for percent in reversed(_SHARES):
        CheckedShare.objects.create(
            day=day, published=published, in_time=published * percent // 100
        )
        day = day.replace(day=1) - timedelta(days=1)


def _ask() -> None:
    """E-mails of nine days ago: some answered since, one to an address that no mail reaches."""
    today = timezone.localdate()
    asked = today - timedelta(days=9)
    overdue = list(freshness.to_be_asked(today).order_by("review_due", "pk"))
    published = readers.with_contact(Service.objects.published()).exclude(contact="")
    answered = list(published.filter(assured_date__gt=asked).order_by("name_en")[:_ANSWERED])
    for service in (*overdue, *answered):
        mailbox, _ = Mailbox.objects.get_or_create(
            address=service.contact, defaults={"last_asked_on": asked}
        )
        Reminder.objects.create(
            mailbox=mailbox,
            service=service,
            due=service.review_due if service in overdue else asked + timedelta(days=14),
            sent_on=asked,
            answered_at=_noon(service.assured_date)
            if service in answered and service.assured_date
            else None,
        )
    if overdue:
        email.mark_bounced(overdue[0].contact)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
