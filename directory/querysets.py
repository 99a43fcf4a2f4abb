"""Named reads. Pages, feeds, sitemaps and search all ask here what the public may see."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import MD5, Coalesce

from core.models import TranslationSource

SIMILAR_CANDIDATES = 500


def checked_in_time(on: date) -> Q:
    """Of services: checked at least once, and not past the date of the next check."""
    not_over = Q(review_due__isnull=True) | Q(review_due__gte=on)
    return Q(assured_date__isnull=False) & not_over


def _with_old_address(published: Any, slug: str) -> Any:
    """Those that had the address `slug` before, or else one that such a record was merged into."""
    moved = published.filter(events__slug=slug).order_by("-events__pgh_created_at")
    if moved.exists():
        return moved
    gone = published.model._base_manager.filter(slug=slug, merged_into__isnull=False)
    return published.filter(pk__in=gone.values("merged_into"))


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
        links = self.model.terms.through.objects.exclude(service=service.pk)
        found = self._sharing(links.filter(taxonomyterm__in=topics), terms)
        return found.select_related("organisation")

    def of_terms(self, terms: Collection[Any]) -> "ServiceQuerySet":
        """Published services of these terms or of those below them, by most terms shared.

        As many are weighed as for `like`.
        """
        links = self.model.terms.through.objects.filter(
            Q(taxonomyterm__in=terms) | Q(taxonomyterm__parent__in=terms)
        )
        return self._sharing(links, terms)

    def _sharing(self, links: Any, terms: Collection[Any]) -> "ServiceQuerySet":
        """The published among the first services of `links`, by how many of `terms` they have."""
        return (
            self.published()
            .filter(pk__in=links.values("service")[:SIMILAR_CANDIDATES])
            .annotate(alike=Count("terms", filter=Q(terms__in=terms)))
            .order_by("-alike", "name_en", "pk")
        )

    def with_old_address(self, slug: str) -> "ServiceQuerySet":
        """Published services that had the address `slug` before, the latest holder first.

        So has one that a service of that address was merged into.
        """
        found: ServiceQuerySet = _with_old_address(self.published(), slug)
        return found

    def archived(self) -> "ServiceQuerySet":
        return self.filter(archived_at__isnull=False)

    def due_for_check(self, on: date) -> "ServiceQuerySet":
        """Published and past its check date, or never checked at all."""
        return self.published().filter(Q(review_due__lte=on) | Q(assured_date__isnull=True))

    def long_unchecked(self, on: date) -> "ServiceQuerySet":
        """Never checked, or overdue with the last check longer ago than the settings allow.

        The same as `Service.is_long_unchecked`.
        """
        long_ago = Q(assured_date__lt=on - timedelta(days=settings.LONG_UNCHECKED_DAYS))
        is_due = Q(review_due__isnull=True) | Q(review_due__lt=on)
        return self.filter(Q(assured_date__isnull=True) | long_ago & is_due)

    # --- What waits for an officer (the desk's home page and its lists) -------------------------

    def kept(self) -> "ServiceQuerySet":
        """Not archived, whether the public may see it or not."""
        return self.filter(archived_at__isnull=True)

    def overdue(self, on: date) -> "ServiceQuerySet":
        """Published, checked once, and past the date of the next check."""
        return self.published().filter(assured_date__isnull=False, review_due__lt=on)

    def never_checked(self) -> "ServiceQuerySet":
        return self.published().filter(assured_date__isnull=True)

    def drafts(self) -> "ServiceQuerySet":
        return self.kept().filter(status="inactive")

    def closed_for_now(self) -> "ServiceQuerySet":
        return self.kept().filter(status="temporarily closed")

    def without_contact(self) -> "ServiceQuerySet":
        """Published, but neither it nor its organisation says how to reach anybody."""
        return self.published().filter(
            ~Exists(self._related("phones").filter(service=OuterRef("pk"))),
            ~Exists(self._related("phones").filter(organisation=OuterRef("organisation"))),
            website="",
            email="",
            organisation__website="",
            organisation__email="",
        )

    def without_description(self) -> "ServiceQuerySet":
        return self.published().filter(Q(description_en="") | Q(description_en__isnull=True))

    def without_topic(self) -> "ServiceQuerySet":
        topics = self.model.terms.through.objects.filter(
            service=OuterRef("pk"), taxonomyterm__taxonomy__slug="category"
        )
        return self.published().filter(~Exists(topics))

    def without_place(self) -> "ServiceQuerySet":
        """Published, at no place, and not said to be given online, by phone or at home."""
        places = self._related("at_locations").filter(service=OuterRef("pk"))
        elsewhere = Q(delivery__overlap=["online", "phone", "home"])
        return self.published().filter(~Exists(places)).exclude(elsewhere)

    def _related(self, name: str) -> "models.QuerySet[Any]":
        related: models.QuerySet[Any] = self.model._meta.get_field(name).related_model.objects.all()
        return related

    def with_old_translations(self) -> "ServiceQuerySet":
        """Published, and the English has changed under a translation of the service's own words."""
        from modeltranslation.translator import translator

        names = translator.get_options_for_model(self.model).get_field_names()
        changed = Q()
        for name in names:
            english = MD5(Coalesce(OuterRef(f"{name}_en"), Value("")))
            changed |= Q(field=name) & ~Q(digest=english)
        sources = TranslationSource.objects.filter(object_id=OuterRef("pk"))
        return self.published().filter(Exists(sources.filter(changed)))

    def for_indexing(self) -> "ServiceQuerySet":
        """Each service with what search knows of it, but for its terms."""
        return self.select_related("organisation").prefetch_related(
            "cost_options", "schedules", "at_locations__location"
        )

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
            "photos__upload",
            "documents__upload",
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

    def looked_after_by(self, user: Any) -> "OrganisationQuerySet":
        """Whose listings `user` may propose changes of: the same as the rule provider.edit."""
        own = user.memberships.filter(ended_at__isnull=True)
        return self.published().filter(pk__in=own.values("organisation"))

    def with_old_address(self, slug: str) -> "OrganisationQuerySet":
        """As `ServiceQuerySet.with_old_address`."""
        found: OrganisationQuerySet = _with_old_address(self.published(), slug)
        return found


