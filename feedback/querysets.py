"""Named reads of comments."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Sum
from django.utils import timezone

from core.years import Year


class CommentQuerySet(models.QuerySet[Any]):
    def waiting(self) -> "CommentQuerySet":
        """What is still somebody's to do: undecided, or promised a reply."""
        return self.filter(models.Q(state__in=self.model.UNDECIDED) | models.Q(needs_reply=True))

    def late(self, today: date | None = None) -> "CommentQuerySet":
        return self.waiting().filter(due__lt=today or timezone.localdate())

    def published(self) -> "CommentQuerySet":
        """What everybody may read, by its published wording."""
        return self.filter(state="published")


class PageAnswerQuerySet(models.QuerySet[Any]):
    def by_page(self, year: Year) -> "models.QuerySet[Any, Any]":
        """One row for each page with its answers in a year, the most "no" first."""
        of_year = self.filter(day__range=(year.start, year.end))
        summed = of_year.order_by().values("page").annotate(yeses=Sum("yes"), noes=Sum("no"))
        return summed.order_by("-noes", "-yeses", F("page"))
