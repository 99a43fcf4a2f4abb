"""Made-up listings for measuring, 1,000 to 1,000,000 of them: never for a site people use.

Words follow roughly the shape of real listings: a few very common ones, many rare ones (names
of places and people), topics unevenly popular. The same seed makes the same listings.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

import pgtrigger
from django.db import transaction
from django.utils import timezone

from search import postcodes

from . import actions, indexing
from .models import (
    CostOption,
    Day,
    Delivery,
    Location,
    Organisation,
    Phone,
    Referral,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)

BATCH = 1_000
SERVICES_PER_ORGANISATION = 8
_SYLLABLES = (
    "al ash bar bel bin bor bri bur cal car chil cor dal dor el fen ford gar gil hal har hol hurst "
    "ing ken lan ley lin mar mel mer mil nor oak pen por ram red rin ro sal sed sel ston sut tan "
    "ter thor ton tre wal wen wes whit win wood worth yar"
).split()
_KINDS = (
    "club group service team course drop-in clinic project scheme session workshop network centre "
    "programme line visit playgroup class advice support"
).split()
_OPENINGS = (
    "A friendly {kind} in {place} for families who want {topic}.",
    "{place} {kind} with trained staff who know about {topic}.",
    "We offer {topic} in small groups, led by {person}.",
    "Come along to our {kind} and find out about {topic}.",
    "{person} and the team give {topic} at home, at school or in {place}.",
)
_MIDDLES = (
    "We welcome {need} and will talk with you first about what your child enjoys.",
    "Places are few, so please ask early about {need}.",
    "Brothers and sisters may come too, and there is a quiet room.",
    "Most people who come tell us that they sleep better and worry less.",
    "We keep groups small: no more than {number} at a time.",
    "You can bring a carer, who comes in free.",
    "{person} speaks with parents every {day} after the session.",
    "Our building on {place} Road has level access and a changing place.",
    "The first visit is free, and you need not decide that day.",
    "We work with schools across {place} and {other}.",
)
_NEXT = (
    "We ring you within {number} days to agree a first visit.",
    "You get a letter with a date and a map.",
    "{person} meets you at the door the first time.",
)


@dataclass
class Batch:
    """Unsaved records of one batch, in the order in which they can be inserted."""

    organisations: list[Organisation] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    at_locations: list[ServiceAtLocation] = field(default_factory=list)
    tags: list[Any] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    costs: list[CostOption] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)


class Generator:
    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.terms = {
            kind: list(TaxonomyTerm.objects.of(kind).select_related("parent"))
            for kind in ("category", "need", "audience", "stage", "accessibility")
        }
        self.terms["category"] = [term for term in self.terms["category"] if term.parent_id]
        if not all(self.terms.values()):
            raise LookupError("There are no topics yet. Run load_demo first.")
        self.places = [self._name() for _ in range(400)]
        self.through = Service.terms.through

    def batches(self, count: int, start: int) -> Iterator[Batch]:
        numbers = iter(range(start, start + count))
        while chunk := list(islice(numbers, BATCH)):
            yield self._batch(chunk)

    def _batch(self, numbers: list[int]) -> Batch:
        batch = Batch()
        for number in numbers:
            if not batch.organisations or number % SERVICES_PER_ORGANISATION == 0:
                batch.organisations.append(self._organisation(number))
                batch.locations.extend(self._location(number) for _ in range(3))
            self._service(number, batch)
        return batch

    def _uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _name(self) -> str:
        return "".join(self.random.choices(_SYLLABLES, k=self.random.choice((2, 2, 3)))).title()

    def _skewed(self, kind: str) -> TaxonomyTerm:
        """A few terms are chosen often, most seldom, as in life."""
        terms = self.terms[kind]
        return terms[min(int(self.random.expovariate(4 / len(terms))), len(terms) - 1)]

    def _organisation(self, number: int) -> Organisation:
        name = f"{self._name()} {self.random.choice(('Trust', 'Centre', 'Together', 'Council'))}"
        return Organisation(
            id=self._uuid(),
            slug=f"made-up-organisation-{number}",
            name_en=name,
            description_en=f"{name} works with families in {self.random.choice(self.places)}.",
            email=f"hello-{number}@example.org",
            kind=self.random.choice(Organisation.Kind.values),
        )

    def _location(self, number: int) -> Location:
        # Within about 25 miles of the middle of Southampton, denser near it.
        easting = 442_000 + int(self.random.gauss(0, 14_000))
        northing = 112_500 + int(self.random.gauss(0, 14_000))
        latitude, longitude = postcodes.to_degrees(easting, northing)
        return Location(
            id=self._uuid(),
            name_en=f"{self._name()} {self.random.choice(('Hall', 'School', 'Centre', 'House'))}",
            address_1=f"{self.random.randint(1, 200)} {self._name()} Road",
            city=self.random.choice(self.places),
            latitude=latitude,
            longitude=longitude,
            hidden=self.random.random() < 0.005,
        )

    def _say(self, pattern: str, words: dict[str, str]) -> str:
        return pattern.format(
            **words,
            person=f"{self._name()} {self._name()}",
            number=self.random.randint(2, 20),
            day=self.random.choice(Day.labels),
            other=self.random.choice(self.places),
            place=self.random.choice(self.places),
        )

    def _service(self, number: int, batch: Batch) -> None:
        pick = self.random
        category, need = self._skewed("category"), self._skewed("need")
        keywords = (category.keywords or category.name).replace(",", " ").split()
        words = {
            "topic": " ".join(pick.sample(keywords, min(len(keywords), 4))).lower(),
            "need": need.name.lower(),
            "kind": pick.choice(_KINDS),
        }
        opening = self._say(pick.choice(_OPENINGS), words)
        middles = [self._say(line, words) for line in pick.sample(_MIDDLES, pick.randint(2, 6))]
        youngest = pick.randint(0, 18)
        checked = timezone.localdate() - timedelta(days=pick.randint(0, 260))
        service = Service(
            id=self._uuid(),
            slug=f"made-up-{number}",
            organisation=batch.organisations[-1],
            name_en=f"{pick.choice(self.places)} {category.name} {words['kind']} {number}",
            summary_en=opening,
            description_en="\n\n".join([opening, *middles]),
            who_for_en=f"Families of children with {words['need']}.",
            how_to_get_en="Ring or write to us. " + self._say(pick.choice(_NEXT), words),
            what_next_en=self._say(pick.choice(_NEXT), words),
            minimum_age=youngest if pick.random() < 0.7 else None,
            maximum_age=pick.randint(youngest, 25) if pick.random() < 0.7 else None,
            referral=pick.sample(Referral.values, pick.randint(0, 2)),
            delivery=pick.sample(Delivery.values, pick.randint(1, 2)),
            coverage=pick.choice(Service.Coverage.values),
            languages=pick.sample(["pl", "ar", "ur", "bn", "ro", "bfi"], pick.choice((0, 0, 1, 2))),
            assured_date=checked,
            assurer="Made up",
            review_due=actions.next_check(checked),
        )
        batch.services.append(service)
        batch.phones.append(
            Phone(id=self._uuid(), service=service, number=f"01632 960{number % 1000:03}")
        )
        self._parts(service, {category, need}, batch)

    def _parts(self, service: Service, terms: set[TaxonomyTerm], batch: Batch) -> None:
        pick = self.random
        terms |= {self._skewed(kind) for kind in ("category", "need", "audience", "stage")}
        terms |= set(pick.sample(self.terms["accessibility"], pick.randint(0, 3)))
        batch.tags += [self.through(service=service, taxonomyterm=term) for term in terms]
        for location in pick.sample(batch.locations[-3:], pick.choice((0, 1, 1, 1, 2))):
            batch.at_locations.append(
                ServiceAtLocation(id=self._uuid(), service=service, location=location)
            )
        for _ in range(pick.choice((0, 1, 1, 2))):
            opens = pick.randint(8, 19)
            batch.schedules.append(
                Schedule(
                    id=self._uuid(),
                    service=service,
                    freq=Schedule.Frequency.WEEKLY,
                    days=pick.sample(Day.values, pick.randint(1, 3)),
                    opens_at=time(opens),
                    closes_at=time(opens + 2),
                )
            )
        if pick.random() < 0.7:
            amount = Decimal(pick.choice((0, 0, 3, 5, 8, 12)))
            batch.costs.append(
                CostOption(id=self._uuid(), service=service, option_en="A session", amount=amount)
            )


def generate(count: int, *, seed: int = 1, progress: Callable[[int], None]) -> None:
    """Add `count` listings, `BATCH` to a transaction; `progress` hears how many are done.

    No history is kept of them: it would double the time and nobody will read it.
    """
    start = Service.objects.filter(slug__startswith="made-up-").count()
    done = 0
    for batch in Generator(seed + start).batches(count, start):
        with transaction.atomic(), pgtrigger.ignore():
            _insert(batch)
            indexing.index(
                Service.objects.filter(pk__in=[service.pk for service in batch.services])
            )
        done += len(batch.services)
        progress(done)


def _insert(batch: Batch) -> None:
    Organisation.objects.bulk_create(batch.organisations)
    Location.objects.bulk_create(batch.locations)
    Service.objects.bulk_create(batch.services)
    Service.terms.through.objects.bulk_create(batch.tags)
    ServiceAtLocation.objects.bulk_create(batch.at_locations)
    Schedule.objects.bulk_create(batch.schedules)
    CostOption.objects.bulk_create(batch.costs)
    Phone.objects.bulk_create(batch.phones)
