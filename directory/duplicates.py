"""Services that are listed twice: finding likely pairs, and making one of two."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname as column
from rapidfuzz import fuzz, utils

from core import audit, translations
from core.languages import CODES

from . import actions, coverage, history
from .models import (
    LikelyDuplicate,
    Phone,
    Photo,
    Requirement,
    Service,
    ServiceAtLocation,
    ServiceDocument,
)

Pair = tuple[UUID, UUID]

# Names less alike than this (of 100) are two services, whatever else they share.
LEAST_ALIKE = 72
# A pair needs this many points. Two equal names alone just have them.
ENOUGH = 60
POINTS = {"phone": 20, "postcode": 15, "organisation": 10, "website": 10}
# A number or a postcode of more services than this says nothing about two of them.
MOST_SHARING = 40
# Names to compare for each service, and pairs to keep: an officer decides one by one.
NEAREST_NAMES = 5
MOST_KEPT = 500
BATCH = 500
# Names are looked up for the services changed last; the others were when they changed.
MOST_COMPARED = 5_000
_TRIGRAM_SIMILARITY = 0.6


# --- Finding --------------------------------------------------------------------------------------


@dataclass
class Facts:
    """What two services are compared by."""

    name: str
    organisation: UUID
    website: str
    phones: set[str] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)


def find() -> int:
    """Compare all services that are not archived; write down the likeliest pairs, and how many.

    What an officer called different stays so. Pairs that are no longer alike are forgotten.
    """
    began = timezone.now()
    known = _facts()
    scored = [(pair, *score(known[pair[0]], known[pair[1]])) for pair in _candidates(known)]
    likely = [each for each in scored if each[1] >= ENOUGH]
    likely.sort(key=lambda each: (-each[1], each[0]))
    _write(likely[:MOST_KEPT], began)
    return min(len(likely), MOST_KEPT)


def _write(likely: list[tuple[Pair, int, list[str]]], began: datetime) -> None:
    keys = {key for pair, _points, _shared in likely for key in pair}
    with transaction.atomic():
        # Comparing takes a while, and some may have been deleted meanwhile.
        kept = set(Service.objects.filter(pk__in=keys).values_list("pk", flat=True))
        LikelyDuplicate.objects.bulk_create(
            [
                LikelyDuplicate(first_id=pair[0], second_id=pair[1], score=points, shared=shared)
                for pair, points, shared in likely
                if kept.issuperset(pair)
            ],
            update_conflicts=True,
            unique_fields=["first", "second"],
            update_fields=["score", "shared", "found_at"],
        )
        LikelyDuplicate.objects.filter(dismissed_at__isnull=True, found_at__lt=began).delete()


def score(one: Facts, other: Facts) -> tuple[int, list[str]]:
    """How likely two services are one (of 100), and what they share besides their names."""
    alike = fuzz.token_sort_ratio(one.name, other.name)
    if alike < LEAST_ALIKE:
        return 0, []
    shares = {
        "phone": bool(one.phones & other.phones),
        "postcode": bool(one.postcodes & other.postcodes),
        "organisation": one.organisation == other.organisation,
        "website": bool(one.website) and one.website == other.website,
    }
    shared = [name for name, is_shared in shares.items() if is_shared]
    points = round(alike * ENOUGH / 100) + sum(POINTS[name] for name in shared)
    return min(points, 100), shared


def _facts() -> dict[UUID, Facts]:
    services = Service.objects.kept().order_by("-updated_at", "pk")
    known = {
        pk: Facts(utils.default_process(name or ""), organisation, _address_of(website))
        for pk, name, organisation, website in services.values_list(
            "pk", "name_en", "organisation_id", "website"
        ).iterator()
    }
    for pk, number in Phone.objects.filter(service__in=services.order_by()).values_list(
        "service", "number"
    ):
        if pk in known and (digits := _digits(number)):
            known[pk].phones.add(digits)
    places = ServiceAtLocation.objects.filter(service__in=services.order_by())
    for pk, postcode in places.values_list("service", "location__postal_code"):
        if pk in known and postcode:
            known[pk].postcodes.add(postcode.replace(" ", "").upper())
    return known


def _digits(number: str) -> str:
    """The last ten digits: +44 23 8083 3000 and 023 8083 3000 are one. Too few are no number."""
    digits = re.sub(r"\D", "", number)
    return digits[-10:] if len(digits) >= 9 else ""


def _address_of(website: str) -> str:
    """Host and path, without "www." and the slash at the end."""
    parts = urlsplit(website.lower())
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


def _candidates(known: dict[UUID, Facts]) -> set[Pair]:
    """Pairs worth comparing: all against all would be millions. Expects the newest first."""
    found = set(_with_like_names(list(known)[:MOST_COMPARED]))
    # An older pair is weighed anew, so that it is not forgotten while it is still alike.
    found |= set(LikelyDuplicate.objects.open().values_list("first_id", "second_id"))
    for attribute in ("phones", "postcodes"):
        sharing: dict[str, list[UUID]] = defaultdict(list)
        for pk, facts in known.items():
            for value in getattr(facts, attribute):
                sharing[value].append(pk)
        for keys in sharing.values():
            if len(keys) <= MOST_SHARING:
                found |= {in_order(*pair) for pair in combinations(keys, 2)}
    return {pair for pair in found if pair[0] in known and pair[1] in known}


def in_order(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def _with_like_names(keys: list[UUID]) -> Iterator[Pair]:
    for start in range(0, len(keys), BATCH):
        # A transaction for each batch: a long one would keep the database from tidying up.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                [str(_TRIGRAM_SIMILARITY)],
            )
            cursor.execute(
                """
                SELECT one.id, near.id FROM directory_service one
                JOIN LATERAL (
                    SELECT other.id FROM directory_service other
                    WHERE other.name_en %% one.name_en AND other.id <> one.id
                        AND other.archived_at IS NULL
                    ORDER BY similarity(other.name_en, one.name_en) DESC, other.id LIMIT %s
                ) near ON true
                WHERE one.id = ANY(%s)
                """,
                [NEAREST_NAMES, keys[start : start + BATCH]],
            )
            yield from (in_order(*pair) for pair in cursor.fetchall())


def pair_of(one: Service, other: Service) -> LikelyDuplicate:
    """The pair of two services that an officer named, whether it was found or not."""
    first, second = in_order(one.pk, other.pk)
    pair, _ = LikelyDuplicate.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"dismissed_at": None},
        create_defaults={"score": 100, "dismissed_at": None},
    )
    return pair


def dismiss(pair: LikelyDuplicate, *, by: Any) -> None:
    """Remember that the two are different."""
    with transaction.atomic():
        pair.dismissed_at = timezone.now()
        pair.save(update_fields=["dismissed_at"])
        audit.record(by=by, verb="service.not_duplicate", obj=pair.first, other=str(pair.second_id))


# --- Merging --------------------------------------------------------------------------------------

# What is chosen as one thing, and its columns. Translated fields bring every language along.
_TRANSLATED = (
    "name",
    "summary",
    "description",
    "who_for",
    "how_to_get",
    "what_next",
    "cost_note",
    "wait_time",
)
_PLAIN = (
    "organisation_id",
    "status",
    "referral",
    "delivery",
    "coverage",
    "languages",
    "website",
    "email",
)
CHOICES: dict[str, tuple[str, ...]] = {
    **{name: tuple(column(name, code) for code in CODES) for name in _TRANSLATED},
    "ages": ("minimum_age", "maximum_age"),
    **{name: (name,) for name in _PLAIN},
}


def differing(kept: Service, other: Service) -> list[str]:
    """The things (keys of CHOICES) that the two say differently."""
    return [
        name for name, columns in CHOICES.items() if _said(kept, columns) != _said(other, columns)
    ]


def _said(service: Service, columns: Iterable[str]) -> list[Any]:
    return [getattr(service, each) or None for each in columns]


def better_kept(first: Service, second: Service) -> Service:
    """The one to keep unless the officer says otherwise: public, then checked last, then older."""

    def merit(service: Service) -> tuple[bool, int, float]:
        checked = service.assured_date.toordinal() if service.assured_date else 0
        return (service.is_public, checked, -service.created_at.timestamp())

    return max(first, second, key=merit)


def merge(
    kept: Service,
    other: Service,
    *,
    take: Collection[str],
    versions: tuple[int, int],
    by: Any,
) -> None:
    """Make one of two: `kept` takes the things named in `take` and all parts of `other`.

    `other` is archived and its address leads to `kept`. `versions`: of kept and other, as the
    officer saw them; raises actions.StaleVersion when either has changed since.
    """
    with transaction.atomic():
        keys = [kept.pk, other.pk]
        list(Service.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        with actions.changing(
            other, by=by, verb="service.archived", version=versions[1], merged_into=str(kept.pk)
        ):
            other.archived_at = timezone.now()
            other.merged_into = kept
            other.save(update_fields=["archived_at", "merged_into", "version", "updated_at"])
        with actions.changing(
            kept, by=by, verb="service.merged", version=versions[0], other=str(other.pk)
        ):
            _take(kept, other, take)
            _unite(kept, other)
        # What was merged into the other one before leads to the kept one now.
        Service.objects.filter(merged_into=other).update(merged_into=kept)
        for requirement in Requirement.objects.filter(services=other):
            coverage.link_service(requirement, kept, by=by)


def _take(kept: Service, other: Service, names: Collection[str]) -> None:
    for name in names:
        for each in CHOICES[name]:
            setattr(kept, each, getattr(other, each))
    kept.save()
    translations.move(set(names) & set(_TRANSLATED), source=other.pk, target=kept.pk)


def _unite(kept: Service, other: Service) -> None:
    """Give `kept` the topics, phones, times, prices, places and files of `other` it lacks."""
    kept.terms.add(*other.terms.all())
    for name in history.ROWS_OF_A_SERVICE:
        present = {_sameness(row) for row in getattr(kept, name).all()}
        for row in getattr(other, name).all():
            if _sameness(row) not in present:
                actions.unsaved_copy(row, service=kept).save()


def _sameness(row: Any) -> tuple[Any, ...]:
    """Equal for two rows that say the same."""
    if isinstance(row, Phone):
        return (_digits(row.number) or row.number,)
    if isinstance(row, ServiceAtLocation):
        return (row.location_id,)
    if isinstance(row, Photo | ServiceDocument):
        return (row.upload_id,)
    own = (each for each in row._meta.concrete_fields if each.name not in ("id", "service"))
    values = (getattr(row, each.attname) for each in own)
    return tuple(tuple(value) if isinstance(value, list) else value or None for value in values)
