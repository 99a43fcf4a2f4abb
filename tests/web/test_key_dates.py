"""Key dates: by month and topic, one date, calendars, and next year's date."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from core.models import AuditEvent
from news.models import KeyDate
from search.models import SearchDocument
from tests.newsroom import day, key_date
from tests.publishing import sent_by, topic

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('ha')</script>"


def events_of(response) -> list:
    assert response.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


# --- The list -------------------------------------------------------------------------------------


def test_dates_stand_under_their_month_and_passed_ones_nowhere(client):
    key_date("Far", day=day(70))
    key_date("Near", day=day(2))
    key_date("Passed", day=day(-1))
    key_date("Holiday", day=day(-3), until=day(3), sort="holiday")
    key_date("Secret", published=False)
    response = client.get("/key-dates/")
    shown = [each.title for _month, dates in response.context["months"] for each in dates]
    assert shown == ["Holiday", "Near", "Far"]
    months = [month for month, _dates in response.context["months"]]
    assert months == sorted(set(months))
    assert months[0] == timezone.localdate().replace(day=1)


def test_a_deadline_that_is_near_says_so(client):
    key_date("Form", day=day(3))
    assert ">Soon<" in client.get("/key-dates/").text
    KeyDate.objects.update(sort="term")
    assert ">Soon<" not in client.get("/key-dates/").text


def test_they_are_narrowed_by_topic(client):
    travel = topic("Travel")
    key_date("Bus form", topic=topic("School travel", parent=travel))
    key_date("Grant form", topic=topic("Money"))
    page = client.get("/key-dates/?topic=travel").text
    assert "Bus form" in page
    assert "Grant form" not in page
    assert "/key-dates/calendar/travel.ics" in page
    assert "webcal://" in page


def test_many_dates_need_no_more_queries(client, django_assert_max_num_queries):
    own = topic("Money")
    for number in range(40):
        key_date(f"Date {number}", day=day(number), topic=own)
    with django_assert_max_num_queries(5):
        assert "Date 39" in client.get("/key-dates/").text


# --- One date -------------------------------------------------------------------------------------


def test_a_date_says_who_what_and_whom_to_ask(client):
    made = key_date(
        who_en="Parents of Year 6",
        contact_en="Travel team\n01632 960123\ntravel@example.org",
        link="/contact/",
    )
    page = client.get(made.get_absolute_url()).text
    assert "Parents of Year 6" in page
    assert 'href="tel:01632960123"' in page
    assert 'href="mailto:travel@example.org"' in page
    assert 'href="/contact/"' in page
    assert f"{made.get_absolute_url()}date.ics" in page
    arabic = client.get(f"/ar{made.get_absolute_url()}").text
    assert 'href="/ar/contact/"' in arabic


def test_a_day_that_has_passed_says_so_and_asks_nothing_more(client):
    made = key_date(day=day(-1), link="/contact/")
    page = client.get(made.get_absolute_url()).text
    assert "This day has passed." in page
    assert "Where to do it" not in page


def test_words_of_a_stranger_are_only_words(client):
    made = key_date(SCRIPT, who_en=SCRIPT, contact_en=SCRIPT, summary_en=SCRIPT)
    for address in ("/key-dates/", made.get_absolute_url()):
        assert SCRIPT not in client.get(address).text


def test_search_does_not_find_a_date_that_has_passed():
    made = key_date(day=date(2027, 2, 15))
    end = SearchDocument.objects.get(object_id=made.pk, language="en").expires_at
    assert timezone.localtime(end).isoformat() == "2027-02-16T00:00:00+00:00"


# --- Calendars ------------------------------------------------------------------------------------


def test_one_date_goes_into_a_calendar_as_whole_days(client):
    made = key_date("Holiday", day=date(2027, 12, 21), until=date(2028, 1, 1))
    (event,) = events_of(client.get(f"{made.get_absolute_url()}date.ics"))
    assert event["SUMMARY"] == "Holiday"
    assert event["DTSTART"].dt == date(2027, 12, 21)
    assert event["DTEND"].dt == date(2028, 1, 2)
    assert str(made.pk) in event["UID"]
    assert client.get("/key-dates/nonsense/date.ics").status_code == 404
    draft = key_date("Draft", published=False)
    assert client.get(f"{draft.get_absolute_url()}date.ics").status_code == 404


def test_a_calendar_to_subscribe_to_has_what_is_to_come(client):
    travel = topic("Travel")
    key_date("Bus form", topic=travel)
    key_date("Grant form")
    key_date("Passed", day=day(-9))
    key_date("Secret", published=False)
    names = [event["SUMMARY"] for event in events_of(client.get("/key-dates/calendar.ics"))]
    assert sorted(names) == ["Bus form", "Grant form"]
    of_topic = client.get("/key-dates/calendar/travel.ics")
    assert [event["SUMMARY"] for event in events_of(of_topic)] == ["Bus form"]
    assert "Travel" in Calendar.from_ical(of_topic.content)["X-WR-CALNAME"]
    assert client.get("/key-dates/calendar/nonsense.ics").status_code == 404


# --- On the desk ----------------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    words = {"title_en": "Apply", "sort": "deadline", "do": "save"}
    words |= {"day_day": "15", "day_month": "2", "day_year": "2027"}
    return words | changes


def test_an_editor_writes_a_date(signed_in, eddie):
    signed_in(eddie).post("/desk/pages/key_date/add/", typed(link="/contact/", who_en="All"))
    made = KeyDate.objects.get()
    assert (made.day, made.until, made.link, made.who) == (
        date(2027, 2, 15),
        None,
        "/contact/",
        "All",
    )
    assert made.sort == "deadline"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day_day": "31"}, "day"),
        ({"until_day": "1", "until_month": "2", "until_year": "2027"}, "until"),
        ({"sort": ""}, "sort"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "/no-such-page/"}, "link"),
        ({"more_topics": "nonsense"}, "more_topics"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(signed_in, eddie, wrong, field):
    response = signed_in(eddie).post("/desk/pages/key_date/add/", typed(**wrong))
    assert list(response.context["form"].errors) == [field]
    assert not KeyDate.objects.exists()


def test_next_years_date_is_a_draft_made_in_one_press(signed_in, eddie):
    leap = key_date(
        "Apply",
        day=date(2028, 2, 29),
        until=date(2028, 3, 2),
        title_pl="Złóż wniosek",
        who_en="All",
    )
    response = signed_in(eddie).post(f"/desk/key-dates/{leap.pk}/next-year/")
    made = KeyDate.objects.exclude(pk=leap.pk).get()
    assert response.headers["Location"].endswith(f"/{made.pk}/change/")
    assert (made.day, made.until) == (date(2029, 2, 28), date(2029, 3, 2))
    assert (made.slug, made.state, made.published_at) == ("apply-2029", "draft", None)
    assert (made.title_en, made.title_pl, made.who_en) == ("Apply", "Złóż wniosek", "All")
    assert AuditEvent.objects.filter(verb="page.created", object_id=str(made.pk)).exists()
    assert Client().get(made.get_absolute_url()).status_code == 404


def test_next_years_date_takes_what_waits_too(signed_in, olive):
    officer = signed_in(olive)
    made = key_date("Apply", day=timezone.localdate() + timedelta(days=9))
    change = f"/desk/pages/key_date/{made.pk}/change/"
    officer.post(change, sent_by(officer.get(change)) | {"title_en": "Apply early", "do": "save"})
    officer.post(f"/desk/key-dates/{made.pk}/next-year/")
    assert KeyDate.objects.exclude(pk=made.pk).get().title_en == "Apply early"


def test_nobody_else_makes_next_years_date(signed_in, vera, percy, client):
    made = key_date()
    address = f"/desk/key-dates/{made.pk}/next-year/"
    assert signed_in(vera).post(address).status_code == 404
    assert signed_in(percy).post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert KeyDate.objects.count() == 1


def test_the_desks_page_offers_it_to_who_may(signed_in, eddie, vera):
    made = key_date()
    address = f"/desk/pages/key_date/{made.pk}/"
    assert "/next-year/" in signed_in(eddie).get(address).text
    assert "/next-year/" not in signed_in(vera).get(address).text
