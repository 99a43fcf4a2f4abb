"""The officer's pages about services: lists, editing, publishing, archiving, copying."""

import pytest

from core.models import AuditEvent
from directory.models import Location, Organisation, Phone, Service, ServiceAtLocation
from search.models import SearchDocument
from tests.desk import rows, saved, sent_by
from tests.listings import at, organisation, place, postcode, service, term

LIST = "/desk/directory/services/"
SCRIPT = "<script>alert('ha')</script>"
ARABIC = "نادي السباحة"


def page(record: Service, more: str = "") -> str:
    return f"{LIST}{record.pk}/{more}"


def section(record: Service, slug: str) -> str:
    return page(record, f"edit/{slug}/")


@pytest.fixture
def club(db) -> Service:
    return service(
        "Swim club",
        description="Swimming for everybody.",
        phones=("01632 960001",),
        schedules=({"freq": "WEEKLY", "days": ["MO"], "opens_at": at("10:00")},),
        costs=({"amount": "4.50"},),
        places=(place("Baths"),),
        terms=(term("category", "sport"), term("need", "autism")),
    )


# --- The list ------------------------------------------------------------------------------------


@pytest.fixture
def many(db) -> None:
    for number in range(55):
        service(f"Club {number:02}", organisation=organisation(f"Host {number % 7}"))


def names(response) -> list[str]:
    return [each.name for each in response.context["page"]]


def test_the_list_has_pages_and_never_more_queries(olives, many, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        first = olives.get(LIST)
    assert len(names(first)) == 50
    assert len(names(olives.get(f"{LIST}?page=2"))) == 5
    assert len(names(olives.get(f"{LIST}?page=99"))) == 5
    assert len(names(olives.get(f"{LIST}?page=no"))) == 50


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("q=swim", ["Swim club"]),
        ("q=club+swim", ["Swim club"]),
        ("q=swim+chess", []),
        ("organisation=harbour", ["Swim club"]),
        ("topic=sport", ["Swim club"]),
        ("state=drafts", ["Draft"]),
        ("state=archived", ["Old"]),
        ("state=closed", ["Shut"]),
        ("check=never", ["New"]),
        ("check=overdue", ["Late"]),
        ("missing=description", ["Late", "New", "Shut"]),
        ("missing=topic", ["Late", "New", "Shut"]),
        ("missing=place", ["Late", "New", "Shut"]),
        ("missing=contact", ["Late", "New", "Shut"]),
    ],
)
def test_the_list_narrows(olives, club, chosen, expected):
    other = organisation("Elsewhere")
    service("Draft", organisation=other, status="inactive")
    service("Old", organisation=other, archived_at="2026-01-01T00:00Z")
    service("Shut", organisation=other, status="temporarily closed")
    service("New", organisation=other, assured_date=None, review_due=None)
    service("Late", organisation=other, review_due="2020-01-01")
    assert names(olives.get(f"{LIST}?{chosen}&sort=name")) == expected


@pytest.mark.parametrize(
    "odd", ["topic=none", "state=nonsense", "sort=1;drop", "q=" + "x" * 5000, "q=%00", "q=%25_"]
)
def test_an_odd_address_shows_a_list_all_the_same(olives, club, odd):
    service("Old", archived_at="2026-01-01T00:00Z")
    response = olives.get(f"{LIST}?{odd}")
    assert response.status_code == 200
    assert "Old" not in names(response)


# --- One page ------------------------------------------------------------------------------------


def test_a_viewer_sees_what_a_service_says_but_no_button(signed_in, vera, club):
    html = signed_in(vera).get(page(club)).content.decode()
    assert "Swimming for everybody." in html
    assert "01632 960001" in html
    assert "Every Monday" in html
    assert "£4.50" in html
    assert "Baths" in html
    for word in ("Change<", "Mark as checked", "Archive", "Publish", "Make a copy"):
        assert word not in html


def test_what_is_missing_is_said(olives, club):
    bare = service("Bare", organisation=organisation("Nobody"))
    assert "Missing" in olives.get(page(bare)).content.decode()
    assert "Missing" not in olives.get(page(club)).content.decode()


def test_the_page_takes_a_fixed_number_of_queries(olives, club, django_assert_max_num_queries):
    for number in range(20):
        Phone.objects.create(service=club, number=f"01632 9600{number:02}")
    with django_assert_max_num_queries(32):
        olives.get(page(club))


