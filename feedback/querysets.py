"""Named reads of comments."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone


class CommentQuerySet(models.QuerySet[Any]):
    def undecided(self) -> "CommentQuerySet":
        """Nobody has yet said whether it is published."""
        return self.filter(state__in=self.model.UNDECIDED)

    def waiting(self) -> "CommentQuerySet":
        """What is still somebody's to do: undecided, or promised a reply."""
        return self.filter(models.Q(state__in=self.model.UNDECIDED) | models.Q(needs_reply=True))

    def late(self, today: date | None = None) -> "CommentQuerySet":
        return self.waiting().filter(due__lt=today or timezone.localdate())

    def published(self) -> "CommentQuerySet":
        """What everybody may read, by its published wording."""
        return self.filter(state="published")
