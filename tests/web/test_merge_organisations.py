"""Organisations and places that are listed twice: found, made one, and what undoing can do."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, MembershipRequest
from core.models import AuditEvent
from directory import duplicates, merging
from directory.models import (
    LikelyDuplicateLocation,
    LikelyDuplicateOrganisation,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
)
from tests import listings
from tests.web.suggesting import suggest, text

pytestmark = pytest.mark.django_db
PAIRS = "/desk/directory/duplicates/"


def merge(client, folder: str, pair, kept, other, **different: Any):
    chosen = dict.fromkeys(merging.differing(kept, other), "kept")
    versions = {"kept_version": kept.version, "other_version": other.version}
    data = {"keep": str(kept.pk)} | versions | chosen | different
    return client.post(f"{PAIRS}{folder}/{pair.pk}/", data)


def pairs_of(model, kind: str) -> list[set]:
    duplicates.find(kind)
    return [{pair.first, pair.second} for pair in model.objects.open()]


# --- Organisations --------------------------------------------------------------------------------


@pytest.fixture
def twins(pat, nora) -> tuple[Organisation, Organisation]:
    """Harbour Play, which Pat looks after, and the same again, which Nora looks after."""
    kept = listings.organisation("Harbour Play")
    other = listings.organisation("Harbour Play CIC", email="hello@harbour.example")
    Phone.objects.create(organisation=kept, number="023 8083 3000")
    Phone.objects.create(organisation=other, number="+44 23 8083 3000")
    Phone.objects.create(organisation=other, number="023 8083 4000")
    OrganisationIdentifier.objects.create(
        organisation=other, identifier_type="GB-CHC", identifier="1234567"
    )
    Membership.objects.filter(user=nora).update(organisation=other)
    listings.service("Swim club", organisation=kept)
    listings.service("Dance club", organisation=other)
    return kept, other


@pytest.fixture
def pair(twins) -> LikelyDuplicateOrganisation:
    duplicates.find("organisation")
    return LikelyDuplicateOrganisation.objects.get()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"email": "a@b.example"}, {"email": "A@b.example"}, ["email"]),
        (
            {"website": "https://www.club.example/x"},
            {"website": "http://club.example"},
            ["website"],
        ),
    ],
)
def test_organisations_are_found_by_name_and_what_they_share(one, other, expected):
    listings.organisation("Harbour Play", **one)
    listings.organisation("Harbour Play Ltd", **other)
    duplicates.find("organisation")
    assert LikelyDuplicateOrganisation.objects.get().shared == expected


def test_the_number_in_a_register_proves_it_and_another_name_alone_does_not():
    one = listings.organisation("Harbour Play", email="same@club.example")
    other = listings.organisation("The Quayside Trust", email="same@club.example")
    assert pairs_of(LikelyDuplicateOrganisation, "organisation") == []
    for each, number in ((one, "123 4567"), (other, "1234567")):
        OrganisationIdentifier.objects.create(
            organisation=each, identifier_type="GB-CHC", identifier=number
        )
    assert pairs_of(LikelyDuplicateOrganisation, "organisation") == [{one, other}]


def test_everything_moves_to_the_one_that_stays(client, olive, signed_in, pair, twins, pat, nora):
    kept, other = twins
    sent = suggest(other.services.get(), wait_time_en="3 weeks")
    officer = signed_in(olive)
    page = text(officer.get(f"{PAIRS}organisations/{pair.pk}/"))
    assert "belong to the organisation that stays" in page
    response = merge(officer, "organisations", pair, kept, other, email="other")
    assert response.headers["Location"] == f"/desk/directory/organisations/{kept.pk}/"
    kept.refresh_from_db()
    assert kept.email == "hello@harbour.example"
    assert {each.name_en for each in kept.services.all()} == {"Swim club", "Dance club"}
    assert sorted(each.number for each in kept.phones.all()) == ["023 8083 3000", "023 8083 4000"]
    assert [str(each) for each in kept.identifiers.all()] == ["GB-CHC 1234567"]
    current = kept.memberships.filter(ended_at__isnull=True)
    assert {each.user for each in current} == {pat, nora}
    sent.refresh_from_db()
    assert sent.organisation == kept
    assert AuditEvent.objects.filter(verb="organisation.merged", actor=olive).count() == 1
    # Families: one page, at both addresses, and search names the organisation that stays.
    response = client.get("/organisations/harbour-play-cic/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/organisations/harbour-play/"
    assert "Harbour Play CIC" not in text(client.get("/services/?q=dance"))


def test_somebody_of_both_is_there_once_and_trust_needs_both(olive, signed_in, pair, twins, pat):
    kept, other = twins
    Membership.objects.create(user=pat, organisation=other)
    Organisation.objects.filter(pk=kept.pk).update(is_trusted=True)
    merge(signed_in(olive), "organisations", pair, kept, other)
    kept.refresh_from_db()
    assert kept.memberships.filter(user=pat, ended_at__isnull=True).count() == 1
    assert not other.memberships.filter(ended_at__isnull=True).exists()
    assert not kept.is_trusted


def test_whoever_asked_to_look_after_both_has_asked_once(olive, signed_in, pair, twins):
    kept, other = twins
    for organisation, email in (
        (kept, "a@b.example"),
        (other, "a@b.example"),
        (other, "c@b.example"),
    ):
        MembershipRequest.objects.create(
            organisation=organisation, email=email, name="Ann", state="waiting"
        )
    merge(signed_in(olive), "organisations", pair, kept, other)
    waiting = kept.membership_requests.filter(state="waiting")
    assert sorted(each.email for each in waiting) == ["a@b.example", "c@b.example"]
    assert not other.membership_requests.exists()


def test_the_trust_stays_where_nobody_looks_after_the_other_one(
    olive, signed_in, pair, twins, nora
):
    kept, other = twins
    other.memberships.update(ended_at=timezone.now())
    Organisation.objects.filter(pk=kept.pk).update(is_trusted=True)
    merge(signed_in(olive), "organisations", pair, kept, other)
    kept.refresh_from_db()
    assert kept.is_trusted


def test_undoing_brings_the_other_one_back_without_its_services(
    client, olive, signed_in, pair, twins
):
    kept, other = twins
    officer = signed_in(olive)
    merge(officer, "organisations", pair, kept, other)
    page = text(officer.get(f"/desk/directory/organisations/{other.pk}/"))
    assert "It was merged into another listing" in page
    officer.post(f"/desk/directory/organisations/{other.pk}/restore/")
    other.refresh_from_db()
    assert (other.archived_at, other.merged_into) == (None, None)
    assert client.get("/organisations/harbour-play-cic/").status_code == 200
    assert kept.services.count() == 2


def test_a_change_meanwhile_is_not_lost(olive, signed_in, pair, twins):
    kept, other = twins
    Organisation.objects.filter(pk=other.pk).update(version=2, description_en="New words")
    response = merge(signed_in(olive), "organisations", pair, kept, other)
    assert response.status_code == 409
    assert "New words" in text(response)
    other.refresh_from_db()
    assert other.archived_at is None


def test_an_officer_names_a_pair_that_was_not_found_and_calls_one_different(olive, signed_in):
    one, other = listings.organisation("Portage"), listings.organisation("Home visits")
    client = signed_in(olive)
    address = f"/desk/directory/organisations/{one.pk}/merge/"
    assert "Home visits" in text(client.get(f"{address}?q=visits"))
    response = client.post(address, {"other": other.pk})
    assert client.get(response.headers["Location"]).status_code == 200
    client.post(f"{response.headers['Location']}different/")
    assert client.get(response.headers["Location"]).status_code == 404
    assert AuditEvent.objects.filter(verb="organisation.not_duplicate").count() == 1
    for hostile in (one.pk, "x", listings.service("Club").pk):
        assert client.post(address, {"other": hostile}).status_code == 404


def test_a_pair_of_one_kind_has_no_page_of_another(olive, signed_in, pair):
    client = signed_in(olive)
    for folder in ("", "locations/"):
        assert client.get(f"{PAIRS}{folder}{pair.pk}/").status_code == 404


# --- Places ---------------------------------------------------------------------------------------


@pytest.fixture
def halls() -> tuple[Location, Location]:
    kept = listings.place("Shirley Hall")
    other = listings.place("Shirley Village Hall", access_note_en="A ramp at the side.")
    step_free = listings.term("accessibility", "step-free")
    other.terms.add(step_free)
    return kept, other


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"address_1": "1 HIGH STREET", "postal_code": "so153dt"}, True),
        ({"address_1": "2 High Street"}, True),  # nearly the same name, at the same point
        ({"name_en": "Old Barn", "address_1": "2 High Street"}, False),
        ({"address_1": "9 Low Road", "postal_code": "SO14 1AA", "latitude": 51.2}, False),
        ({"hidden": True}, False),
    ],
)
def test_places_are_found_by_address_and_by_point(fields, found):
    listings.place("Shirley Hall")
    listings.place(**{"name": fields.pop("name_en", "Shirley hall")} | fields)
    assert bool(pairs_of(LikelyDuplicateLocation, "location")) is found


def test_services_and_times_move_without_doubles(client, olive, signed_in, halls):
    kept, other = halls
    both = listings.service("Both", places=halls, schedules=({"location": other, "days": ["MO"]},))
    both.at_locations.filter(location=other).update(description_en="Upstairs")
    alone = listings.service("Alone", places=(other,))
    pair = duplicates.pair_of(kept, other)
    merge(signed_in(olive), "locations", pair, kept, other, access_note="other")
    kept.refresh_from_db()
    other.refresh_from_db()
    assert kept.access_note_en == "A ramp at the side."
    assert [str(term) for term in kept.terms.all()] == ["Step free"]
    for each in (both, alone):
        assert [at.location for at in each.at_locations.all()] == [kept]
    assert both.at_locations.get().description_en == "Upstairs"
    assert both.schedules.get().location == kept
    assert (other.merged_into, other.archived_at is not None) == (kept, True)
    assert "Shirley Hall" in text(client.get("/services/alone/"))
    history = text(signed_in(olive).get(f"/desk/directory/services/{alone.pk}/history/"))
    assert "Olive Officer" in history


def test_a_place_that_was_merged_is_chosen_no_more_and_comes_back(olive, signed_in, halls):
    kept, other = halls
    club = listings.service("Club")
    client = signed_in(olive)
    merge(client, "locations", duplicates.pair_of(kept, other), kept, other)
    choose = f"/desk/directory/services/{club.pk}/places/"
    assert "Shirley Village Hall" not in text(client.get(f"{choose}?q=shirley"))
    assert client.post(choose, {"location": other.pk}).status_code == 404
    assert "Shirley Village Hall" not in text(client.get("/desk/directory/locations/"))
    assert "Shirley Village Hall" in text(client.get("/desk/directory/locations/?show=merged"))
    assert "merged into another place" in text(client.get(f"/desk/directory/locations/{other.pk}/"))
    client.post(f"/desk/directory/locations/{other.pk}/restore/")
    assert "Shirley Village Hall" in text(client.get(f"{choose}?q=shirley"))


def test_a_secret_place_is_never_made_one_with_a_known_one(olive, signed_in):
    refuge, hall = listings.place("The refuge", hidden=True), listings.place("Shirley Hall")
    client = signed_in(olive)
    address = f"/desk/directory/locations/{hall.pk}/merge/"
    assert "refuge" not in text(client.get(f"{address}?q=refuge")).split("Look up")[1]
    assert client.post(address, {"other": refuge.pk}).status_code == 404
    pair = duplicates.pair_of(refuge, hall)
    assert merge(client, "locations", pair, hall, refuge).status_code == 404
    refuge.refresh_from_db()
    assert refuge.archived_at is None


# --- The lists ------------------------------------------------------------------------------------


def test_the_three_lists_lead_to_each_other(olive, signed_in, pair, django_assert_max_num_queries):
    for number in range(8):
        listings.organisation(
            f"Same group {number}", name_ar=f"مجموعة {number}", email="all@group.example"
        )
        listings.place(f"Hall {number}")
    duplicates.find_all()
    client = signed_in(olive)
    for folder, words in (("organisations/", "Same group"), ("locations/", "Same street")):
        with django_assert_max_num_queries(12):
            page = text(client.get(f"{PAIRS}{folder}"))
        assert words in page
        assert "Organisations (" in page
        response = client.post(f"{PAIRS}{folder}look/")
        assert response.headers["Location"] == f"{PAIRS}{folder}"
