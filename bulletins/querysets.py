"""Named reads of readers, bulletins and deliveries."""

from datetime import datetime
from typing import Any

from django.db import models


class SubscriberQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> "SubscriberQuerySet":
        return self.filter(state="confirmed")

    def who_get(self, bulletin: Any) -> "SubscriberQuerySet":
        """Those whom `bulletin` is for: an extra one goes only to those who want each."""
        readers = self.confirmed()
        return readers.filter(often="each") if bulletin.is_extra else readers


class BulletinQuerySet(models.QuerySet[Any]):
    def out(self) -> "BulletinQuerySet":
        """Those that everybody can read, the latest first."""
        return self.filter(state__in=["sending", "paused", "sent"]).order_by("-started_at", "pk")

    def due(self, now: datetime) -> "BulletinQuerySet":
        return self.filter(state="scheduled", send_at__lte=now)

    def before(self, bulletin: Any) -> "BulletinQuerySet":
        """What went out before `bulletin`, the latest first."""
        rows = self.out().exclude(pk=bulletin.pk)
        return rows.filter(started_at__lt=bulletin.started_at) if bulletin.started_at else rows


class DeliveryQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(state="waiting")

    def next_of(self, bulletin_id: Any, now: datetime) -> "DeliveryQuerySet":
        """The next one to send, locked; one that another worker has in hand is skipped.

        None while the bulletin is paused: its row is read anew each time. The composed e-mail is
        not joined: the database would put 10,000 copies of it in order to give the first.
        """
        due = self.waiting().filter(
            bulletin_id=bulletin_id, bulletin__state="sending", try_after__lte=now
        )
        return due.select_for_update(skip_locked=True, of=("self",)).order_by("try_after", "pk")

    def counts(self) -> dict[str, int]:
        """How many are in each state."""
        rows = self.order_by().values_list("state").annotate(number=models.Count("pk"))
        return dict(rows)
