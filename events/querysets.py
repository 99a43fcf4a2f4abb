"""Named reads of events."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from content.querysets import PageQuerySet


class EventQuerySet(PageQuerySet):
    def upcoming(self, today: date | None = None) -> "EventQuerySet":
        """Those that go on, or happen again, today or later, cancelled ones too."""
        return self.filter(_goes_on(today or timezone.localdate()))

    def past(self, today: date | None = None) -> "EventQuerySet":
        return self.filter(~_goes_on(today or timezone.localdate()))


def _goes_on(today: date) -> Q:
    once = Q(repeat="") & (Q(ends_on__gte=today) | Q(ends_on=None, starts_on__gte=today))
    again = ~Q(repeat="") & (Q(repeat_until=None) | Q(repeat_until__gte=today))
    return once | again
