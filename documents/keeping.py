"""How long contact details of requests are kept: UK GDPR, article 5(1)(e). The privacy page says
the same."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import audit

from .models import FormatRequest

# Nobody waits for so long: an unanswered request is forgotten after that too.
LONGEST = timedelta(days=730)


def forget(now: datetime | None = None) -> int:
    """Blank who asked and what they wrote, once the time after the answer is over; how many."""
    now = now or timezone.now()
    old = now - timedelta(days=settings.FORMAT_REQUEST_CONTACT_DAYS)
    kept = FormatRequest.objects.filter(contact_deleted_at=None)
    over = kept.exclude(state__in=FormatRequest.OPEN).filter(replied_at__lt=old)
    with transaction.atomic():
        count = (over | kept.filter(created_at__lt=now - LONGEST)).update(
            name="", email="", other_contact="", note="", reply="", contact_deleted_at=now
        )
        if count:
            audit.record(by=None, verb="format_requests.forgotten", count=count)
    return count
