"""What a record was, who changed it, bringing words back; and two people at once."""

import re

import pytest

from core.models import AuditEvent
from directory import actions
from directory.models import CostOption, Phone, Schedule, Service, ServiceAtLocation
from search.models import SearchDocument
from tests.desk import saved, sent_by
from tests.listings import at, organisation, place, service, term

SERVICES = "/desk/directory/services/"


def page(record: Service, more: str = "") -> str:
    return f"{SERVICES}{record.pk}/{more}"


@pytest.fixture
def club(olive) -> Service:
    """A service as the first version of its history has it."""
    made = Service(
        name_en="Swim club",
        slug="swim-club",
        organisation=organisation(),
        description_en="Swimming for everybody.",
    )
    with actions.changing(made, by=olive, verb="service.added"):
        made.save()
        made.terms.add(term("category", "sport"), term("need", "autism"))
        Phone.objects.create(service=made, number="111")
        Schedule.objects.create(service=made, freq="WEEKLY", days=["MO"], opens_at=at("10:00"))
        CostOption.objects.create(service=made, amount="4.50", option="Child")
        ServiceAtLocation.objects.create(service=made, location=place("Baths"))
    return made


def versions(client, record: Service) -> list:
    return client.get(page(record, "history/")).context["versions"]


def told(version) -> dict[str, tuple[str, str]]:
    """What a version changed: for each label the words that went and the words that came."""
    return {
        change.label: tuple(
            "".join(piece.text for piece in change.pieces if piece.kind == kind)
            for kind in ("removed", "added")
        )
        for change in version.changes
    }


# --- Reading -------------------------------------------------------------------------------------


def test_the_first_version_is_named_as_such(olives, club):
    (first,) = versions(olives, club)
    assert (first.number, first.who, first.is_first) == (1, "Olive Officer", True)


def test_each_edit_is_a_version_with_its_words_and_its_author(olives, eddies, club):
    saved(eddies, club, "about", description_en="Swimming for disabled children.")
    newest, _first = versions(olives, club)
    assert (newest.number, newest.who) == (2, "Eddie Editor")
    assert told(newest) == {"What it is": ("everybody.", "disabled children.")}
    html = olives.get(page(club, "history/")).content.decode()
    assert re.search(r"<ins><span[^>]*>Added: </span>disabled children\.</ins>", html)
    assert "<del>" in html


def test_rows_that_are_gone_stay_in_the_history(olives, eddies, club):
    gone = {"phones-0-DELETE": "on"}
    saved(eddies, club, "contact", **gone)
    saved(eddies, club, "times", **{"schedules-0-DELETE": "on"})
    saved(eddies, club, "cost", **{"cost_options-0-DELETE": "on"})
    saved(eddies, club, "places", **{"at_locations-0-DELETE": "on"})
    saved(eddies, club, "topics", category=None)
    told_of = [told(version) for version in versions(olives, club)]
    assert told_of == [
        {"Topic": ("Sport", "")},
        {"Places": ("Baths", "")},
        {"Prices": ("£4.50 – Child", "")},
        {"Times": ("Every Monday, from 10am", "")},
        {"Phone numbers": ("111", "")},
        {},
    ]


def test_translations_and_choices_are_told_in_words(olives, eddies, club):
    saved(olives, club, "status", status="temporarily closed")
    saved(eddies, club, "how", referral=["self", "gp"])
    translate = page(club, "translate/ar/")
    opened = eddies.get(translate).context["form"]["opened"].value()
    eddies.post(translate, {"opened": opened, f"service-{club.pk}-name": "نادي"})
    newest, referral, status, _first = versions(olives, club)
    assert told(newest) == {"Name": ("", "نادي")}
    assert newest.changes[0].language == "ar"
    assert told(referral) == {"Who can refer": ("", "Anyone: no referral needed, A GP")}
    assert told(status) == {"Status": ("Open", "Closed for now")}


def test_a_long_history_has_pages_and_never_more_queries(
    olives, olive, club, django_assert_max_num_queries
):
    for number in range(25):
        with actions.changing(club, by=olive, verb="service.changed"):
            club.name_en = f"Name {number}"
            club.save()
            Phone.objects.create(service=club, number=str(number))
    with django_assert_max_num_queries(22):
        first = olives.get(page(club, "history/"))
    assert [version.number for version in first.context["versions"]] == list(range(26, 16, -1))
    last = olives.get(page(club, "history/?page=3"))
    assert [version.number for version in last.context["versions"]] == list(range(6, 0, -1))


