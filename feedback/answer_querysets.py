"""Named reads of what is published in answer: themes, actions, surveys."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone


class ThemeQuerySet(models.QuerySet[Any]):
    def published(self) -> "ThemeQuerySet":
        return self.filter(published=True)

    def of_year(self, year: str) -> "ThemeQuerySet":
        return self.filter(year=year)

    def in_order(self) -> "ThemeQuerySet":
        return self.order_by("order", "title_en", "pk")


class ActionQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> "ActionQuerySet":
        """What somebody still has to do."""
        return self.filter(state__in=self.model.UNFINISHED)

    def without_owner(self) -> "ActionQuerySet":
        return self.filter(owner="")

    def late(self, today: date | None = None) -> "ActionQuerySet":
        """Promised for a day that has passed, and not carried into a later year."""
        waiting = self.unfinished().filter(carried_to__isnull=True)
        return waiting.filter(date__lt=today or timezone.localdate())


class GapQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "GapQuerySet":
        """Nobody has yet said what is done about them."""
        return self.filter(state="open")


class SurveyQuerySet(models.QuerySet[Any]):
    def published(self) -> "SurveyQuerySet":
        return self.filter(published=True)

    def open(self, today: date | None = None) -> "SurveyQuerySet":
        """Those that anybody can answer today."""
        day = today or timezone.localdate()
        not_over = Q(closes_on__isnull=True) | Q(closes_on__gte=day)
        return self.published().filter(not_over, opens_on__lte=day)
