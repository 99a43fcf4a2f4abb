"""What is on: the list, the page of an event, calendars, and how many came."""

from datetime import time

import pytest
from django.test import Client
from icalendar import Calendar

from directory.models import Location
from events.models import Attendance, Event
from events.tasks import index_repeating_events
from feedback.models import Occasion
from search.models import SearchDocument
from tests.newsroom import day, event
from tests.publishing import topic as made_topic

pytestmark = pytest.mark.django_db


def typed(**changes) -> dict[str, str]:
    """What an editor fills in."""
    first = day(9)
    return {
        "title_en": "Family fun day",
        "summary_en": "Games for everybody.",
        "starts_on_day": str(first.day),
        "starts_on_month": str(first.month),
        "starts_on_year": str(first.year),
        "starts_at": "10am",
        "ends_at": "midday",
        "format": "in_person",
        "booking": "none",
        "is_free": "yes",
    } | changes


# --- The list -------------------------------------------------------------------------------------


def test_events_stand_under_their_month_the_soonest_first(client, olive):
    event("Later talk", starts_on=day(20))
    event("Soon talk", starts_on=day(2))
    event("Old talk", starts_on=day(-2))
    event("Secret talk", published=False)
    page = client.get("/events/").text
    assert page.index("Soon talk") < page.index("Later talk")
    assert "Old talk" not in page
    assert "Secret talk" not in page


def test_a_past_event_can_still_be_looked_up(client, olive):
    old = event("Old talk", starts_on=day(-2))
    assert "Old talk" in client.get("/events/past/").text
    page = client.get(old.get_absolute_url()).text
    assert "This event is over" in page
    assert "noindex" in page


def test_one_that_repeats_comes_with_its_next_real_date(client, olive):
    first = day(-14)
    repeating = event("Weekly club", starts_on=first, repeat="weekly", not_on=[day(0), day(7)])
    page = client.get("/events/").text
    assert page.count("Weekly club") == 1
    own = client.get(repeating.get_absolute_url()).text
    assert own.count("Not on this day") >= 1
    # The next date that really happens is a fortnight away.
    shown = day(14)
    assert f"{shown.day} {shown:%B %Y}" in page


def test_what_is_cancelled_stays_and_says_so(client, olive):
    gone = event(cancelled=True, why_cancelled_en="The hall is flooded.")
    assert "Cancelled" in client.get("/events/").text
    page = client.get(gone.get_absolute_url()).text
    assert "This event is cancelled" in page
    assert "The hall is flooded." in page
    assert "Put it into your calendar" not in page


def test_the_list_is_narrowed_by_topic_format_and_price(client, olive):
    travel = made_topic("School travel", slug="travel")
    event("Bus talk", topic=travel, is_free=True)
    event("Online chat", format="online", is_free=False)
    assert "Online chat" not in client.get("/events/?topic=travel").text
    assert "Bus talk" not in client.get("/events/?format=online").text
    assert "Online chat" not in client.get("/events/?free=on").text
    # What does not exist narrows nothing and breaks nothing.
    page = client.get("/events/?topic=nothing&format=moon&page=999")
    assert page.status_code == 200
    assert "Bus talk" in page.text


def test_an_empty_list_says_what_to_do(client):
    assert "No event is planned at the moment" in client.get("/events/").text
    assert "No such event is planned" in client.get("/events/?free=on").text


def test_the_list_costs_the_same_for_more_events(client, olive, django_assert_max_num_queries):
    for number in range(25):
        event(f"Talk {number}", starts_on=day(number + 1))
    with django_assert_max_num_queries(6):
        client.get("/events/")


# --- The page -------------------------------------------------------------------------------------


