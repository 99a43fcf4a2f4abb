"""Whom we write to about a listing: the people who look after it, or else its own address."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf, Trim

from accounts.models import Membership, User
from core.languages import SOURCE
from core.models import BouncedAddress
from directory.querysets import ServiceQuerySet


@dataclass(frozen=True)
class Reader:
    """An address that may be asked about a listing."""

    address: str
    # Of the person who looks after it; nothing for the listing's own address.
    name: str
    is_bounced: bool


def with_contact(services: ServiceQuerySet) -> ServiceQuerySet:
    """Each with `listing_address`, its own e-mail address or else its organisation's, and with
    `contact`, the first address that we write to: of a person who looks after it and whom mail
    reaches, or else the listing's. Both are "" when there is none."""
    own = NullIf(Lower(Trim("email")), Value(""))
    of_organisation = NullIf(Lower(Trim("organisation__email")), Value(""))
    listing_address = Coalesce(own, of_organisation, Value(""), output_field=CharField())
    reached = _members().exclude(user__email__in=BouncedAddress.objects.values("address"))
    first = Subquery(reached.order_by("created_at", "pk").values("user__email")[:1])
    return services.annotate(
        listing_address=listing_address,
        contact=Coalesce(first, listing_address, output_field=CharField()),
    )


def with_bounced(services: ServiceQuerySet) -> ServiceQuerySet:
    """Each with `is_bounced`: mail does not reach its contact, or one of the people who look after
    it. Expects `with_contact`."""
    bounced = BouncedAddress.objects.all()
    people = _members().filter(user__email__in=bounced.values("address"))
    of_contact = Exists(bounced.filter(address=OuterRef("contact")))
    return services.annotate(is_bounced=Q(of_contact) | Q(Exists(people)))


def reachable(services: ServiceQuerySet) -> ServiceQuerySet:
    """Those that have an address that mail reaches. Expects `with_contact`."""
    bounced = BouncedAddress.objects.filter(address=OuterRef("contact"))
    return services.exclude(contact="").exclude(Exists(bounced))


def asked_at(services: ServiceQuerySet, address: str) -> ServiceQuerySet:
    """Those about which we write to `address`. Expects `with_contact`."""
    return services.filter(Q(contact=address) | Q(organisation__in=_organisations_of(address)))


def known_at(services: ServiceQuerySet, address: str) -> ServiceQuerySet:
    """Those whose own address it is, or that its owner looks after. Expects `with_contact`."""
    return services.filter(
        Q(listing_address=address) | Q(organisation__in=_organisations_of(address))
    )


def of(services: Iterable[Any]) -> dict[UUID, list[Reader]]:
    """Whom we write to about each, by its key: everybody who looks after it, and its own address
    when mail reaches none of them.

    Expects rows with pk, organisation_id and listing_address; asks twice, however many they are.
    """
    services = list(services)
    people: dict[UUID, list[User]] = defaultdict(list)
    organisations = {service.organisation_id for service in services}
    rows = Membership.objects.current().filter(organisation__in=organisations)
    for row in rows.select_related("user").order_by("created_at", "pk"):
        people[row.organisation_id].append(row.user)
    wanted = {service.listing_address for service in services}
    wanted |= {user.email for users in people.values() for user in users}
    bounced = set(
        BouncedAddress.objects.filter(address__in=wanted).values_list("address", flat=True)
    )
    return {
        service.pk: _readers(people[service.organisation_id], service.listing_address, bounced)
        for service in services
    }


def _readers(people: list[User], listing_address: str, bounced: set[str]) -> list[Reader]:
    found = [Reader(user.email, str(user), user.email in bounced) for user in people]
    if listing_address and all(reader.is_bounced for reader in found):
        found.append(Reader(listing_address, "", listing_address in bounced))
    return found


def language_of(address: str) -> str:
    """What the person of that address reads; English where nobody has told us."""
    people = User.objects.filter(email=address, is_active=True)
    return people.values_list("language", flat=True).first() or SOURCE


def is_member(address: str) -> bool:
    return Membership.objects.current().filter(user__email=address).exists()


def _members() -> "QuerySet[Membership]":
    rows: Any = Membership.objects.current().filter(organisation=OuterRef("organisation"))
    return rows


def _organisations_of(address: str) -> "QuerySet[Any, Any]":
    rows: Any = Membership.objects.current().filter(user__email=address)
    return rows.values("organisation")