# --- Editing -------------------------------------------------------------------------------------


def test_an_edit_is_saved_audited_searched_and_counted(eddies, eddie, club):
    saved(eddies, club, "about", name_en="Splash club", summary_en="For all")
    assert (club.name_en, club.summary_en, club.version) == ("Splash club", "For all", 2)
    event = AuditEvent.objects.get(verb="service.changed")
    assert (event.actor, event.object_id) == (eddie, str(club.pk))
    assert sorted(event.detail["fields"]) == ["name_en", "summary_en"]
    document = SearchDocument.objects.get(object_id=club.pk, language="en")
    assert document.title == "Splash club"


def test_the_address_stays_when_the_name_changes_and_the_old_one_leads_on(eddies, client, club):
    saved(eddies, club, "about", name_en="Quite another name")
    assert club.slug == "swim-club"
    saved(eddies, club, "address", slug="splash")
    assert client.get("/services/splash/").status_code == 200
    moved = client.get("/services/swim-club/")
    assert (moved.status_code, moved["Location"]) == (301, "/services/splash/")


@pytest.mark.parametrize("taken", ["other", "topics", "my-list"])
def test_an_address_that_is_taken_is_refused_in_plain_words(eddies, club, taken):
    service("Other")
    address = section(club, "address")
    sent = sent_by(eddies.get(address)) | {"slug": taken}
    response = eddies.post(address, sent)
    assert response.status_code == 200
    assert "Another page has this address" in response.content.decode()


def test_saving_nothing_makes_no_version(eddies, club):
    for slug in (
        "about",
        "who",
        "how",
        "times",
        "cost",
        "places",
        "contact",
        "topics",
        "languages",
    ):
        saved(eddies, club, slug)
    assert club.version == 1
    assert not AuditEvent.objects.filter(verb="service.changed").exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(eddies, club):
    address = section(club, "who")
    sent = sent_by(eddies.get(address))
    sent |= {"minimum_age": "12", "maximum_age": "5", "who_for_en": "Kept words"}
    html = eddies.post(address, sent).content.decode()
    assert "There is a problem" in html
    assert "The oldest age must not be below the youngest." in html
    assert "<title>Error:" in html.replace("\n", "")
    assert "Kept words" in html
    club.refresh_from_db()
    assert club.minimum_age is None


def test_scripts_and_right_to_left_words_are_words(eddies, olives, client, club):
    saved(eddies, club, "about", name_en=SCRIPT, summary_en=ARABIC, description_en=SCRIPT)
    for address in (page(club), LIST, section(club, "about"), page(club, "history/")):
        html = olives.get(address).content.decode()
        assert SCRIPT not in html
        assert ARABIC in html or address == LIST
    assert SCRIPT not in client.get(f"/services/{club.slug}/").content.decode()


def test_far_too_much_is_refused(eddies, club):
    address = section(club, "about")
    sent = sent_by(eddies.get(address))
    too_long = eddies.post(address, sent | {"name_en": "x" * 256})
    assert too_long.status_code == 200
    assert too_long.context["form"].errors["name_en"]
    prose = eddies.post(address, sent | {"description_en": "x" * 20_001})
    assert prose.context["form"].errors["description_en"]
    huge = eddies.post(address, sent | {"description_en": "x" * 3_000_000})
    assert huge.status_code == 400
    club.refresh_from_db()
    assert club.version == 1


def test_markdown_can_be_looked_at_before_saving(eddies, club):
    address = section(club, "about")
    sent = sent_by(eddies.get(address))
    sent |= {"description_en": f"**Bold**\n\n{SCRIPT}", "preview": "1", "name_en": ""}
    html = eddies.post(address, sent).content.decode()
    assert "<strong>Bold</strong>" in html
    assert SCRIPT not in html
    assert "There is a problem" not in html
    club.refresh_from_db()
    assert club.version == 1


# --- Rows ----------------------------------------------------------------------------------------


