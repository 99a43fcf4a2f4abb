"""Named reads. Pages, feeds, sitemaps and search all ask here what the public may see."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Prefetch, Q

SIMILAR_CANDIDATES = 500


class ServiceQuerySet(models.QuerySet[Any]):
    def published(self) -> "ServiceQuerySet":
        """What the public may see: not archived, and open or closed for now."""
        return self.filter(
            archived_at__isnull=True,
            organisation__archived_at__isnull=True,
            status__in=("active", "temporarily closed"),
        )

    def latest_changes(self) -> "ServiceQuerySet":
        """Published services with their organisations, the newest or last changed first."""
        return self.published().select_related("organisation").order_by("-updated_at", "pk")

    def like(self, service: Any) -> "ServiceQuerySet":
        """Published services that share topics with `service`, the most alike first.

        No more than SIMILAR_CANDIDATES are weighed, so that a topic of a hundred thousand
        services costs no more than one of a thousand. Expects the terms of `service` prefetched.
        """
        terms = list(service.terms.all())
        topics = [term.pk for term in terms if term.taxonomy.slug == "category"]
        shared = self.model.terms.through.objects.filter(taxonomyterm__in=topics)
        candidates = shared.exclude(service=service.pk).values("service")[:SIMILAR_CANDIDATES]
        return (
            self.published()
            .filter(pk__in=candidates)
            .annotate(alike=Count("terms", filter=Q(terms__in=terms)))
            .select_related("organisation")
            .order_by("-alike", "name_en", "pk")
        )

    def with_old_address(self, slug: str) -> "ServiceQuerySet":
        """Published services that had the address `slug` before, the latest holder first."""
        return self.published().filter(events__slug=slug).order_by("-events__pgh_created_at")

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

    def with_old_address(self, slug: str) -> "OrganisationQuerySet":
        return self.published().filter(events__slug=slug).order_by("-events__pgh_created_at")


class TaxonomyTermQuerySet(models.QuerySet[Any]):
    def of(self, kind: str) -> "TaxonomyTermQuerySet":
        return self.filter(taxonomy__slug=kind)

    def top(self) -> "TaxonomyTermQuerySet":
        return self.filter(parent__isnull=True)
