"""What the desk shows of versions beside what they are versions of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from . import sources
from .models import Variant


@dataclass(frozen=True)
class Slot:
    """One form, and the version of a record in that form, if there is one."""

    form: str
    label: str
    variant: Variant | None
    is_outdated: bool


def slots_of(records: Sequence[Any]) -> dict[UUID, list[Slot]]:
    """Every form of some records of one kind, by their keys. One query."""
    keys = [record.pk for record in records]
    kind = sources.of(records[0]).name if records else ""
    there = Variant.objects.filter(about_kind=kind, about_id__in=keys)
    found = {(each.about_id, each.form): each for each in there}
    return {
        record.pk: [
            _slot(form, found.get((record.pk, form.value)), record) for form in Variant.Form
        ]
        for record in records
    }


def _slot(form: Variant.Form, variant: Variant | None, record: Any) -> Slot:
    is_outdated = variant is not None and variant.is_outdated(record)
    return Slot(form.value, str(form.label), variant, is_outdated)


@dataclass(frozen=True)
class About:
    """What a version is of."""

    title: str
    desk_url: str
    history_url: str
    is_outdated: bool


def about_of(variant: Variant) -> About | None:
    """None where that was deleted. One query."""
    record = sources.records([variant]).get(variant.about_id)
    if record is None:
        return None
    source = sources.of(record)
    return About(
        source.title_of(record),
        source.desk_url(record),
        source.history_url(record),
        variant.is_outdated(record),
    )
