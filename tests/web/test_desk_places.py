"""The officer's pages about organisations and places."""

import pytest

from core.models import AuditEvent
from directory.models import Location, Organisation
from search.models import SearchDocument
from tests.desk import rows
from tests.listings import organisation, place, postcode, service, term

ORGANISATIONS = "/desk/directory/organisations/"
PLACES = "/desk/directory/locations/"
ADDRESS = {"name_en": "Hall", "location_type": "physical", "postal_code": "SO14 7LY"}


@pytest.fixture
def postcodes(db) -> None:
    postcode("SO14 7LY", 441_900, 112_200)
    postcode("SO15 3DT", 440_700, 113_100)


# --- Organisations -------------------------------------------------------------------------------


def test_an_organisation_is_added_and_filled_in(eddies, client, db):
    added = eddies.post(f"{ORGANISATIONS}add/", {"name_en": "Buzz Network", "kind": "charity"})
    buzz = Organisation.objects.get()
    assert added["Location"] == f"{ORGANISATIONS}{buzz.pk}/"
    assert (buzz.slug, buzz.kind) == ("buzz-network", "charity")
    number = {"identifier_type": "GB-CHC", "identifier": "123456"}
    eddies.post(
        f"{ORGANISATIONS}{buzz.pk}/edit/registers/", {"version": "1", **rows("identifiers", number)}
    )
    phone = rows("phones", {"number": "01632 960009"})
    sent = {"version": "2", "website": "buzz.example.org", **phone}
    eddies.post(f"{ORGANISATIONS}{buzz.pk}/edit/contact/", sent)
    buzz.refresh_from_db()
    assert (buzz.website, buzz.version) == ("https://buzz.example.org", 3)
    assert [str(each) for each in buzz.identifiers.all()] == ["GB-CHC 123456"]
    assert [each.number for each in buzz.phones.all()] == ["01632 960009"]
    assert client.get("/organisations/buzz-network/").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "not an address"),
        ("website", "ftp://example.org"),
        ("email", "nobody"),
        ("email", "a@b"),
    ],
)
def test_contacts_that_lead_nowhere_are_refused(eddies, field, typed, db):
    buzz = organisation("Buzz")
    sent = {"version": "1", field: typed, **rows("phones")}
    response = eddies.post(f"{ORGANISATIONS}{buzz.pk}/edit/contact/", sent)
    if (field, typed) == ("website", "ftp://example.org"):
        assert response.status_code in (200, 302)
        buzz.refresh_from_db()
        assert not buzz.website.startswith("javascript")
    else:
        assert list(response.context["form"].errors) == [field]


def test_an_organisations_new_name_is_on_its_services_cards(eddies, db):
    buzz = organisation("Buzz")
    club = service("Club", organisation=buzz)
    eddies.post(f"{ORGANISATIONS}{buzz.pk}/edit/about/", {"version": "1", "name_en": "Hum"})
    document = SearchDocument.objects.get(object_id=club.pk, language="en")
    assert document.data["organisation"] == "Hum"


def test_an_organisation_with_services_stays(olives, db):
    buzz = organisation("Buzz", archived_at="2026-01-01T00:00Z")
    service("Club", organisation=buzz)
    assert olives.get(f"{ORGANISATIONS}{buzz.pk}/delete/").status_code == 200
    assert olives.post(f"{ORGANISATIONS}{buzz.pk}/delete/").status_code == 409
    assert Organisation.objects.filter(pk=buzz.pk).exists()


def test_the_lists_never_take_more_queries(eddies, db, django_assert_max_num_queries):
    for number in range(20):
        hall = place(f"Hall {number:02}")
        for club in range(2):
            host = organisation(f"Host {number:02}")
            service(f"Club {number} {club}", organisation=host, places=(hall,))
    with django_assert_max_num_queries(8):
        hosts = eddies.get(ORGANISATIONS)
    with django_assert_max_num_queries(8):
        halls = eddies.get(PLACES)
    assert {each.service_count for each in hosts.context["page"]} == {2}
    assert {each.service_count for each in halls.context["page"]} == {2}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("q=so15", ["Refuge"]),
        ("show=hidden", ["Refuge"]),
        ("show=unmapped", ["Nowhere"]),
        ("show=unused", ["Nowhere", "Refuge"]),
        ("q=hall", ["Hall"]),
        ("", ["Hall", "Nowhere", "Refuge"]),
    ],
)
def test_the_list_of_places_narrows(eddies, db, chosen, expected):
    hall = place("Hall", postal_code="SO14 7LY")
    place("Nowhere", latitude=None, longitude=None, postal_code="")
    place("Refuge", hidden=True)
    service("Club", places=(hall,))
    found = eddies.get(f"{PLACES}?{chosen}").context["page"]
    assert [each.name_en for each in found] == expected


