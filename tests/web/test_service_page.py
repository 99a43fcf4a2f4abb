"""The page of one service: everything a family needs, and nothing that must stay secret."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from directory.models import Organisation, Phone, Service
from tests.listings import at, days_from_today, organisation, place, service, term

pytestmark = pytest.mark.django_db

# The service with its organisation, ten kinds of parts, those like it, and its other versions.
BUDGET = 15
SECRETS = ("Safe house", "9 Secret Road", "SO17 1BJ", "50.93", "Ring the blue bell", "Bus 99")


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def splash() -> Service:
    pool = place(
        "Bitterne pool",
        access_note_en="Ramp at the front",
        transport_note_en="Bus 3 stops outside",
    )
    pool.terms.add(term("accessibility", "hoist", "Hoist"))
    return service(
        "Splash club",
        summary_en="Swimming for disabled children",
        description_en="We **swim** together.",
        who_for_en="Any disabled child.",
        how_to_get_en="Ring us.",
        what_next_en="We ring you back.",
        wait_time_en="About 3 weeks",
        cost_note_en="Carers go free.",
        organisation=organisation("Splash Trust", kind="charity", email="hi@splash.example.org"),
        terms=(term("category", "swimming", "Swimming"), term("need", "autism", "Autism")),
        places=(pool,),
        schedules=(
            {
                "days": ["MO", "WE"],
                "opens_at": at("15:30"),
                "closes_at": at("17:00"),
                "term_time_only": True,
            },
        ),
        costs=({"option_en": "A swim", "amount": "4.50"}, {"option_en": "Carers", "amount": 0}),
        phones=("01632 960 123",),
        minimum_age=4,
        maximum_age=11,
        referral=["self"],
        delivery=["in_person"],
        languages=["en", "pl", "bfi"],
        website="https://splash.example.org",
    )


# --- What it says ---------------------------------------------------------------------------------


def test_a_parent_reads_all_there_is_to_know(client, splash):
    text = words(page_of(client, "/services/splash-club/"))
    for part in (
        "Splash Trust",
        "Swimming for disabled children",
        "Who it is for Any disabled child.",
        "How to get it Ring us.",
        "What happens next We ring you back.",
        "About 3 weeks",
        "Every Monday and Wednesday, 3:30pm to 5pm, in school terms only",
        "A swim : £4.50".replace(" :", ":"),
        "Carers: Free",
        "Carers go free.",
        "4 to 11 years",
        "Anyone: no referral needed",
        "English, Polish and British Sign Language",
        "Bitterne pool",
        "1 High Street, Southampton, SO15 3DT",
        "Bus 3 stops outside",
        "Ramp at the front",
        "Hoist",
        "Autism",
    ):
        assert part in text, part


def test_rich_text_is_rendered_and_the_phone_dials(client, splash):
    html = page_of(client, "/services/splash-club/")
    assert "<strong>swim</strong>" in html
    assert 'href="tel:+44-1632-960123"' in html
    assert ">01632 960123</a>" in html
    assert 'href="mailto:hi@splash.example.org"' in html
    assert 'href="https://splash.example.org"' in html


@pytest.mark.parametrize("number", ["ask at the desk", "ext", "0", "+++"])
def test_a_number_that_is_none_is_shown_without_a_link(client, number):
    service("Odd number", phones=(number,))
    html = page_of(client, "/services/odd-number/")
    assert f">{number}</bdi>" in html


def test_the_organisations_number_stands_in(client, splash):
    splash.phones.all().delete()
    Phone.objects.create(organisation=splash.organisation, number="01632 960999")
    assert "01632 960999" in page_of(client, "/services/splash-club/")


def test_without_any_contact_the_councils_number_is_given(client):
    service("Lonely", organisation=organisation("Nobody"))
    assert "We have no contact details" in page_of(client, "/services/lonely/")


def test_it_says_when_and_by_whom_it_was_checked(client, splash):
    yesterday = timezone.localdate() - timedelta(days=1)
    text = words(page_of(client, "/services/splash-club/"))
    assert f"Last checked on {yesterday.day} {yesterday:%B %Y} by Olive Officer" in text
    assert "Not checked lately" not in text
    Service.objects.update(assured_date=timezone.localdate() - timedelta(days=400))
    assert "Not checked lately" in page_of(client, "/services/splash-club/")
    Service.objects.update(assured_date=None)
    assert "Nobody has checked this yet" in page_of(client, "/services/splash-club/")


def test_telling_us_names_the_service(client, splash):
    html = page_of(client, "/services/splash-club/").split("Is this still right?")[1]
    assert 'href="/suggest/change/splash-club/"' in html
    assert 'href="tel:01632960100"' in html
    assert client.get("/suggest/change/splash-club/").status_code in (200, 302)


def test_a_closed_service_says_so(client, splash):
    Service.objects.update(status="temporarily closed")
    assert "closed for now" in page_of(client, "/services/splash-club/")


def test_prices_of_another_time_are_not_shown(client):
    service(
        "Dear club",
        costs=(
            {"amount": 1, "valid_to": days_from_today(-1)},
            {"amount": 2, "valid_from": days_from_today(-9), "valid_to": days_from_today(9)},
            {"amount": 3, "valid_from": days_from_today(1)},
        ),
    )
    html = page_of(client, "/services/dear-club/")
    assert "£2" in html
    assert "£1<" not in html.replace("\n", "")
    assert "£3" not in html


def test_a_strangers_words_stay_words(client):
    evil = "<script>alert(1)</script>"
    service(
        f"Evil {evil}",
        slug="evil",
        summary_en=f"{evil}",
        description_en=f"{evil} [x](javascript:alert(2)) <img src=x onerror=alert(3)>",
        wait_time_en=evil,
        schedules=({"days": ["MO"], "note_en": evil},),
        costs=({"option_en": evil, "amount_description_en": evil},),
        places=(place(evil, address_1=evil, access_note_en=evil),),
        organisation=organisation(f"Org {evil}", slug="evil-org"),
        assurer=evil,
        phones=(evil,),
    )
    for address in ("/services/evil/", "/organisations/evil-org/", "/services/?q=evil", "/ar/"):
        html = page_of(client, address)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


def test_nothing_on_the_page_needs_an_exception_to_the_policy(client, splash):
    html = page_of(client, "/services/splash-club/")
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)


# --- Times ----------------------------------------------------------------------------------------


def test_every_other_week_names_the_next_dates(client):
    start = days_from_today(-14)
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[start.weekday()]
    service("Fortnight", schedules=({"days": [day], "interval": 2, "dtstart": start},))
    text = words(page_of(client, "/services/fortnight/"))
    assert "Every other" in text
    expected = [days_from_today(days) for days in (0, 14, 28)]
    dates = "; ".join(f"{each.day} {each:%B %Y}" for each in expected)
    assert f"Next dates: {dates}" in text


def test_every_other_week_from_nobody_knows_when_names_none(client):
    service("Vague", schedules=({"days": ["MO"], "interval": 2},))
    text = words(page_of(client, "/services/vague/"))
    assert "Every other Monday" in text
    assert "Next dates" not in text


def test_a_time_that_is_over_is_not_shown(client):
    service(
        "Over",
        schedules=(
            {"days": ["MO"], "valid_to": days_from_today(-1)},
            {"days": ["TU"], "valid_to": days_from_today(30)},
        ),
    )
    text = words(page_of(client, "/services/over/"))
    assert "Every Monday" not in text
    assert "Every Tuesday" in text


# --- The calendar file ----------------------------------------------------------------------------


def events(client, slug: str) -> list:
    response = client.get(f"/services/{slug}/times.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in response.content
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = Calendar.from_ical(response.content)
    zones = [part["TZID"] for part in calendar.walk("VTIMEZONE")]
    assert zones in ([], ["Europe/London"])
    return list(calendar.walk("VEVENT"))


def test_the_times_go_into_a_calendar(client, splash):
    [event] = events(client, "splash-club")
    assert event["SUMMARY"] == "Splash club"
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.start.time() == at("15:30")
    assert event.end - event.start == timedelta(hours=1, minutes=30)
    assert event.start.date() >= timezone.localdate()
    assert event.start.weekday() in (0, 2)
    assert event["RRULE"]["BYDAY"] == ["MO", "WE"]
    assert "Not in the school holidays" in event["DESCRIPTION"]
    assert "1 High Street" in event["LOCATION"]
    assert event["URL"].endswith("/services/splash-club/")
    assert 'href="/services/splash-club/times.ics"' in page_of(client, "/services/splash-club/")


def test_the_same_time_is_the_same_event_each_time(client, splash):
    [first], [second] = events(client, "splash-club"), events(client, "splash-club")
    assert first["UID"] == second["UID"] == f"{splash.schedules.get().pk}@localhost"
    assert first["DTSTAMP"].dt == second["DTSTAMP"].dt


def test_the_second_sunday_and_the_last_day_are_kept(client):
    service(
        "Films",
        schedules=(
            {
                "freq": "MONTHLY",
                "days": ["SU"],
                "week_of_month": 2,
                "opens_at": at("10:00"),
                "valid_to": days_from_today(300),
            },
        ),
    )
    [event] = events(client, "films")
    assert event["RRULE"]["BYDAY"] == ["2SU"]
    assert event["RRULE"]["UNTIL"][0].utcoffset() == timedelta(0)
    assert isinstance(event.start, datetime)
    assert 8 <= event.start.day <= 14
    assert event.start.weekday() == 6


def test_one_day_without_hours_is_a_whole_day(client):
    day = days_from_today(20)
    service("Fair", schedules=({"freq": "", "valid_from": day, "valid_to": day},))
    [event] = events(client, "fair")
    assert event.start == day
    assert "RRULE" not in event


@pytest.mark.parametrize(
    "schedule",
    [
        {"days": ["MO"], "interval": 2},  # from when?
        {"days": []},  # on which day?
        {"days": ["MO"], "valid_to": datetime(2020, 1, 1, tzinfo=UTC).date()},
    ],
)
def test_a_time_that_cannot_be_reckoned_gives_no_file(client, schedule):
    service("Vague", schedules=(schedule,))
    assert client.get("/services/vague/times.ics").status_code == 404
    assert "times.ics" not in page_of(client, "/services/vague/")


# --- For search engines ---------------------------------------------------------------------------


def json_ld(html: str) -> dict:
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert script
    return json.loads(script[1])


def test_json_ld_says_what_it_is(client, splash):
    data = json_ld(page_of(client, "/services/splash-club/"))
    assert data["@type"] == "Service"
    assert data["provider"]["name"] == "Splash Trust"
    assert data["audience"]["suggestedMinAge"] == 4
    assert [offer["price"] for offer in data["offers"]] == ["0.00", "4.50"]
    assert data["availableChannel"][0]["serviceLocation"]["address"]["postalCode"] == "SO15 3DT"
    assert data["hoursAvailable"][0]["dayOfWeek"] == ["Monday", "Wednesday"]


def test_a_councils_service_is_a_government_service(client, splash):
    Organisation.objects.update(kind="council")
    data = json_ld(page_of(client, "/services/splash-club/"))
    assert data["@type"] == "GovernmentService"
    assert data["serviceOperator"]["@type"] == "GovernmentOrganization"


def test_json_ld_cannot_be_broken_out_of(client):
    service("Evil </script><script>alert(1)</script>", slug="evil", summary_en="<!-- & \u2028")
    html = page_of(client, "/services/evil/")
    assert "</script><script>alert" not in html
    assert json_ld(html)["name"] == "Evil </script><script>alert(1)</script>"


# --- Secret addresses -----------------------------------------------------------------------------


@pytest.fixture
def refuge() -> Service:
    safe = place(
        "Safe house",
        address_1="9 Secret Road",
        postal_code="SO17 1BJ",
        latitude=50.93,
        longitude=-1.39,
        hidden=True,
        access_note_en="Ring the blue bell",
        transport_note_en="Bus 99",
    )
    found = service(
        "Refuge for families",
        terms=(term("category", "safety", "Keeping safe"),),
        places=(safe,),
        schedules=({"days": ["MO"], "opens_at": at("09:00"), "location": safe},),
        phones=("01632 960777",),
    )
    for text in ("Safe house", "9 Secret Road"):
        assert any(text in line for line in (safe.name, safe.address_1))
    return found


@pytest.mark.parametrize(
    "address",
    [
        "/services/refuge-for-families/",
        "/ar/services/refuge-for-families/",
        "/services/refuge-for-families/times.ics",
        "/services/?q=refuge",
        "/services/suggestions.json?q=safe",
        "/services/feed.xml",
        "/services/topics/safety/",
        "/services/a-to-z/r/",
        "/organisations/harbour-play/",
        "/sitemap-services-1.xml",
        "/",
    ],
)
def test_a_secret_address_is_nowhere(client, refuge, address):
    response = client.get(address)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for secret in SECRETS:
        assert secret not in body.decode(), secret


def test_the_page_says_why_there_is_no_address(client, refuge):
    html = page_of(client, "/services/refuge-for-families/")
    assert "The address is kept secret to keep people safe." in html
    assert "01632 960777" in html


def test_a_kept_list_does_not_give_a_secret_address_away(client, refuge):
    from directory import mylist

    html = page_of(client, f"/services/my-list/?ids={mylist.encode([refuge.pk])}")
    assert "Refuge for families" in html
    for secret in SECRETS:
        assert secret not in html


# --- What is not there ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"archived_at": timezone.now()},
        {"status": "inactive"},
        {"status": "defunct"},
    ],
)
def test_what_is_not_published_is_not_there(client, splash, change):
    Service.objects.update(**change)
    assert client.get("/services/splash-club/").status_code == 404
    assert client.get("/services/splash-club/times.ics").status_code == 404


def test_an_archived_organisation_takes_its_services_along(client, splash):
    Organisation.objects.update(archived_at=timezone.now())
    assert client.get("/services/splash-club/").status_code == 404
    assert client.get("/organisations/splash-trust/").status_code == 404


def test_an_old_address_leads_to_the_new_one(client, splash):
    splash.slug = "splash-and-play"
    splash.save()
    response = client.get("/services/splash-club/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/services/splash-and-play/"
    assert client.get("/ar/services/splash-club/").headers["Location"].startswith("/ar/services/")
    assert client.get("/services/splash-club/times.ics").status_code == 301


def test_an_old_address_does_not_reveal_what_is_archived(client, splash):
    splash.slug = "splash-and-play"
    splash.archived_at = timezone.now()
    splash.save()
    assert client.get("/services/splash-club/").status_code == 404


def test_an_address_that_never_was_is_not_found_cheaply(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert client.get("/services/never-was/").status_code == 404


# --- Similar, languages, cost of the page ---------------------------------------------------------


def test_similar_help_is_the_most_alike(client, splash):
    swimming, autism = term("category", "swimming"), term("need", "autism")
    service("Alike in both", terms=(swimming, autism))
    service("Alike in topic", terms=(swimming,))
    service("Archived", terms=(swimming, autism), archived_at=timezone.now())
    service("Other topic", terms=(term("category", "money"), autism))
    html = page_of(client, "/services/splash-club/").split("Similar help")[1]
    assert html.index("Alike in both") < html.index("Alike in topic")
    for absent in ("Archived", "Other topic", "Splash club</a>"):
        assert absent not in html


def test_english_on_another_languages_page_is_marked(client, splash):
    html = page_of(client, "/ar/services/splash-club/")
    assert '<html lang="ar" dir="rtl"' in html
    assert re.search(r'<h1[^>]* lang="en" dir="ltr">Splash club</h1>', html)
    Service.objects.update(name_ar="نادي السباحة")
    html = page_of(client, "/ar/services/splash-club/")
    assert re.search(r'<h1 class="govuk-heading-l">نادي السباحة</h1>', html)
    assert 'hreflang="en" href="' in html


def test_the_number_of_queries_is_the_same_for_a_big_listing(
    client, splash, django_assert_max_num_queries
):
    with django_assert_max_num_queries(BUDGET):
        page_of(client, "/services/splash-club/")
    for number in range(20):
        extra = place(f"Hall {number}")
        extra.terms.add(term("accessibility", f"access-{number}"))
        splash.at_locations.create(location=extra)
        splash.schedules.create(freq="WEEKLY", days=["MO"], location=extra)
        splash.cost_options.create(amount=number)
        splash.phones.create(number=f"01632 9601{number:02}")
        splash.terms.add(term("need", f"need-{number}"))
    with django_assert_max_num_queries(BUDGET):
        page_of(client, "/services/splash-club/")


def test_caches_may_keep_it_for_those_without_a_cookie(client, splash):
    response = client.get("/services/splash-club/")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response.headers["Vary"]
    assert not response.cookies


# --- Organisations --------------------------------------------------------------------------------


def test_an_organisation_lists_its_services(client, splash):
    service("Splash babies", organisation=splash.organisation)
    service("Archived splash", organisation=splash.organisation, archived_at=timezone.now())
    html = page_of(client, "/organisations/splash-trust/")
    assert "Splash babies" in html
    assert "2 services" in words(html)
    assert "Archived splash" not in html


def test_an_organisations_old_address_leads_to_the_new_one(client, splash):
    splash.organisation.slug = "splash-foundation"
    splash.organisation.save()
    response = client.get("/organisations/splash-trust/")
    assert response.status_code == 301
    assert response.headers["Location"] == "/organisations/splash-foundation/"
