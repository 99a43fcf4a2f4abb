"""Services, organisations and places that are listed twice: finding likely pairs.

Making one of two: merging.py.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, product
from math import floor
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from rapidfuzz import fuzz, utils

from core import audit

from .models import (
    LikelyDuplicate,
    LikelyDuplicateLocation,
    LikelyDuplicateOrganisation,
    LikelyPair,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Service,
    ServiceAtLocation,
)

Pair = tuple[UUID, UUID]

# A pair needs this many points, of 100.
ENOUGH = 60
# A number or a postcode of more records than this says nothing about two of them.
MOST_SHARING = 40
# Names to compare for each record, and pairs to keep: an officer decides one by one.
NEAREST_NAMES = 5
MOST_KEPT = 500
BATCH = 500
# Names are looked up for the records changed last; the others were when they changed.
MOST_COMPARED = 5_000
_TRIGRAM_SIMILARITY = 0.6
# How many cells a degree has where two places that share one are near: about 80 metres.
_CELLS = {"latitude": 1400, "longitude": 900}


@dataclass
class Facts:
    """What two records of a kind are compared by: a name, and the values of each trait."""

    name: str
    traits: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Search:
    """How pairs of one kind are found. Whoever shares one of the traits in `looked_up`, or has
    nearly the same name, is compared."""

    model: Any
    pairs: Any
    # Of all that are not archived, the last changed first.
    facts: Callable[[], dict[UUID, Facts]]
    # For names that are quite the same, and for each trait that two share.
    name_points: int
    points: dict[str, int]
    looked_up: tuple[str, ...]
    # Names less alike than this (of 100) are two, whatever else they share, but for a trait that
    # proves them one.
    least_alike: int = 0
    proof: str = ""
    by_name: bool = True


def find(kind: str = "service") -> int:
    """Compare all records of a kind; write down the likeliest pairs, and say how many.

    What an officer called different stays so. Pairs that are no longer alike are forgotten.
    """
    search, began = SEARCHES[kind], timezone.now()
    known = search.facts()
    scored = [
        (pair, *score(search, known[pair[0]], known[pair[1]]))
        for pair in _candidates(search, known)
    ]
    likely = [each for each in scored if each[1] >= ENOUGH]
    likely.sort(key=lambda each: (-each[1], each[0]))
    _write(search, likely[:MOST_KEPT], began)
    return min(len(likely), MOST_KEPT)


def find_all() -> None:
    for kind in SEARCHES:
        find(kind)


def _write(search: Search, likely: list[tuple[Pair, int, list[str]]], began: datetime) -> None:
    keys = {key for pair, _points, _shared in likely for key in pair}
    with transaction.atomic():
        # Comparing takes a while, and some may have been deleted meanwhile.
        kept = set(search.model.objects.filter(pk__in=keys).values_list("pk", flat=True))
        pairs = search.pairs.objects
        pairs.bulk_create(
            [
                search.pairs(first_id=pair[0], second_id=pair[1], score=points, shared=shared)
                for pair, points, shared in likely
                if kept.issuperset(pair)
            ],
            update_conflicts=True,
            unique_fields=["first", "second"],
            update_fields=["score", "shared", "found_at"],
        )
        pairs.filter(dismissed_at__isnull=True, found_at__lt=began).delete()


def score(search: Search, one: Facts, other: Facts) -> tuple[int, list[str]]:
    """How likely two are one (of 100), and what they share besides their names."""
    alike = fuzz.token_sort_ratio(one.name, other.name)
    shared = [name for name in search.points if one.traits[name] & other.traits[name]]
    if alike < search.least_alike and search.proof not in shared:
        return 0, []
    points = round(alike * search.name_points / 100) + sum(search.points[name] for name in shared)
    return min(points, 100), shared


def _candidates(search: Search, known: dict[UUID, Facts]) -> set[Pair]:
    """Pairs worth comparing: all against all would be millions. Expects the newest first."""
    # An older pair is weighed anew, so that it is not forgotten while it is still alike.
    pairs = search.pairs.objects
    found = set(pairs.open().values_list("first_id", "second_id"))
    if search.by_name:
        found |= set(_with_like_names(search.model, list(known)[:MOST_COMPARED]))
    for trait in search.looked_up:
        sharing: dict[str, list[UUID]] = defaultdict(list)
        for pk, facts in known.items():
            for value in facts.traits[trait]:
                sharing[value].append(pk)
        for keys in sharing.values():
            if len(keys) <= MOST_SHARING:
                found |= {in_order(*pair) for pair in combinations(keys, 2)}
    return {pair for pair in found if pair[0] in known and pair[1] in known}


def in_order(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def _with_like_names(model: Any, keys: list[UUID]) -> Iterator[Pair]:
    table = connection.ops.quote_name(model._meta.db_table)
    for start in range(0, len(keys), BATCH):
        # A transaction for each batch: a long one would keep the database from tidying up.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                [str(_TRIGRAM_SIMILARITY)],
            )
            cursor.execute(
                f"""
                SELECT one.id, near.id FROM {table} one
                JOIN LATERAL (
                    SELECT other.id FROM {table} other
                    WHERE other.name_en %% one.name_en AND other.id <> one.id
                        AND other.archived_at IS NULL
                    ORDER BY similarity(other.name_en, one.name_en) DESC, other.id LIMIT %s
                ) near ON true
                WHERE one.id = ANY(%s)
                """,  # noqa: S608 - the name of a table of ours
                [NEAREST_NAMES, keys[start : start + BATCH]],
            )
            yield from (in_order(*pair) for pair in cursor.fetchall())


def pair_of(one: Any, other: Any) -> Any:
    """The pair of two records of one kind that an officer named, whether it was found or not."""
    first, second = in_order(one.pk, other.pk)
    pairs = search_of(one).pairs.objects
    pair, _ = pairs.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"dismissed_at": None},
        create_defaults={"score": 100, "dismissed_at": None},
    )
    return pair


def search_of(record: Any) -> Search:
    return SEARCHES[record._meta.model_name]


def dismiss(pair: LikelyPair, *, by: Any) -> None:
    """Remember that the two are different."""
    first: Any = pair.first
    with transaction.atomic():
        pair.dismissed_at = timezone.now()
        pair.save(update_fields=["dismissed_at"])
        verb = f"{first._meta.model_name}.not_duplicate"
        audit.record(by=by, verb=verb, obj=first, other=str(pair.second.pk))


# --- What is compared -----------------------------------------------------------------------------


def _services() -> dict[UUID, Facts]:
    services = Service.objects.kept().order_by("-updated_at", "pk")
    known = {}
    rows = services.values_list("pk", "name_en", "organisation_id", "website")
    for pk, name, organisation, website in rows.iterator():
        known[pk] = Facts(utils.default_process(name or ""))
        _add(known[pk], "organisation", str(organisation))
        _add(known[pk], "website", _address_of(website))
    keys = services.order_by()
    for pk, number in Phone.objects.filter(service__in=keys).values_list("service", "number"):
        if pk in known:
            _add(known[pk], "phone", digits(number))
    places = ServiceAtLocation.objects.filter(service__in=keys)
    for pk, postcode in places.values_list("service", "location__postal_code"):
        if pk in known:
            _add(known[pk], "postcode", _joined(postcode))
    return known


def _organisations() -> dict[UUID, Facts]:
    organisations = Organisation.objects.published().order_by("-updated_at", "pk")
    known = {}
    rows = organisations.values_list("pk", "name_en", "email", "website")
    for pk, name, email, website in rows.iterator():
        known[pk] = Facts(utils.default_process(name or ""))
        _add(known[pk], "email", email.strip().lower())
        _add(known[pk], "website", _address_of(website).partition("/")[0])
    keys = organisations.order_by()
    phones = Phone.objects.filter(organisation__in=keys)
    for pk, number in phones.values_list("organisation", "number"):
        if pk in known:
            _add(known[pk], "phone", digits(number))
    registers = OrganisationIdentifier.objects.filter(organisation__in=keys)
    for pk, register, number in registers.values_list(
        "organisation", "identifier_type", "identifier"
    ):
        if pk in known and _joined(number):
            _add(known[pk], "register", f"{register}:{_joined(number)}")
    return known


def _locations() -> dict[UUID, Facts]:
    """Without secret places: a pair of one would say where it is."""
    known = {}
    places = Location.objects.kept().filter(hidden=False).order_by("-updated_at", "pk")
    for pk, name, street, postcode, latitude, longitude in places.values_list(
        "pk", "name_en", "address_1", "postal_code", "latitude", "longitude"
    ).iterator():
        known[pk] = Facts(utils.default_process(name or street or ""))
        if street and postcode:
            _add(known[pk], "address", f"{_joined(postcode)} {utils.default_process(street)}")
        if latitude is not None:
            known[pk].traits["near"] |= _cells(latitude, longitude)
    return known


def _cells(latitude: float, longitude: float) -> set[str]:
    """Four grids, each moved by half a cell: whoever is nearer than that shares one of them."""
    return {
        f"{north} {east} {floor(latitude * _CELLS['latitude'] + north)}"
        f" {floor(longitude * _CELLS['longitude'] + east)}"
        for north, east in product((0, 0.5), repeat=2)
    }


def _add(facts: Facts, trait: str, value: str) -> None:
    if value:
        facts.traits[trait].add(value)


def _joined(text: str) -> str:
    return text.replace(" ", "").upper()


def digits(number: str) -> str:
    """The last ten digits: +44 23 8083 3000 and 023 8083 3000 are one. Too few are no number."""
    found = re.sub(r"\D", "", number)
    return found[-10:] if len(found) >= 9 else ""


def _address_of(website: str) -> str:
    """Host and path, without "www." and the slash at the end."""
    parts = urlsplit(website.lower())
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/")


SEARCHES = {
    "service": Search(
        model=Service,
        pairs=LikelyDuplicate,
        facts=_services,
        # Two equal names alone just have enough.
        name_points=60,
        points={"phone": 20, "postcode": 15, "organisation": 10, "website": 10},
        looked_up=("phone", "postcode"),
        least_alike=72,
    ),
    "organisation": Search(
        model=Organisation,
        pairs=LikelyDuplicateOrganisation,
        facts=_organisations,
        name_points=60,
        points={"register": 60, "email": 20, "phone": 15, "website": 15},
        looked_up=("register", "email", "phone", "website"),
        least_alike=72,
        proof="register",
    ),
    "location": Search(
        model=Location,
        pairs=LikelyDuplicateLocation,
        facts=_locations,
        # Many places have the same name, and one place may have several.
        name_points=40,
        points={"address": 45, "near": 20},
        looked_up=("address", "near"),
        by_name=False,
    ),
}