class LocationQuerySet(models.QuerySet[Any]):
    def kept(self) -> "LocationQuerySet":
        """Without those that were merged into another one."""
        return self.filter(archived_at__isnull=True)


class TaxonomyTermQuerySet(models.QuerySet[Any]):
    def of(self, kind: str) -> "TaxonomyTermQuerySet":
        return self.filter(taxonomy__slug=kind)

    def top(self) -> "TaxonomyTermQuerySet":
        return self.filter(parent__isnull=True)


class RequirementQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date) -> "RequirementQuerySet":
        begun = Q(effective_from__isnull=True) | Q(effective_from__lte=on)
        not_over = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
        return self.filter(begun & not_over)


class UploadQuerySet(models.QuerySet[Any]):
    def published(self) -> "UploadQuerySet":
        """What the public may see: on the page of a published service, or in the library of
        pictures and videos for pages."""
        from .models import Service

        in_library = Q(image__isnull=False) | Q(videos__isnull=False)
        return self._on(Service.objects.published(), in_library | Q(captioned_videos__isnull=False))

    def on_services_of(self, user: Any) -> "UploadQuerySet":
        """On a listing that `user` looks after, whatever its state."""
        from .models import Organisation, Service

        own = Organisation.objects.looked_after_by(user)
        return self._on(Service.objects.filter(organisation__in=own))

    def _on(self, services: "models.QuerySet[Any]", or_else: Q | None = None) -> "UploadQuerySet":
        found = Q(photos__service__in=services) | Q(documents__service__in=services)
        return self.filter(found | or_else if or_else else found)


class LikelyDuplicateQuerySet(models.QuerySet[Any]):
    def open(self) -> "LikelyDuplicateQuerySet":
        """Pairs that nobody has decided about, both still in the directory."""
        return self.filter(
            dismissed_at__isnull=True,
            first__archived_at__isnull=True,
            second__archived_at__isnull=True,
        )