def test_words_of_a_stranger_are_escaped_in_the_history(olives, eddies, club):
    saved(eddies, club, "about", description_en="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in olives.get(page(club, "history/")).content.decode()


def test_a_very_long_text_is_told_all_the_same(olives, eddies, club):
    saved(eddies, club, "about", description_en="word " * 3_900 + "end")
    newest, _first = versions(olives, club)
    assert told(newest)["What it is"][1].startswith("word word")


# --- Putting back --------------------------------------------------------------------------------


def put_back(client, record: Service, version: int, opened: int):
    return client.post(page(record, f"history/{version}/put-back/"), {"version": str(opened)})


def test_an_old_version_comes_back_with_its_rows_as_a_new_one(olives, eddies, eddie, club):
    phone = club.phones.get()
    saved(eddies, club, "about", name_en="Chess club", description_en="No water.")
    saved(eddies, club, "contact", **{"phones-0-DELETE": "on"})
    saved(eddies, club, "cost", **{"cost_options-0-amount": "9"})
    saved(eddies, club, "topics", category=None)
    saved(eddies, club, "places", **{"at_locations-0-DELETE": "on"})
    put_back(eddies, club, 1, opened=6)
    club.refresh_from_db()
    assert (club.name_en, club.description_en) == ("Swim club", "Swimming for everybody.")
    assert club.version == 7
    assert [row.pk for row in club.phones.all()] == [phone.pk]
    assert str(club.cost_options.get().amount) == "4.50"
    assert {each.slug for each in club.terms.all()} == {"sport", "autism"}
    assert club.locations.get().name_en == "Baths"
    event = AuditEvent.objects.get(verb="service.put_back")
    assert (event.actor, event.detail) == (eddie, {"to_version": 1})
    assert SearchDocument.objects.get(object_id=club.pk, language="en").title == "Swim club"
    assert versions(olives, club)[0].number == 7


def test_address_status_and_checks_do_not_come_back(olives, eddies, club):
    saved(eddies, club, "address", slug="splash")
    saved(olives, club, "status", status="temporarily closed")
    olives.post(page(club, "check/"))
    put_back(eddies, club, 1, opened=4)
    club.refresh_from_db()
    assert (club.slug, club.status) == ("splash", "temporarily closed")
    assert club.assured_date is not None


def test_a_place_that_is_gone_for_good_is_left_out(eddies, club):
    hall = club.locations.get()
    saved(eddies, club, "times", **{"schedules-0-location": str(hall.pk)})
    saved(eddies, club, "about", name_en="Other")
    hall.delete()
    put_back(eddies, club, 2, opened=3)
    club.refresh_from_db()
    assert club.name_en == "Swim club"
    assert not club.locations.exists()
    assert club.schedules.get().location is None


def test_putting_back_over_somebody_elses_edit_is_refused(olives, eddies, club):
    saved(eddies, club, "about", name_en="Eddie was here")
    response = put_back(olives, club, 1, opened=1)
    assert response["Location"] == page(club, "history/")
    club.refresh_from_db()
    assert club.name_en == "Eddie was here"


@pytest.mark.parametrize(
    ("version", "opened", "status"), [(99, 1, 404), (1, "x", 400), (1, "", 400)]
)
def test_versions_that_never_were(eddies, club, version, opened, status):
    assert put_back(eddies, club, version, opened).status_code == status


# --- Two people at once --------------------------------------------------------------------------


def edited_by_both(first, second, club: Service, part: str, firsts: dict, seconds: dict):
    """Both open the section, the first saves, then the second; the second's answer."""
    address = page(club, f"edit/{part}/")
    opened = sent_by(second.get(address))
    saved(first, club, part, **firsts)
    sent = {name: value for name, value in (opened | seconds).items() if value is not None}
    return second.post(address, sent)


def test_the_second_sees_what_the_first_saved_beside_what_they_typed(olives, eddies, club):
    response = edited_by_both(
        eddies,
        olives,
        club,
        "about",
        {"description_en": "Eddie's words.", "summary_en": "Eddie's sentence"},
        {"description_en": "Olive's words."},
    )
    assert response.status_code == 409
    html = response.content.decode()
    assert "Saved by Eddie Editor" in html
    assert "Eddie&#x27;s words." in html
    form = response.context["form"]
    assert form["description_en"].value() == "Olive's words."
    # Where Olive typed nothing, Eddie's words stand, so that saving does not undo them.
    assert form["summary_en"].value() == "Eddie's sentence"
    club.refresh_from_db()
    assert club.description_en == "Eddie's words."
    again = olives.post(page(club, "edit/about/"), sent_by(response))
    assert again.status_code == 302
    club.refresh_from_db()
    assert (club.description_en, club.summary_en) == ("Olive's words.", "Eddie's sentence")
    assert club.version == 3


def test_two_people_in_different_sections_do_not_disturb_each_other(olives, eddies, club):
    opened = sent_by(olives.get(page(club, "edit/how/")))
    saved(eddies, club, "about", name_en="Splash")
    saved(eddies, club, "topics", category=None)
    response = olives.post(page(club, "edit/how/"), opened | {"wait_time_en": "A week"})
    assert response.status_code == 302
    club.refresh_from_db()
    assert (club.name_en, club.wait_time_en) == ("Splash", "A week")


def test_rows_typed_by_both_are_all_there(olives, eddies, club):
    """Eddie removes the one number; Olive has changed it and typed another."""
    response = edited_by_both(
        eddies,
        olives,
        club,
        "contact",
        {"phones-0-DELETE": "on"},
        {"phones-0-label_en": "Bookings", "website": "www.example.org"},
    )
    assert response.status_code == 409
    (row,) = response.context["rows"].forms
    assert (row["number"].value(), row["label_en"].value()) == ("111", "Bookings")
    assert olives.post(page(club, "edit/contact/"), sent_by(response)).status_code == 302
    (phone,) = Phone.objects.filter(service=club)
    assert (phone.number, phone.label_en) == ("111", "Bookings")
    club.refresh_from_db()
    assert club.website == "https://www.example.org"


def test_a_row_that_the_first_added_is_not_lost(olives, eddies, club):
    address = page(club, "edit/contact/")
    opened = sent_by(olives.get(address))
    adding = eddies.post(address, sent_by(eddies.get(address)) | {"add_row": "1"})
    eddies.post(address, sent_by(adding) | {"phones-1-number": "222"})
    response = olives.post(address, opened | {"phones-0-number": "333"})
    assert response.status_code == 409
    assert [row["number"].value() for row in response.context["rows"].forms] == ["333", "222"]
    olives.post(address, sent_by(response))
    assert sorted(phone.number for phone in club.phones.all()) == ["222", "333"]


def test_ticks_of_both_are_kept_apart(olives, eddies, club):
    music = term("category", "music")
    response = edited_by_both(
        eddies,
        olives,
        club,
        "topics",
        {"category": [str(music.pk)]},
        {"accessibility": [str(term("accessibility", "step-free").pk)]},
    )
    assert response.status_code == 409
    assert olives.post(page(club, "edit/topics/"), sent_by(response)).status_code == 302
    assert {each.slug for each in club.terms.all()} == {"music", "step-free", "autism"}


@pytest.mark.parametrize("version", ["", "0", "99", "-1", "one", "9" * 30])
def test_a_version_that_never_was_is_refused(eddies, club, version):
    sent = sent_by(eddies.get(page(club, "edit/about/")))
    sent |= {"version": version, "name_en": "Smuggled"}
    assert eddies.post(page(club, "edit/about/"), sent).status_code == 400
    club.refresh_from_db()
    assert club.name_en == "Swim club"


def test_a_moment_between_looking_and_saving_is_enough(eddies, club, eddie, monkeypatch):
    """Somebody saves after this request has read the record, before it locks the row."""
    real = actions.changing
    address = page(club, "edit/about/")
    sent = sent_by(eddies.get(address)) | {"description_en": "Mine."}

    def late(record, **kwargs):
        monkeypatch.setattr(actions, "changing", real)
        other = Service.objects.get(pk=record.pk)
        with real(other, by=eddie, verb="service.changed"):
            other.description_en = "Theirs."
            other.save()
        return real(record, **kwargs)

    monkeypatch.setattr(actions, "changing", late)
    response = eddies.post(address, sent)
    assert response.status_code == 409
    assert response.context["form"]["description_en"].value() == "Mine."
    club.refresh_from_db()
    assert club.description_en == "Theirs."


# --- Other records -------------------------------------------------------------------------------


def test_organisations_and_places_have_a_history_too(eddies, olives, olive):
    host, hall = organisation("Buzz"), place("Hall")
    eddies.post(
        f"/desk/directory/organisations/{host.pk}/edit/about/",
        {"version": "1", "name_en": "Buzz Network", "kind": "charity"},
    )
    eddies.post(
        f"/desk/directory/locations/{hall.pk}/edit/access/",
        {"version": "1", "access_note_en": "A ramp."},
    )
    history = olives.get(f"/desk/directory/organisations/{host.pk}/history/")
    assert told(history.context["versions"][0]) == {
        "Name": ("", "Network"),
        "Kind": ("", "Charity"),
    }
    history = olives.get(f"/desk/directory/locations/{hall.pk}/history/")
    assert told(history.context["versions"][0]) == {"Getting in and around": ("", "A ramp.")}
    eddies.post(f"/desk/directory/organisations/{host.pk}/history/1/put-back/", {"version": "2"})
    host.refresh_from_db()
    assert (host.name_en, host.kind) == ("Buzz", "")


def test_a_secret_address_shows_in_the_history_only_behind_the_sign_in(client, olives, db):
    hall = place("Refuge", hidden=True, address_1="9 Secret Street")
    address = f"/desk/directory/locations/{hall.pk}/history/"
    assert client.get(address).status_code == 302
    assert service("Refuge help", places=(hall,)).get_absolute_url()
    assert "Secret Street" not in client.get("/services/refuge-help/").content.decode()