def test_a_row_is_added_without_a_script_and_nothing_typed_is_lost(eddies, club):
    address = section(club, "contact")
    sent = sent_by(eddies.get(address))
    sent |= {"website": "not yet an addr", "phones-0-number": "999", "add_row": "1"}
    response = eddies.post(address, sent)
    formset = response.context["rows"]
    assert len(formset.forms) == 2
    html = response.content.decode()
    assert "not yet an addr" in html
    assert "There is a problem" not in html
    assert formset.forms[0]["number"].value() == "999"
    again = sent_by(response) | {
        "website": "www.example.org",
        "phones-1-number": "01632 960002",
        "phones-1-label_en": "Bookings",
    }
    assert eddies.post(address, again).status_code == 302
    club.refresh_from_db()
    assert club.website == "https://www.example.org"
    assert [(p.number, p.label_en or "") for p in club.phones.all()] == [
        ("01632 960002", "Bookings"),
        ("999", ""),
    ]


def test_a_row_is_changed_in_place_and_another_removed(eddies, club):
    kept = club.phones.get()
    gone = Phone.objects.create(service=club, number="2")
    address = section(club, "contact")
    response = eddies.get(address)
    index = {form.instance.pk: form.prefix for form in response.context["rows"].forms}
    sent = sent_by(response)
    sent |= {f"{index[kept.pk]}-label_en": "Text", f"{index[gone.pk]}-DELETE": "on"}
    assert eddies.post(address, sent).status_code == 302
    (row,) = club.phones.all()
    assert (row.pk, row.label_en) == (kept.pk, "Text")


def test_a_row_of_another_service_cannot_be_taken(eddies, club):
    theirs = Phone.objects.create(service=service("Other"), number="1")
    sent = {"version": "1", **rows("phones", {"id": str(theirs.pk), "number": "666"}, already=1)}
    assert eddies.post(section(club, "contact"), sent).status_code == 302
    theirs.refresh_from_db()
    assert theirs.number == "1"
    assert theirs.service != club
    assert club.phones.filter(number="666").exists()


@pytest.mark.parametrize("total", ["1000000", "-5", "many", ""])
def test_a_made_up_number_of_rows_does_no_harm(eddies, club, total):
    sent = {"version": "1", **rows("phones", {"number": "7"})}
    sent["phones-TOTAL_FORMS"] = total
    assert eddies.post(section(club, "contact"), sent).status_code in (200, 302)
    assert club.phones.count() <= 2


TIME = {"freq": "WEEKLY", "interval": "1", "days": ["TU", "TH"], "opens_at": "9.30am"}


def test_times_are_typed_as_people_write_them(eddies, club):
    club.schedules.all().delete()
    typed = [{**TIME, "closes_at": "midday"}, {**TIME, "opens_at": "1530", "closes_at": "5 pm"}]
    sent = {"version": "1", **rows("schedules", *typed)}
    assert eddies.post(section(club, "times"), sent).status_code == 302
    assert sorted((str(s.opens_at), str(s.closes_at)) for s in club.schedules.all()) == [
        ("09:30:00", "12:00:00"),
        ("15:30:00", "17:00:00"),
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({**TIME, "days": []}, "days"),
        ({**TIME, "opens_at": "half nine"}, "opens_at"),
        ({**TIME, "closes_at": "8am"}, "closes_at"),
        ({**TIME, "opens_at": "", "closes_at": "8am"}, "opens_at"),
        ({**TIME, "interval": "2"}, "dtstart"),
        ({**TIME, "interval": "0"}, "interval"),
        ({**TIME, "freq": "MONTHLY", "week_of_month": "2", "days": []}, "days"),
        ({"freq": "", "interval": "1", "opens_at": "9am"}, "valid_from"),
        (
            {**TIME, "valid_from_day": "31", "valid_from_month": "2", "valid_from_year": "2027"},
            "valid_from",
        ),
        ({**TIME, "freq": "DAILY"}, "freq"),
        ({**TIME, "days": ["XX"]}, "days"),
        ({**TIME, "location": "00000000-0000-4000-8000-000000000000"}, "location"),
    ],
)
def test_a_time_that_cannot_be_is_refused(eddies, club, typed, field):
    response = eddies.post(section(club, "times"), {"version": "1", **rows("schedules", typed)})
    assert response.status_code == 200
    assert list(response.context["rows"].forms[0].errors) == [field]


@pytest.mark.parametrize(
    ("typed", "amount"), [("£4.50", "4.50"), ("0", "0.00"), ("", None), (" 12 ", "12.00")]
)
def test_prices(eddies, club, typed, amount):
    club.cost_options.all().delete()
    price = {"amount": typed, "option_en": "Child"}
    response = eddies.post(section(club, "cost"), {"version": "1", **rows("cost_options", price)})
    assert response.status_code == 302
    (row,) = club.cost_options.all()
    assert row.amount is None if amount is None else str(row.amount) == amount