def test_words_of_strangers_are_shown_and_not_run(client, olive):
    nasty = event(
        "<script>alert(1)</script>",
        place_en="<img src=x onerror=alert(1)>",
        how_to_book_en="[press](javascript:alert(1))",
        booking="needed",
    )
    page = client.get(nasty.get_absolute_url()).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_a_page_without_arabic_shows_english_said_to_be(client, olive):
    own = event(place_en="Town Hall", title_ar="صباح القهوة")
    page = client.get("/ar" + own.get_absolute_url()).text
    assert "صباح القهوة" in page
    assert 'lang="en" dir="ltr">Town Hall' in page


def test_a_secret_address_is_not_shown(client, olive):
    refuge = Location.objects.create(
        name_en="Lantern House", address_1="9 Hidden Way", postal_code="SO14 7LY", hidden=True
    )
    own = event(location_ids=[refuge.pk])
    for address in (own.get_absolute_url(), "/events/", "/events/calendar.ics"):
        assert "Hidden Way" not in client.get(address).text
        assert "Lantern House" not in client.get(address).text


def test_a_place_of_the_directory_brings_its_address_and_access(client, olive):
    hall = Location.objects.create(
        name_en="Old Hall", address_1="2 High Street", access_note_en="Ring the bell."
    )
    page = client.get(event(location_ids=[hall.pk]).get_absolute_url()).text
    for words in ("Old Hall", "2 High Street", "Ring the bell."):
        assert words in page


def test_the_link_to_join_goes_when_the_event_is_over(client, olive):
    address = "https://talks.example.org/room"
    own = event(format="online", online_address=address)
    assert address in client.get(own.get_absolute_url()).text
    over = event("Over", format="online", online_address=address, starts_on=day(-3))
    assert address not in client.get(over.get_absolute_url()).text


# --- Calendars ------------------------------------------------------------------------------------


