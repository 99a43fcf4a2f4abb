"""Named reads of core's records."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

# The last try is about 16 hours after the first (core.tasks.deliver_email).
GIVEN_UP_AFTER = timedelta(days=1)


class OutgoingEmailQuerySet(models.QuerySet[Any]):
    def about(self, record: models.Model) -> "OutgoingEmailQuerySet":
        """Those about `record`, the newest first."""
        of_record = self.filter(object_type=record._meta.label_lower, object_id=str(record.pk))
        return of_record.order_by("-created_at", "-pk")

    def in_state(self, state: str) -> "OutgoingEmailQuerySet":
        """As `OutgoingEmail.state` says it."""
        waiting = self.filter(sent_at__isnull=True)
        old = timezone.now() - GIVEN_UP_AFTER
        return {
            "waiting": waiting.filter(created_at__gte=old),
            "given_up": waiting.filter(created_at__lt=old),
            "refused": self.filter(sent_at__isnull=False, is_refused=True),
            "sent": self.filter(sent_at__isnull=False, is_refused=False),
        }[state]