@pytest.mark.parametrize("typed", ["-1", "free", "12345678", "1.234", "NaN", "Infinity"])
def test_prices_that_are_none(eddies, club, typed):
    sent = {"version": "1", **rows("cost_options", {"amount": typed, "option_en": "Child"})}
    response = eddies.post(section(club, "cost"), sent)
    assert list(response.context["rows"].forms[0].errors) == ["amount"]


def test_terms_of_other_kinds_are_left_alone(eddies, club):
    art = term("category", "art")
    saved(eddies, club, "topics", category=[str(art.pk)])
    assert {each.slug for each in club.terms.all()} == {"art", "autism"}
    saved(eddies, club, "who", need=None)
    assert {each.slug for each in club.terms.all()} == {"art"}


def test_a_language_that_an_import_brought_stays(eddies, club):
    Service.objects.filter(pk=club.pk).update(languages=["yue"])
    saved(eddies, club, "languages", languages=["yue", "pl"])
    assert club.languages == ["yue", "pl"]


# --- Places --------------------------------------------------------------------------------------


def test_a_known_place_is_looked_up_and_added(eddies, club):
    hall = place("Town hall", postal_code="SO14 7LY")
    found = eddies.get(page(club, "places/?q=so14"))
    assert [each.pk for each in found.context["found"]] == [hall.pk]
    eddies.post(page(club, "places/"), {"location": str(hall.pk)})
    eddies.post(page(club, "places/"), {"location": str(hall.pk)})
    assert ServiceAtLocation.objects.filter(service=club, location=hall).count() == 1
    document = SearchDocument.objects.get(object_id=club.pk, language="en")
    assert len(document.data["places"]) == 2


def test_a_new_place_is_added_and_put_on_the_map_by_its_postcode(eddies, club):
    postcode("SO15 3DT", 440_700, 113_100)
    response = eddies.post(
        f"/desk/directory/locations/add/?service={club.pk}",
        {"name_en": "New hall", "location_type": "physical", "postal_code": "so153dt"},
    )
    assert response.status_code == 302
    hall = Location.objects.get(name_en="New hall")
    assert hall.postal_code == "SO15 3DT"
    assert hall.latitude == pytest.approx(50.9, abs=0.2)
    assert club.at_locations.filter(location=hall).exists()


def test_a_place_is_taken_away_but_not_deleted(eddies, club):
    hall = club.locations.get()
    saved(eddies, club, "places", **{"at_locations-0-DELETE": "on"})
    assert not club.locations.exists()
    assert Location.objects.filter(pk=hall.pk).exists()


# --- Adding, copying, checking, publishing -------------------------------------------------------


def test_a_new_service_is_a_draft_until_an_officer_publishes_it(eddies, olives, client, db):
    host = organisation("Buzz")
    assert eddies.get("/desk/directory/services/add/")["Location"].endswith("/add/organisation/")
    found = eddies.get("/desk/directory/services/add/organisation/?q=buzz")
    assert str(host.pk) in found.content.decode()
    added = eddies.post(
        f"/desk/directory/services/add/?organisation={host.pk}", {"name_en": "Fresh start"}
    )
    draft = Service.objects.get(name_en="Fresh start")
    assert added["Location"] == page(draft)
    assert (draft.status, draft.slug) == ("inactive", "fresh-start")
    assert client.get("/services/fresh-start/").status_code == 404
    assert eddies.post(page(draft, "publish/")).status_code == 404
    olives.post(page(draft, "publish/"))
    assert client.get("/services/fresh-start/").status_code == 200
    assert SearchDocument.objects.filter(object_id=draft.pk).exists()


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_a_service_of_no_organisation_cannot_be_added(eddies, db, key):
    response = eddies.post(
        f"/desk/directory/services/add/?organisation={key}", {"name_en": "Fresh start"}
    )
    assert response.status_code == 404
    assert not Service.objects.exists()


def test_two_services_of_one_name_have_two_addresses(eddies, club):
    host = club.organisation
    eddies.post(f"/desk/directory/services/add/?organisation={host.pk}", {"name_en": "Swim club"})
    assert Service.objects.filter(slug="swim-club-2").exists()


