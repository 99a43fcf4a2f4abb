"""Writes to the directory. Each is atomic, audited, and leaves search true to what was written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname as column

from core import audit, translations, versions
from core.languages import OTHER_CODES
from core.versions import StaleVersion

from . import history, indexing
from .models import Location, Organisation, Service, ServiceAtLocation, TaxonomyTerm, Upload

# Who calls these catches it.
__all__ = ["StaleVersion"]
Versioned = Service | Organisation | Location


@contextmanager
def changing(
    record: Versioned, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """Do the writes of one edit inside this block: all of them are kept, or none.

    As `core.versions.changing`, and search knows of it in the same transaction.
    """
    # All that is written here is one version of the record's history (see history.py).
    with transaction.atomic():
        with versions.changing(record, by=by, verb=verb, version=version, **detail):
            yield
        indexing.index(affected_services(record))


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


def restore(record: Versioned, *, by: Any) -> None:
    with changing(record, by=by, verb=f"{record._meta.model_name}.restored"):
        # It stands for itself again: its address no longer leads to another one.
        record.archived_at = record.merged_into = None
        record.save(update_fields=["archived_at", "merged_into", "version", "updated_at"])


def set_trusted(organisation: Organisation, *, trusted: bool, by: Any) -> None:
    """Whether what its own people send in is published at once. Nothing when it is so already."""
    if organisation.is_trusted == trusted:
        return
    verb = "organisation.trusted" if trusted else "organisation.not_trusted"
    with changing(organisation, by=by, verb=verb):
        organisation.is_trusted = trusted
        organisation.save(update_fields=["is_trusted", "version", "updated_at"])


def add_place(service: Service, place: Location, *, by: Any) -> None:
    """Say that `service` happens at `place` too. Nothing happens when that was said already."""
    if service.at_locations.filter(location=place).exists():
        return
    with changing(service, by=by, verb="service.place_added", place=str(place.pk)):
        ServiceAtLocation.objects.create(service=service, location=place)


def move_service(service: Service, *, to: Organisation, by: Any) -> None:
    """Give `service` to another organisation."""
    with changing(service, by=by, verb="service.moved", organisation=str(to.pk)):
        service.organisation = to
        service.save(update_fields=["organisation", "version", "updated_at"])


def publish(service: Service, *, by: Any) -> None:
    """Show a draft to everybody."""
    with changing(service, by=by, verb="service.published"):
        service.status = Service.Status.ACTIVE
        service.save(update_fields=["status", "version", "updated_at"])


def delete(record: Versioned, *, by: Any) -> None:
    """Delete `record` and what belongs to it for good. Its history stays in the database.

    Raises django.db.models.ProtectedError while something else needs it.
    """
    verb = f"{record._meta.model_name}.deleted"
    with pghistory.context(**versions.context_of(by, verb)), transaction.atomic():
        changed = list(affected_services(record).values_list("pk", flat=True))
        audit.record(by=by, verb=verb, obj=record)
        translations.forget([record.pk])
        record.delete()
        indexing.index_ids(changed)


@transaction.atomic
def copy(service: Service, *, by: Any, name: str) -> Service:
    """A draft with the words, times, prices and places of `service`, to be changed and published.

    Translations come along, except of the name, which is a new one. The check does not: nobody
    has looked at the copy yet.
    """
    found = Service.objects.with_everything().get(pk=service.pk)
    draft = unsaved_copy(found, name_en=name, slug=unique_slug(Service, name))
    draft.status = Service.Status.INACTIVE
    draft.assured_date = draft.review_due = draft.archived_at = draft.merged_into = None
    draft.assurer = draft.source = draft.source_id = ""
    draft.version = 1
    for code in OTHER_CODES:
        setattr(draft, column("name", code), None)
    with changing(draft, by=by, verb="service.added", copy_of=str(service.pk)):
        draft.save()
        draft.terms.set(found.terms.all())
        pairs = [(found.pk, draft.pk)]
        for name in history.ROWS_OF_A_SERVICE:
            for row in getattr(found, name).all():
                twin = unsaved_copy(row, service=draft)
                twin.save()
                pairs.append((row.pk, twin.pk))
        translations.copy(pairs)
    return draft


def unsaved_copy(record: Any, **different: Any) -> Any:
    """A new record like `record`, with a key of its own and what is `different`."""
    keys = {"id", "created_at", "updated_at"}
    fields = (field for field in record._meta.concrete_fields if field.name not in keys)
    values = {field.attname: getattr(record, field.attname) for field in fields}
    for name, value in different.items():
        values[record._meta.get_field(name).attname] = getattr(value, "pk", value)
    return type(record)(**values)


def put_back(record: Versioned, *, version: int, by: Any, opened: int) -> None:
    """Make the words of an old version the newest version. `opened`: the version last seen.

    Address, status and check dates stay as they are: they are decisions, not words.
    """
    timeline = history.Timeline(record)
    position = timeline.position_of(version)
    if position is None:
        raise LookupError(version)
    event = timeline.event_at(position)
    verb = f"{record._meta.model_name}.put_back"
    with changing(record, by=by, verb=verb, version=opened, to_version=version):
        for field in history.fields_of(type(record)):
            if field.name not in history.STAYS:
                setattr(record, field.name, getattr(event, field.name))
        _keep_a_real_organisation(record)
        record.save()
        if hasattr(record, "terms"):
            record.terms.set(TaxonomyTerm.objects.filter(pk__in=timeline.terms_at(position)))
        for relation in timeline.relations:
            if relation.name != "terms":
                _put_rows_back(record, relation, timeline.rows_at(relation, position))
        # Which English the older translations were made from is not known any more.
        translations.forget([record.pk])


def _keep_a_real_organisation(record: Versioned) -> None:
    if not isinstance(record, Service):
        return
    if not Organisation.objects.filter(pk=record.organisation_id).exists():
        record.organisation_id = Service.objects.get(pk=record.pk).organisation_id


def _put_rows_back(
    record: Versioned, relation: "history.Relation", wanted: dict[UUID, Any]
) -> None:
    rows = getattr(record, relation.name)
    rows.exclude(pk__in=wanted).delete()
    present = rows.in_bulk()
    for key, event in wanted.items():
        row = present.get(key) or rows.model(pk=key)
        if _copy_row(event, row):
            row.save()


def _copy_row(event: Any, row: Any) -> bool:
    """Give `row` the values of a history row; False when the place or file it needs is gone."""
    for field in row._meta.concrete_fields:
        setattr(row, field.attname, getattr(event, field.attname))
    upload = getattr(row, "upload_id", None)
    if upload and not Upload.objects.filter(pk=upload).exists():
        return False
    place = getattr(row, "location_id", None)
    if place is None or Location.objects.filter(pk=place).exists():
        return True
    if not row._meta.get_field("location").null:
        return False
    row.location_id = None
    return True


def mark_checked(
    service: Service,
    *,
    by: Any,
    assurer: str,
    on: date | None = None,
    version: int | None = None,
    **detail: Any,
) -> None:
    """Write down that every word of `service` was found right on a day (today when None).

    With `version`, the one that was looked at, raises StaleVersion when it has changed since.
    """
    with changing(service, by=by, verb="service.checked", version=version, **detail):
        service.assured_date = on or timezone.localdate()
        service.assurer = assurer
        topics = (
            TaxonomyTerm.objects.of("category").filter(services=service).select_related("parent")
        )
        service.review_due = next_check(service.assured_date, topics.select_related("parent"))
        service.save(
            update_fields=["assured_date", "assurer", "review_due", "version", "updated_at"]
        )


def next_check(checked: date, topics: Iterable[TaxonomyTerm] = ()) -> date:
    """When a listing of those topics is due again: the topic that asks soonest counts.

    A topic that says nothing asks as often as the larger one it is part of, and else as the
    settings say. Expects the parents loaded.
    """
    days = [days_between_checks(topic) for topic in topics]
    return checked + timedelta(days=min(days, default=settings.CHECK_DAYS))


def days_between_checks(topic: TaxonomyTerm) -> int:
    of_larger = topic.parent.check_days if topic.parent else None
    return topic.check_days or of_larger or int(settings.CHECK_DAYS)


# Below /services/ these are pages: a service of that address could not be opened.
PAGES_OF_THE_SITE = {"topics", "stages", "a-to-z", "my-list"}


def unique_slug(model: type[models.Model], name: str, *, own: UUID | None = None) -> str:
    """An address for `name` that no other record of `model` has: "swimming", "swimming-2"...

    Inside a transaction it stays free until the end: who asks next waits for this one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"slug {model._meta.label}"])
    longest = getattr(model._meta.get_field("slug"), "max_length", 50)
    base = slugify(name)[: longest - 6].strip("-") or "listing"
    taken = PAGES_OF_THE_SITE | set(
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
