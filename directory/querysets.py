"""Named reads. Pages, feeds, sitemaps and search all ask here what the public may see."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q


class ServiceQuerySet(models.QuerySet[Any]):
    def published(self) -> "ServiceQuerySet":
        """What the public may see: not archived, and open or closed for now."""
        return self.filter(
            archived_at__isnull=True,
            organisation__archived_at__isnull=True,
            status__in=("active", "temporarily closed"),
        )

    def archived(self) -> "ServiceQuerySet":
        return self.filter(archived_at__isnull=False)

    def due_for_check(self, on: date) -> "ServiceQuerySet":
        """Published and past its check date, or never checked at all."""
        return self.published().filter(Q(review_due__lte=on) | Q(assured_date__isnull=True))

    def with_everything(self) -> "ServiceQuerySet":
        """Each service with all that its page shows, in a number of queries that never grows."""
        from .models import ServiceAtLocation

        return self.select_related("organisation").prefetch_related(
            "phones",
            "organisation__phones",
            "cost_options",
            "schedules__location",
            "terms__taxonomy",
            "terms__parent",
            Prefetch(
                "at_locations",
                queryset=ServiceAtLocation.objects.select_related("location").prefetch_related(
                    "location__terms"
                ),
            ),
        )


class OrganisationQuerySet(models.QuerySet[Any]):
    def published(self) -> "OrganisationQuerySet":
        return self.filter(archived_at__isnull=True)


class TaxonomyTermQuerySet(models.QuerySet[Any]):
    def of(self, kind: str) -> "TaxonomyTermQuerySet":
        return self.filter(taxonomy__slug=kind)

    def top(self) -> "TaxonomyTermQuerySet":
        return self.filter(parent__isnull=True)