# --- Places --------------------------------------------------------------------------------------


def added(client, **typed) -> Location:
    response = client.post(f"{PLACES}add/", ADDRESS | typed)
    assert response.status_code == 302, response.context["form"].errors
    return Location.objects.get()


def changed(client, hall: Location, **typed) -> Location:
    address = f"{PLACES}{hall.pk}/edit/address/"
    form = client.get(address).context["form"]
    sent = {f.html_name: f.value() for f in form if f.value() not in (None, False)}
    client.post(address, {"version": str(hall.version), **sent, **typed})
    hall.refresh_from_db()
    return hall


def test_the_postcode_puts_a_place_on_the_map(eddies, postcodes):
    hall = added(eddies, postal_code="so147ly")
    assert hall.postal_code == "SO14 7LY"
    first = (hall.latitude, hall.longitude)
    assert first == pytest.approx((50.908, -1.404), abs=0.01)
    moved = changed(eddies, hall, postal_code="SO15 3DT")
    assert (moved.latitude, moved.longitude) != first


def test_a_point_typed_by_hand_is_kept(eddies, postcodes):
    hall = added(eddies, latitude="51.5", longitude="-1.25")
    assert (hall.latitude, hall.longitude) == (51.5, -1.25)
    assert changed(eddies, hall, name_en="Other").latitude == 51.5


def test_an_unknown_postcode_is_saved_and_said(eddies, postcodes):
    response = eddies.post(f"{PLACES}add/", ADDRESS | {"postal_code": "ZZ99 9ZZ"}, follow=True)
    hall = Location.objects.get()
    assert (hall.postal_code, hall.latitude) == ("ZZ99 9ZZ", None)
    assert "We do not know this postcode" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"latitude": "91", "longitude": "0"}, "latitude"),
        ({"latitude": "nan", "longitude": "0"}, "latitude"),
        ({"latitude": "51"}, "longitude"),
        ({"name_en": "", "postal_code": ""}, "name_en"),
        ({"location_type": "moon"}, "location_type"),
    ],
)
def test_places_that_cannot_be_are_refused(eddies, postcodes, typed, field):
    response = eddies.post(f"{PLACES}add/", ADDRESS | typed)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Location.objects.exists()


def test_an_address_kept_secret_is_gone_from_the_site_and_the_search_at_once(
    eddies, client, postcodes
):
    hall = place("Safe house", address_1="9 Quiet Lane")
    refuge = service("Refuge help", places=(hall,))
    assert "9 Quiet Lane" in client.get("/services/refuge-help/").content.decode()
    changed(eddies, hall, hidden="on")
    assert "Quiet Lane" not in client.get("/services/refuge-help/").content.decode()
    document = SearchDocument.objects.get(object_id=refuge.pk, language="en")
    assert document.data["places"] == []
    assert not document.places.exists()
    assert "Secret" in eddies.get(f"{PLACES}{hall.pk}/").content.decode()


def test_a_place_in_use_cannot_be_deleted_and_an_unused_one_can(olives, eddies, db):
    hall, spare = place("Hall"), place("Spare")
    service("Club", places=(hall,))
    assert olives.post(f"{PLACES}{hall.pk}/delete/").status_code == 409
    assert olives.post(f"{PLACES}{spare.pk}/delete/").status_code == 302
    assert list(Location.objects.all()) == [hall]
    assert AuditEvent.objects.get(verb="location.deleted").object_label == "Spare"


def test_what_a_place_has_is_a_filter_of_its_services(eddies, db):
    hall, ramp = place("Hall"), term("accessibility", "step-free")
    club = service("Club", places=(hall,))
    eddies.post(
        f"{PLACES}{hall.pk}/edit/access/", {"version": "1", "accessibility": [str(ramp.pk)]}
    )
    document = SearchDocument.objects.get(object_id=club.pk, language="en")
    assert "accessibility:step-free" in document.facets
