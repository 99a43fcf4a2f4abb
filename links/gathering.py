"""Finds every link on the site, and keeps in the database where each stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from .models import Link, LinkPlace
from .sources import Source, all_sources

BATCH = 200


def gather() -> int:
    """Bring the links and their places up to date. Returns how many links there are.

    Bounded memory: 200 records at a time.
    """
    for source in all_sources():
        gather_source(source)
    known = [source.name for source in all_sources()]
    LinkPlace.objects.exclude(kind__in=known).delete()
    Link.objects.filter(places=None).delete()
    return Link.objects.count()


def gather_source(source: Source) -> None:
    seen: list[UUID] = []
    batch: list[Any] = []
    for record in source.records().order_by("pk").iterator(chunk_size=BATCH):
        batch.append(record)
        seen.append(record.pk)
        if len(batch) == BATCH:
            gather_records(source, batch)
            batch = []
    gather_records(source, batch)
    # What is not public any more. In the database, the ids would be too many for one query.
    gone = set(LinkPlace.objects.filter(kind=source.name).values_list("object_id", flat=True))
    LinkPlace.objects.filter(kind=source.name, object_id__in=gone - set(seen)).delete()


@transaction.atomic
def gather_records(source: Source, records: Sequence[Any]) -> None:
    """Write the places of these records anew. A constant number of queries."""
    if not records:
        return
    found = {
        (address, record.pk, name): record
        for record in records
        for name, address in source.addresses(record)
    }
    addresses = {address for address, _key, _name in found}
    Link.objects.bulk_create(
        [Link(address=address) for address in sorted(addresses)], ignore_conflicts=True
    )
    links = dict(Link.objects.filter(address__in=addresses).values_list("address", "pk"))
    places = [
        LinkPlace(
            link_id=links[address],
            kind=source.name,
            object_id=key,
            field=name,
            label=source.label(record),
            page=source.page(record),
        )
        for (address, key, name), record in found.items()
    ]
    of_records = LinkPlace.objects.filter(
        kind=source.name, object_id__in=[record.pk for record in records]
    )
    kept = LinkPlace.objects.bulk_create(
        places,
        update_conflicts=True,
        unique_fields=["link", "kind", "object_id", "field"],
        update_fields=["label", "page"],
    )
    of_records.exclude(pk__in=[place.pk for place in kept]).delete()


def gather_again(link: Link) -> bool:
    """Read the records anew in which `link` stands. Returns whether it stands anywhere still."""
    places = list(link.places.values_list("kind", "object_id").distinct())
    for source in all_sources():
        keys = [key for kind, key in places if kind == source.name]
        if keys:
            shown = list(source.records().filter(pk__in=keys))
            gather_records(source, shown)
            gone = set(keys) - {record.pk for record in shown}
            LinkPlace.objects.filter(kind=source.name, object_id__in=gone).delete()
    if link.places.exists():
        return True
    link.delete()
    return False