def test_a_copy_brings_everything_but_the_check(eddies, club):
    club.name_pl, club.summary_pl = "Klub", "Pływanie"
    club.save()
    eddies.post(page(club, "copy/"), {"name": "Swim club, Tuesdays"})
    draft = Service.objects.get(name_en="Swim club, Tuesdays")
    assert (draft.status, draft.assured_date, draft.version) == ("inactive", None, 1)
    assert (draft.name_pl, draft.summary_pl) == (None, "Pływanie")
    for relation in ("phones", "schedules", "cost_options", "at_locations", "terms"):
        assert getattr(draft, relation).count() == getattr(club, relation).count() > 0
    assert club.phones.count() == 1


def test_marking_as_checked_says_who_answers_for_it_not_who_looked(eddies, eddie, club, settings):
    Service.objects.filter(pk=club.pk).update(review_due="2020-01-01", assured_date="2019-01-01")
    eddies.post(page(club, "check/"))
    club.refresh_from_db()
    assert club.assurer == settings.BRAND["council"]
    assert not club.is_overdue
    assert AuditEvent.objects.get(verb="service.checked").actor == eddie


def test_a_service_moves_to_another_organisation(eddies, club):
    host = organisation("Buzz")
    eddies.post(page(club, "organisation/"), {"organisation": str(host.pk)})
    club.refresh_from_db()
    assert club.organisation == host
    document = SearchDocument.objects.get(object_id=club.pk, language="en")
    assert document.data["organisation"] == "Buzz"


def test_a_service_does_not_move_to_an_archived_organisation(eddies, club):
    gone = organisation("Gone", archived_at="2026-01-01T00:00Z")
    response = eddies.post(page(club, "organisation/"), {"organisation": str(gone.pk)})
    assert response.status_code == 404


# --- Archiving and deleting ----------------------------------------------------------------------


def test_an_archived_service_is_off_the_site_and_can_come_back(olives, client, club):
    olives.post(page(club, "archive/"), {"reason": "It has ended"})
    assert client.get("/services/swim-club/").status_code == 404
    assert not SearchDocument.objects.filter(object_id=club.pk).exists()
    assert AuditEvent.objects.get(verb="service.archived").detail["reason"] == "It has ended"
    olives.post(page(club, "restore/"))
    assert client.get("/services/swim-club/").status_code == 200
    assert SearchDocument.objects.filter(object_id=club.pk).exists()


def test_only_what_is_archived_can_be_deleted(olives, club):
    assert olives.get(page(club, "delete/")).status_code == 404
    assert olives.post(page(club, "delete/")).status_code == 404
    olives.post(page(club, "archive/"))
    olives.post(page(club, "delete/"))
    assert not Service.objects.filter(pk=club.pk).exists()
    assert AuditEvent.objects.get(verb="service.deleted").object_label == "Swim club"


def test_the_status_is_for_officers(olives, eddies, club):
    saved(olives, club, "status", status="temporarily closed")
    assert club.status == "temporarily closed"
    response = eddies.post(section(club, "status"), {"version": "2", "status": "defunct"})
    assert response.status_code == 404
    club.refresh_from_db()
    assert club.status == "temporarily closed"


def test_an_editor_cannot_smuggle_a_status_into_another_section(eddies, club):
    saved(eddies, club, "about", name_en="New", status="defunct", archived_at="2026-01-01")
    assert (club.name_en, club.status, club.archived_at) == ("New", "active", None)


def test_an_organisation_takes_its_services_off_the_site_with_it(olives, client, club):
    host = club.organisation
    address = f"/desk/directory/organisations/{host.pk}/"
    assert "1 published service" in olives.get(f"{address}archive/").content.decode()
    olives.post(f"{address}archive/")
    assert client.get("/services/swim-club/").status_code == 404
    assert olives.post(f"{address}delete/").status_code == 409
    assert Organisation.objects.filter(pk=host.pk).exists()
    olives.post(f"{address}restore/")
    assert client.get("/services/swim-club/").status_code == 200


def test_words_typed_on_a_page_in_arabic_are_kept_as_english(eddies, club):
    address = f"/ar{section(club, 'about')}"
    sent = sent_by(eddies.get(address)) | {"name_en": "Splash"}
    assert eddies.post(address, sent).status_code == 302
    club.refresh_from_db()
    assert (club.name_en, club.name_ar) == ("Splash", None)
