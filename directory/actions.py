"""Writes to the directory. Each is atomic, audited, and leaves search true to what was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify

from core import audit

from . import indexing
from .models import Location, Organisation, Service, TaxonomyTerm

Versioned = Service | Organisation | Location


class StaleVersion(Exception):
    """Somebody else saved the record after this form was opened."""


@contextmanager
def changing(
    record: Versioned, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """Do the writes of one edit inside this block: all of them are kept, or none.

    With `version`, the one the form was opened on, raises StaleVersion when the record has
    moved on since. Two people cannot pass at once: the row is locked until the end.
    """
    with transaction.atomic():
        adding = record._state.adding
        if not adding:
            current = _lock(record)
            if version is not None and current != version:
                raise StaleVersion
            record.version = current + 1
        yield
        if not adding:
            # A block that wrote only to phones or times has not saved the record itself.
            stale = type(record)._default_manager.filter(pk=record.pk, version__lt=record.version)
            stale.update(version=record.version, updated_at=timezone.now())
        audit.record(by=by, verb=verb, obj=record, **detail)
        indexing.index(affected_services(record))


def _lock(record: Versioned) -> int:
    rows = type(record)._default_manager.select_for_update().filter(pk=record.pk)
    return rows.values_list("version", flat=True).get()


def affected_services(record: Versioned | TaxonomyTerm) -> "models.QuerySet[Service]":
    """The services whose search documents say something of `record`."""
    if isinstance(record, Service):
        return Service.objects.filter(pk=record.pk)
    if isinstance(record, Organisation):
        return Service.objects.filter(organisation=record)
    if isinstance(record, Location):
        return Service.objects.filter(at_locations__location=record)
    return Service.objects.filter(
        models.Q(terms=record) | models.Q(terms__parent=record)
    ).distinct()


def archive(record: Service | Organisation, *, by: Any, reason: str = "") -> None:
    """Take `record` off the site. Nothing is deleted: `restore` brings it back."""
    with changing(record, by=by, verb=f"{record._meta.model_name}.archived", reason=reason):
        record.archived_at = timezone.now()
        record.save(update_fields=["archived_at", "version", "updated_at"])


def restore(record: Service | Organisation, *, by: Any) -> None:
    with changing(record, by=by, verb=f"{record._meta.model_name}.restored"):
        record.archived_at = None
        record.save(update_fields=["archived_at", "version", "updated_at"])


def mark_checked(service: Service, *, by: Any, assurer: str, on: date | None = None) -> None:
    """Write down that every word of `service` was found right on a day (today when None)."""
    with changing(service, by=by, verb="service.checked"):
        service.assured_date = on or timezone.localdate()
        service.assurer = assurer
        service.review_due = next_check(service.assured_date)
        service.save(
            update_fields=["assured_date", "assurer", "review_due", "version", "updated_at"]
        )


def next_check(checked: date) -> date:
    return checked + timedelta(days=settings.CHECK_DAYS)


def unique_slug(model: type[models.Model], name: str, *, own: UUID | None = None) -> str:
    """An address for `name` that no other record of `model` has: "swimming", "swimming-2"..."""
    longest = getattr(model._meta.get_field("slug"), "max_length", 50)
    base = slugify(name)[: longest - 6].strip("-") or "listing"
    taken = set(
        model._default_manager.filter(slug__startswith=base)
        .exclude(pk=own)
        .values_list("slug", flat=True)
    )
    if base not in taken:
        return base
    return next(
        candidate
        for number in range(2, len(taken) + 3)
        if (candidate := f"{base}-{number}") not in taken
    )
