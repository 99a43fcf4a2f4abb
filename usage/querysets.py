from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, Max, OuterRef, Sum
from django.utils import timezone


class SearchTermQuerySet(models.QuerySet):
    def since(self, first_day: date) -> "SearchTermQuerySet":
        return self.filter(day__gte=first_day)

    def summed(self) -> "models.QuerySet":
        """One row for each wording and language, with its sums over the days."""
        return self.values("term", "language").annotate(
            searches=Sum("searches"),
            found_nothing=Sum("found_nothing"),
            last_day=Max("day"),
        )

    def seen_once_before(self, day: date) -> "SearchTermQuerySet":
        """Wordings that one search alone used, before `day`."""
        others = self.model._default_manager.filter(
            term=OuterRef("term"), language=OuterRef("language")
        ).exclude(pk=OuterRef("pk"))
        return self.filter(day__lt=day, searches=1).exclude(Exists(others))


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
