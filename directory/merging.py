"""Making one of two records of a kind: the other is archived, and leads to the one that stays."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname as column

from core import translations
from core.languages import CODES

from . import actions, coverage, history
from .duplicates import digits
from .models import (
    Location,
    Organisation,
    Phone,
    Photo,
    Requirement,
    Service,
    ServiceAtLocation,
    ServiceDocument,
)

Choices = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Merge:
    """How two records of a kind become one."""

    # What is chosen as one thing, and its columns.
    choices: Choices
    # Those of them that are there in every language.
    translated: frozenset[str]
    # Gives the one that stays whatever belongs to the other.
    unite: Callable[..., None]
    # The more of it, the rather a record is kept.
    merit: Callable[[Any], tuple[Any, ...]]


def differing(kept: Any, other: Any) -> list[str]:
    """The things (keys of the kind's choices) that the two say differently."""
    return [
        name
        for name, columns in of(kept).choices.items()
        if _said(kept, columns) != _said(other, columns)
    ]


def _said(record: Any, columns: Iterable[str]) -> list[Any]:
    return [getattr(record, each) or None for each in columns]


def better_kept(first: Any, second: Any) -> Any:
    """The one to keep unless the officer says otherwise."""
    return max(first, second, key=of(first).merit)


def may_be_one(one: Any, other: Any) -> bool:
    """A secret place and one that everybody may know are never made one."""
    return getattr(one, "hidden", None) == getattr(other, "hidden", None)


def merge(
    kept: Any, other: Any, *, take: Collection[str], versions: tuple[int, int], by: Any
) -> None:
    """Make one of two: `kept` takes the things named in `take` and all that belongs to `other`.

    `other` is archived and its address leads to `kept`. `versions`: of kept and other, as the
    officer saw them; raises actions.StaleVersion when either has changed since.
    """
    name, rows = kept._meta.model_name, type(kept)._default_manager
    with transaction.atomic():
        list(rows.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk"))
        with actions.changing(
            other, by=by, verb=f"{name}.archived", version=versions[1], merged_into=str(kept.pk)
        ):
            other.archived_at = timezone.now()
            other.merged_into = kept
            other.save(update_fields=["archived_at", "merged_into", "version", "updated_at"])
        with actions.changing(
            kept, by=by, verb=f"{name}.merged", version=versions[0], other=str(other.pk)
        ):
            _take(kept, other, take)
            of(kept).unite(kept, other, by=by)
        # What was merged into the other one before leads to the kept one now.
        rows.filter(merged_into=other).update(merged_into=kept)


def _take(kept: Any, other: Any, names: Collection[str]) -> None:
    kind = of(kept)
    for name in names:
        for each in kind.choices[name]:
            setattr(kept, each, getattr(other, each))
    kept.save()
    translations.move(set(names) & kind.translated, source=other.pk, target=kept.pk)


def _add_rows(kept: Any, other: Any, owner: str, names: Iterable[str]) -> None:
    """Copies of the rows of `other` that say what no row of `kept` says."""
    for name in names:
        present = {_sameness(row, owner) for row in getattr(kept, name).all()}
        for row in getattr(other, name).all():
            if _sameness(row, owner) not in present:
                actions.unsaved_copy(row, **{owner: kept}).save()


def _sameness(row: Any, owner: str) -> tuple[Any, ...]:
    """Equal for two rows that say the same."""
    if isinstance(row, Phone):
        return (digits(row.number) or row.number,)
    if isinstance(row, ServiceAtLocation):
        return (row.location_id,)
    if isinstance(row, Photo | ServiceDocument):
        return (row.upload_id,)
    own = (each for each in row._meta.concrete_fields if each.name not in ("id", owner))
    values = (getattr(row, each.attname) for each in own)
    return tuple(tuple(value) if isinstance(value, list) else value or None for value in values)


# --- Services -------------------------------------------------------------------------------------


def _unite_services(kept: Service, other: Service, *, by: Any) -> None:
    """Topics, phones, times, prices, places and files, and what the law asks for."""
    kept.terms.add(*other.terms.all())
    _add_rows(kept, other, "service", history.ROWS_OF_A_SERVICE)
    for requirement in Requirement.objects.filter(services=other):
        coverage.link_service(requirement, kept, by=by)


def _merit_of_service(service: Service) -> tuple[Any, ...]:
    """Public, then checked last, then older."""
    checked = service.assured_date.toordinal() if service.assured_date else 0
    return (service.is_public, checked, -service.created_at.timestamp())


# --- Organisations --------------------------------------------------------------------------------


def _unite_organisations(kept: Organisation, other: Organisation, *, by: Any) -> None:
    """Services, phones, numbers in registers, people, what people suggest about them, and files."""
    _add_rows(kept, other, "organisation", ("phones", "identifiers"))
    for service in other.services.order_by("pk"):
        actions.move_service(service, to=kept, by=by)
    _unite_people(kept, other)
    other.uploads.update(organisation=kept)
    # Of apps above this one: known here by what points to an organisation alone.
    other.suggestions.update(organisation=kept)


def _unite_people(kept: Organisation, other: Organisation) -> None:
    current = other.memberships.filter(ended_at__isnull=True)
    if kept.is_trusted and not other.is_trusted and current.exists():
        # Nobody has said that the people of the other one are trusted.
        kept.is_trusted = False
        kept.save(update_fields=["is_trusted"])
    already = kept.memberships.filter(ended_at__isnull=True).values("user")
    current.filter(user__in=list(already.values_list("user", flat=True))).update(
        ended_at=timezone.now()
    )
    current.update(organisation=kept)
    _unite_requests(kept, other)


def _unite_requests(kept: Organisation, other: Organisation) -> None:
    """Of people who ask to look after listings; whoever asked both has asked once."""
    is_open = {"state__in": ["unconfirmed", "waiting"]}
    asked = list(kept.membership_requests.filter(**is_open).values_list("email", flat=True))
    other.membership_requests.filter(**is_open, email__in=asked).update(state="withdrawn")
    other.membership_requests.update(organisation=kept)


def _merit_by_services(record: Any) -> tuple[Any, ...]:
    """With more services, then older."""
    return (record.services.count(), -record.created_at.timestamp())


# --- Places ---------------------------------------------------------------------------------------


def _unite_locations(kept: Location, other: Location, *, by: Any) -> None:
    """The services that happen there, with their times, and how one gets in."""
    kept.terms.add(*other.terms.all())
    for meeting in other.at_services.select_related("service").order_by("pk"):
        with actions.changing(
            meeting.service, by=by, verb="service.changed", fields=["places"], place=str(kept.pk)
        ):
            _move_meeting(meeting, kept)
    other.schedules.update(location=kept)


def _move_meeting(meeting: ServiceAtLocation, kept: Location) -> None:
    present = kept.at_services.filter(service=meeting.service).first()
    meeting.service.schedules.filter(location=meeting.location).update(location=kept)
    if present is None:
        meeting.location = kept
        meeting.save()
        return
    # It was at both: it is there once, with the words of either.
    for name in _columns("description"):
        if not getattr(present, name):
            setattr(present, name, getattr(meeting, name))
    present.save()
    meeting.delete()


# --- The kinds ------------------------------------------------------------------------------------


def _columns(name: str) -> tuple[str, ...]:
    return tuple(column(name, code) for code in CODES)


def _choices(translated: Iterable[str], **plain: tuple[str, ...]) -> Choices:
    return {**{name: _columns(name) for name in translated}, **plain}


_WORDS_OF_SERVICE = (
    "name",
    "summary",
    "description",
    "who_for",
    "how_to_get",
    "what_next",
    "cost_note",
    "wait_time",
)
_PLAIN_OF_SERVICE = (
    "organisation_id",
    "status",
    "referral",
    "delivery",
    "coverage",
    "languages",
    "website",
    "email",
)
_WORDS_OF_ORGANISATION = ("name", "description")
_WORDS_OF_LOCATION = ("name", "description", "access_note", "transport_note")
_ADDRESS = ("address_1", "address_2", "city", "state_province", "postal_code", "country")

MERGES: dict[type[Model], Merge] = {
    Service: Merge(
        choices=_choices(
            _WORDS_OF_SERVICE,
            ages=("minimum_age", "maximum_age"),
            **{name: (name,) for name in _PLAIN_OF_SERVICE},
        ),
        translated=frozenset(_WORDS_OF_SERVICE),
        unite=_unite_services,
        merit=_merit_of_service,
    ),
    Organisation: Merge(
        choices=_choices(
            _WORDS_OF_ORGANISATION, **{name: (name,) for name in ("kind", "website", "email")}
        ),
        translated=frozenset(_WORDS_OF_ORGANISATION),
        unite=_unite_organisations,
        merit=_merit_by_services,
    ),
    Location: Merge(
        choices=_choices(_WORDS_OF_LOCATION, address=_ADDRESS, point=("latitude", "longitude")),
        translated=frozenset(_WORDS_OF_LOCATION),
        unite=_unite_locations,
        merit=_merit_by_services,
    ),
}


def of(record: Any) -> Merge:
    return MERGES[type(record)]
