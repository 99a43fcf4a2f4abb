"""Named reads of news, key dates and consultations."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from content.querysets import PageQuerySet

# So many days before it closes, a consultation is said to close soon.
CLOSING_SOON = timedelta(days=14)
# So long after it closed, an officer is asked for the outcome.
OUTCOME_WITHIN = timedelta(weeks=12)


class TopicalQuerySet(PageQuerySet):
    """Pages that may belong to several topics."""

    def about(self, topic: Any) -> "TopicalQuerySet":
        """Those of the topic, or of one below it: a page on travel shows news of school travel."""
        own = Q(topic=topic) | Q(topic__parent=topic) | Q(topic__parent__parent=topic)
        return self.filter(own | Q(more_topics__contains=[topic.pk]))

    def addresses(self) -> "models.QuerySet[Any, Any]":
        """For the map of the site: the slug and the last change of each live page."""
        return self.live().order_by("pk").values_list("slug", "changed_at")


class NewsQuerySet(TopicalQuerySet):
    def newest(self) -> "NewsQuerySet":
        rows: Any = self.live().order_by("-published_at", "pk")
        return rows

    def current(self, today: date) -> "NewsQuerySet":
        """What is still new; the rest can be read, and says of itself that it is old."""
        since = today - timedelta(days=settings.NEWS_CURRENT_DAYS)
        undated = Q(old_after=None, published_at__date__gte=since)
        return self.filter(undated | Q(old_after__gte=today))


class KeyDateQuerySet(TopicalQuerySet):
    def upcoming(self, today: date) -> "KeyDateQuerySet":
        """Those to come, and those of several days that are not over, soonest first."""
        rows: Any = self.live().annotate(last_day=Coalesce("until", "day"))
        return rows.filter(last_day__gte=today).order_by("day", "last_day", "pk")

    def deadlines(self) -> "KeyDateQuerySet":
        """Those by which somebody must have done something."""
        return self.filter(sort=self.model.Sort.DEADLINE)


class ConsultationQuerySet(TopicalQuerySet):
    def coming(self, today: date) -> "ConsultationQuerySet":
        return self.live().filter(opens_on__gt=today).order_by("opens_on", "pk")

    def open(self, today: date) -> "ConsultationQuerySet":
        """Those that can be answered today, the first to close first."""
        rows = self.live().filter(opens_on__lte=today, closes_on__gte=today)
        return rows.order_by("closes_on", "pk")

    def closing_soon(self, today: date) -> "ConsultationQuerySet":
        return self.open(today).filter(closes_on__lte=today + CLOSING_SOON)

    def awaiting_outcome(self, today: date) -> "ConsultationQuerySet":
        """Closed, and nobody has said yet what came of it."""
        rows = self.live().filter(closes_on__lt=today, outcome_on=None)
        return rows.order_by("-closes_on", "pk")

    def outcome_late(self, today: date) -> "ConsultationQuerySet":
        """Those of which families have waited too long to hear, the longest wait first."""
        late = self.awaiting_outcome(today).filter(closes_on__lt=today - OUTCOME_WITHIN)
        return late.order_by("closes_on", "pk")

    def decided(self) -> "ConsultationQuerySet":
        return self.live().filter(outcome_on__isnull=False).order_by("-outcome_on", "pk")

    def opened_between(self, first: date, last: date) -> "ConsultationQuerySet":
        """What the annual report of a year counts, from its first day to its last."""
        return self.live().filter(opens_on__range=(first, last))
