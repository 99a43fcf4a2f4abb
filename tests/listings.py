"""Listings for tests, made in one call and put into search as a save would put them."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Membership, User
from directory import indexing
from directory.models import (
    CostOption,
    Location,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from search.models import Postcode

CIVIC_CENTRE = {"latitude": 50.9086, "longitude": -1.4049}


def term(kind: str, slug: str, name: str = "", parent: TaxonomyTerm | None = None, **fields: Any):
    """A term, with its taxonomy; the same again when it is there."""
    taxonomy, _ = Taxonomy.objects.get_or_create(slug=kind, defaults={"name": kind.title()})
    name = name or slug.replace("-", " ").capitalize()
    found, _ = TaxonomyTerm.objects.get_or_create(
        taxonomy=taxonomy, slug=slug, defaults={"name_en": name, "parent": parent, **fields}
    )
    return found


def organisation(name: str = "Harbour Play", **fields: Any) -> Organisation:
    fields.setdefault("slug", slugify(name))
    found, _ = Organisation.objects.get_or_create(name_en=name, defaults=fields)
    return found


def join(user: User, organisation: Organisation) -> User:
    """Make `user` look after the listings of `organisation`."""
    Membership.objects.create(user=user, organisation=organisation)
    return user


def place(name: str = "Shirley Hall", **fields: Any) -> Location:
    details = {"address_1": "1 High Street", "city": "Southampton", "postal_code": "SO15 3DT"}
    return Location.objects.create(name_en=name, **details | CIVIC_CENTRE | fields)


def service(
    name: str,
    *,
    terms: tuple[TaxonomyTerm, ...] = (),
    places: tuple[Location, ...] = (),
    schedules: tuple[dict, ...] = (),
    costs: tuple[dict, ...] = (),
    phones: tuple[str, ...] = (),
    **fields: Any,
) -> Service:
    """A published service, checked yesterday, that search knows."""
    details = {
        "slug": slugify(name),
        "organisation": fields.pop("organisation", None) or organisation(),
        "assured_date": timezone.localdate() - timedelta(days=1),
        "assurer": "Olive Officer",
    }
    made = Service.objects.create(name_en=name, **details | fields)
    made.terms.add(*terms)
    for location in places:
        ServiceAtLocation.objects.create(service=made, location=location)
    for schedule in schedules:
        Schedule.objects.create(service=made, **{"freq": "WEEKLY", **schedule})
    for cost in costs:
        CostOption.objects.create(service=made, **cost)
    for number in phones:
        Phone.objects.create(service=made, number=number)
    indexing.index(Service.objects.filter(pk=made.pk))
    return made


def postcode(code: str, easting: int, northing: int) -> Postcode:
    return Postcode.objects.create(code=code.replace(" ", ""), easting=easting, northing=northing)


def at(text: str) -> time:
    return time.fromisoformat(text)


def days_from_today(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
