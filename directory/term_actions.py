"""Writes to the terms of a taxonomy. Each leaves the search documents of its services true."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pghistory
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from core import audit, translations
from core.versions import context_of

from . import indexing
from .actions import affected_services, days_between_checks
from .indexing import ALL_NEEDS
from .models import Location, Service, TaxonomyTerm

# More services than these are indexed by the worker: an officer should not wait for them.
MOST_AT_ONCE = 500


class StillNeeded(Exception):
    """Services, places or smaller terms hang on the term, or the product itself does."""


@contextmanager
def changing_term(term: TaxonomyTerm, *, by: Any, verb: str, **detail: Any) -> Iterator[None]:
    """Do the writes of one edit inside this block: all of them are kept, or none."""
    with pghistory.context(**context_of(by, verb)), transaction.atomic():
        if not term._state.adding:
            TaxonomyTerm.objects.select_for_update().get(pk=term.pk)
        yield
        audit.record(by=by, verb=verb, obj=term, **detail)
        index_services_of(term)


def index_services_of(term: TaxonomyTerm) -> None:
    """Bring the search documents of a term's services up to date: now, or soon when many."""
    from .tasks import index_term

    if affected_services(term)[: MOST_AT_ONCE + 1].count() <= MOST_AT_ONCE:
        indexing.index(affected_services(term))
    else:
        # In this transaction: the job exists exactly when the change does.
        index_term.defer(term_id=str(term.pk))


def bring_checks_forward(topic: TaxonomyTerm) -> None:
    """After a topic asks for checks more often: no listing waits longer than it now says.

    A longer time counts from each listing's next check: nobody's date is put off.
    """
    # A smaller topic that says its own time goes by that.
    smaller = topic.children.filter(check_days__isnull=True)
    tagged = Service.terms.through.objects.filter(
        models.Q(taxonomyterm=topic) | models.Q(taxonomyterm__in=smaller)
    )
    latest = F("assured_date") + timedelta(days=days_between_checks(topic))
    late = Service.objects.filter(pk__in=tagged.values("service"), review_due__gt=latest)
    Service.objects.filter(pk__in=late.values("pk")).update(
        review_due=latest, version=F("version") + 1, updated_at=timezone.now()
    )


def is_needed(term: TaxonomyTerm) -> bool:
    return (
        term.slug == ALL_NEEDS
        or term.services.exists()
        or term.locations.exists()
        or term.children.exists()
    )


def delete_term(term: TaxonomyTerm, *, by: Any) -> None:
    """Delete a term that nothing hangs on; raises StillNeeded otherwise."""
    with pghistory.context(verb="term.deleted", user=str(by.pk)), transaction.atomic():
        TaxonomyTerm.objects.select_for_update().get(pk=term.pk)
        if is_needed(term):
            raise StillNeeded
        audit.record(by=by, verb="term.deleted", obj=term, taxonomy=term.taxonomy.slug)
        translations.forget([term.pk])
        term.delete()


def merge_terms(term: TaxonomyTerm, *, into: TaxonomyTerm, by: Any) -> None:
    """Move everything that `term` stands for to `into`, and delete `term`.

    Raises StillNeeded when it has smaller terms of its own, or the product relies on it.
    """
    with pghistory.context(verb="term.merged", user=str(by.pk)), transaction.atomic():
        keys = [term.pk, into.pk]
        list(TaxonomyTerm.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        if term.slug == ALL_NEEDS or term.children.exists() or term.taxonomy_id != into.taxonomy_id:
            raise StillNeeded
        moved = _move(Service, "service_id", term, into)
        _move(Location, "location_id", term, into)
        audit.record(by=by, verb="term.merged", obj=term, into=into.slug, services=moved)
        translations.forget([term.pk])
        term.delete()
        index_services_of(into)


def _move(model: type[models.Model], owner: str, term: TaxonomyTerm, into: TaxonomyTerm) -> int:
    """Give every record that has `term` the other one instead; how many there were."""
    terms: Any = model._meta.get_field("terms")
    through = terms.remote_field.through
    owners = list(through.objects.filter(taxonomyterm=term).values_list(owner, flat=True))
    through.objects.filter(taxonomyterm=term).delete()
    rows = [through(**{owner: key, "taxonomyterm_id": into.pk}) for key in owners]
    through.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    # A version of each record, so that its own history tells of it and open forms are stale.
    model._default_manager.filter(pk__in=owners).update(
        version=F("version") + 1, updated_at=timezone.now()
    )
    return len(owners)
