"""Named reads of links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LinkQuerySet(models.QuerySet[Any]):
    def unmarked(self) -> "LinkQuerySet":
        """Without those that somebody has said are fine."""
        return self.filter(Q(fine_until=None) | Q(fine_until__lte=timezone.now()))

    def broken(self) -> "LinkQuerySet":
        return self.unmarked().filter(state="broken")

    def marked_fine(self) -> "LinkQuerySet":
        return self.filter(fine_until__gt=timezone.now())

    def due(self, now: datetime) -> "LinkQuerySet":
        """Those to check now, the longest waiting first."""
        due = self.filter(next_check__lte=now).filter(Q(fine_until=None) | Q(fine_until__lte=now))
        return due.order_by("next_check", "pk")

    def on(self, kind: str, object_id: UUID) -> "LinkQuerySet":
        """Those that stand in the texts of a record."""
        return self.filter(places__kind=kind, places__object_id=object_id).distinct()
