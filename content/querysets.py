"""Named reads of pages of every kind."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PageQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        """What everybody may see at this moment: published, and not past its last moment.

        The clock decides, not the background job that takes an expired page off afterwards.
        """
        unexpired = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(unexpired, state="published")

    def of_topic(self, topic: Any) -> "PageQuerySet":
        return self.filter(**{self.model.topic_field: topic})

    def with_topic(self) -> Self:
        """With the topic of each, and the one above that, loaded: for breadcrumbs and links."""
        above = self.model.topic_field
        return self.select_related(above, f"{above}__parent")

    def due_for_review(self, today: date) -> "PageQuerySet":
        return self.filter(state="published", review_due__lte=today)

    def waiting(self) -> "PageQuerySet":
        """Those with words that the public does not see yet: drafts, and changes of live pages."""
        return self.filter(Q(state="draft") | Q(working__isnull=False))

    def due_to_publish(self, now: datetime) -> "PageQuerySet":
        return self.filter(publish_at__lte=now)

    def due_to_expire(self, now: datetime) -> "PageQuerySet":
        return self.filter(state="published", expires_at__lte=now)

    def with_old_address(self, slug: str) -> "PageQuerySet":
        """Those that had `slug` as their address at some time, the latest to leave it first."""
        return self.filter(events__slug=slug).order_by("-events__pgh_id")


def in_order(rows: "models.QuerySet[Any]", ids: Sequence[UUID]) -> list[Any]:
    """The records of `rows` with those ids, in the order of `ids`; an id of none is skipped."""
    if not ids:
        return []
    found = rows.in_bulk(list(ids))
    return [found[key] for key in ids if key in found]