def test_an_event_goes_into_a_calendar(client, olive):
    own = event("Coffee, and cake", place_en="Town Hall")
    answer = client.get(f"{own.get_absolute_url()}event.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "Coffee, and cake"
    assert entry["location"] == "Town Hall"
    assert entry.decoded("dtstart").date() == own.starts_on
    assert entry.decoded("dtend").hour == 12


def test_a_calendar_knows_what_repeats_what_is_left_out_and_what_is_cancelled(client, olive):
    event("Club", repeat="fortnightly", not_on=[day(21)])
    event("Walk", cancelled=True)
    entries = {
        str(entry["summary"]): entry
        for entry in Calendar.from_ical(client.get("/events/calendar.ics").content).walk("VEVENT")
    }
    assert entries["Club"]["rrule"]["INTERVAL"] == [2]
    assert entries["Club"]["exdate"].dts[0].dt.date() == day(21)
    assert entries["Cancelled: Walk"]["status"] == "CANCELLED"


def test_a_draft_is_in_no_calendar(client, olive):
    draft = event("Secret", published=False)
    assert "Secret" not in client.get("/events/calendar.ics").text
    assert client.get(f"/events/{draft.slug}/event.ics").status_code == 404


# --- Search ---------------------------------------------------------------------------------------


def test_search_finds_what_comes_and_not_what_is_over(client, olive):
    event("Trampoline taster")
    event("Trampoline trial", starts_on=day(-10))
    page = client.get("/services/?q=trampoline").text
    assert "taster" in page
    assert "trial" not in page


def test_the_card_of_one_that_repeats_moves_on_by_night(olive):
    own = event("Club", repeat="weekly", starts_on=day(-7))
    documents = SearchDocument.objects.filter(object_id=own.pk, language="en")
    documents.update(data={"date": day(-7).isoformat()})
    index_repeating_events()
    assert documents.get().data["date"] >= day(0).isoformat()


# --- The desk -------------------------------------------------------------------------------------


def test_an_editor_writes_an_event_and_the_officer_publishes_it_in_one_step(
    client, olive, eddie, signed_in
):
    signed_in(eddie).post("/desk/pages/event/add/", typed())
    own = Event.objects.get()
    assert (own.state, own.starts_at, own.is_free) == ("draft", time(10), True)
    assert client.get(own.get_absolute_url()).status_code == 404
    signed_in(olive).post("/desk/pages/event/add/", typed(title_en="Quiz night", do="publish"))
    assert "Quiz night" in client.get("/events/").text


def test_a_place_is_named_as_people_know_it(olive, signed_in):
    hall = Location.objects.create(name_en="Old Hall", postal_code="SO14 7LY")
    Location.objects.create(name_en="New Hall", postal_code="SO14 7LY")
    desk = signed_in(olive)
    page = desk.post("/desk/pages/event/add/", typed(location_ids="SO14 7LY")).text
    assert "Which place is" in page
    assert "Old Hall, SO14 7LY" in page
    assert "Family fun day" in page  # what was typed is still there
    desk.post("/desk/pages/event/add/", typed(location_ids="old hall, so14 7ly"))
    assert Event.objects.get().location_ids == [hall.pk]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ends_at": "9am"}, "It must end after it starts."),
        ({"starts_at": "", "ends_at": "9am"}, "Write when it starts, too."),
        ({"starts_on_day": "31", "starts_on_month": "2"}, "Enter a real date"),
        ({"location_ids": "Atlantis"}, "The directory has no place"),
        ({"not_on": "next week"}, "is not a day"),
        (
            {"repeat_until_day": "1", "repeat_until_month": "1", "repeat_until_year": "2001"},
            "before",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(olive, signed_in, wrong, says):
    page = signed_in(olive).post("/desk/pages/event/add/", typed(**wrong)).text
    assert says in page
    assert "Games for everybody." in page
    assert not Event.objects.exists()


def test_cancelling_shows_at_once(client, olive, signed_in):
    own = event()
    first = own.starts_on
    changed = typed(
        title_en="Coffee morning",
        starts_on_day=str(first.day),
        starts_on_month=str(first.month),
        starts_on_year=str(first.year),
        cancelled="on",
        why_cancelled_en="Snow.",
        do="publish",
        version=str(own.version),
    )
    signed_in(olive).post(f"/desk/pages/event/{own.pk}/change/", changed)
    assert "This event is cancelled" in client.get(own.get_absolute_url()).text


# --- How many came --------------------------------------------------------------------------------


def test_how_many_came_is_written_down_and_counted_once(olive, eddie, signed_in):
    own = event(starts_on=day(-3))
    address = f"/desk/events/{own.pk}/came/{own.starts_on.isoformat()}/"
    desk = signed_in(eddie)
    assert own.starts_on.isoformat() in desk.get(f"/desk/pages/event/{own.pk}/").text
    desk.post(address, {"number": "17", "note": "Rain."})
    desk.post(address, {"number": "18"})
    occasion = Occasion.objects.get()
    assert (occasion.attendance, occasion.name, occasion.date) == (18, str(own), own.starts_on)
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("number", ["", "-1", "many", "1e9", "9" * 30])
def test_a_number_that_is_none_is_asked_again(olive, eddie, signed_in, number):
    own = event(starts_on=day(-3))
    address = f"/desk/events/{own.pk}/came/{own.starts_on.isoformat()}/"
    page = signed_in(eddie).post(address, {"number": number, "note": "Many new faces"})
    assert page.status_code == 200
    assert "Many new faces" in page.text
    assert not Occasion.objects.exists()


@pytest.mark.parametrize("wrong", ["2001-01-01", "tomorrow", "9999-99-99"])
def test_nobody_came_on_a_day_without_the_event(olive, signed_in, wrong):
    own = event(starts_on=day(-3))
    assert signed_in(olive).get(f"/desk/events/{own.pk}/came/{wrong}/").status_code == 404


def test_only_editors_write_down_who_came(olive, vera, percy, signed_in):
    own = event(starts_on=day(-3))
    address = f"/desk/events/{own.pk}/came/{own.starts_on.isoformat()}/"
    for person in (vera, percy):
        assert signed_in(person).post(address, {"number": "1"}).status_code == 404
    assert Client().post(address, {"number": "1"}).status_code == 302
    assert not Occasion.objects.exists()
