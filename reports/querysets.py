"""Named reads of reports."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef


class ReportQuerySet(models.QuerySet[Any]):
    def drafts(self) -> "ReportQuerySet":
        return self.filter(state="draft")

    def published(self) -> "ReportQuerySet":
        return self.filter(state="published")

    def newest(self) -> "ReportQuerySet":
        """Of each year the version that holds."""
        later = self.model._default_manager.filter(
            state="published", year=OuterRef("year"), number__gt=OuterRef("number")
        )
        return self.published().exclude(Exists(later))

    def of_year(self, code: str) -> "ReportQuerySet":
        return self.filter(year=code)

    def listed(self) -> "ReportQuerySet":
        """Without the snapshot, which is large: a list needs the names alone."""
        return self.defer("snapshot")
