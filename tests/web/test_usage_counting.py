"""What is counted of a visit, what is not, and how a visitor objects. Nobody is known by it."""

import logging
import os
from datetime import date
from threading import Thread

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from core.years import Year
from tests.listings import service, term
from tests.web.suggesting import start_change
from usage import actions, buffer, figures, pages
from usage.models import PageCount

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ELSEWHERE = "https://search.example.com/?q=a+child+called+Tom"


@pytest.fixture
def family() -> Client:
    """A browser of a member of the public."""
    return Client(headers={"user-agent": FIREFOX})


@pytest.fixture
def swim():
    leisure = term("category", "leisure", "Things to do")
    return service("Saturday swim", terms=(leisure,))


def counted() -> dict[str, tuple[int, int]]:
    """Views and sessions by page, as they are written down."""
    buffer.flush()
    rows = PageCount.objects.order_by("path").values_list("path", "views", "sessions")
    return {path: (views, sessions) for path, views, sessions in rows}


def test_a_visit_is_counted_as_views_and_one_session(family, swim):
    family.get("/", headers={"referer": ELSEWHERE})
    family.get("/services/?q=swim&near=SO14+7LY", headers={"referer": "http://testserver/"})
    family.get("/services/saturday-swim/", headers={"referer": "http://testserver/services/"})
    family.get("/services/saturday-swim/", headers={"sec-fetch-site": "same-origin"})
    assert counted() == {"/": (1, 1), "/services/": (1, 0), "/services/saturday-swim/": (2, 0)}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"referer": ELSEWHERE},
        {"referer": "https://testserver.example.com/"},
        {"sec-fetch-site": "none", "referer": "http://testserver/"},
        {"sec-fetch-site": "cross-site"},
        {"referer": "http://[::1"},
        {"referer": "\x00\x1f'--<script>"},
        {"referer": "//////"},
        {"origin": "null"},
    ],
)
def test_a_session_begins_with_whoever_comes_from_elsewhere(family, headers):
    assert family.get("/", headers=headers).status_code == 200
    assert counted() == {"/": (1, 1)}


def test_views_of_a_day_are_added_up_and_languages_kept_apart(family, swim):
    for address in ("/", "/ar/", "/zh-hans/", "/"):
        family.get(address)
        buffer.flush()
    rows = PageCount.objects.values_list("path", "language", "views")
    assert sorted(rows) == [("/", "ar", 1), ("/", "en", 2), ("/", "zh-hans", 1)]
    family.get("/ar/services/saturday-swim/")
    assert "/services/saturday-swim/" in counted()
    assert PageCount.objects.filter(day=timezone.localdate()).count() == 4


def test_no_cookie_is_set_and_nothing_of_the_visitor_is_written_down(family, swim):
    response = family.get(
        "/services/saturday-swim/?name=Tom+Smith&token=abc",
        headers={"referer": ELSEWHERE, "x-forwarded-for": "203.0.113.77"},
        REMOTE_ADDR="203.0.113.77",
    )
    assert not response.cookies
    buffer.flush()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM usage_pagecount t")
        ((written,),) = cursor.fetchall()
    for word in ("203.0", "Tom", "abc", "Firefox", "search.example"):
        assert word not in written
    columns = {field.name for field in PageCount._meta.get_fields()}
    assert columns == {"id", "day", "path", "language", "views", "sessions"}


def test_the_page_can_still_be_kept_by_everybody(family):
    assert "public" in family.get("/").headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/services/nothing-here/",
        "/nowhere/",
        "/services",
        "/services/?page=99",
        "/services/feed.xml",
        "/services/suggestions.json?q=sp",
        "/robots.txt",
        "/healthz",
        "/accounts/login/",
        "/desk/",
        "/provider/",
    ],
)
def test_errors_redirects_files_and_workplaces_are_not_counted(family, swim, address):
    family.get(address)
    assert counted() == {}


def test_only_looking_is_counted(family, swim):
    family.head("/")
    family.post("/services/my-list/keep/", {"ids": ""})
    family.options("/")
    assert counted() == {}


def test_an_address_with_somebody_s_key_is_not_written_down(family, swim):
    family.get("/suggest/")
    draft = start_change(family, "saturday-swim", "contact")
    assert draft.startswith("/suggest/mine/")
    assert family.get(draft).status_code == 200
    assert counted() == {"/suggest/": (1, 1)}


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"sec-gpc": "1"},
        {"dnt": "1"},
    ],
)
def test_machines_pages_in_advance_and_those_who_object_are_not_counted(family, headers):
    assert family.get("/", headers=headers).status_code == 200
    assert counted() == {}


def test_staff_and_providers_are_not_counted(family, signed_in, olive, percy):
    for person in (olive, percy):
        signed_in(person).get("/", headers={"user-agent": FIREFOX})
    assert counted() == {}
    family.get("/")
    assert counted() == {"/": (1, 1)}


# --- An objection ---------------------------------------------------------------------------------

FROM_HERE = {"sec-fetch-site": "same-origin"}


def test_an_objection_is_one_press_and_can_be_taken_back(family):
    page = family.get("/cookies/").text
    assert "Do not count my visits" in page
    answer = family.post("/cookies/counting/", {"count": "no"}, headers=FROM_HERE)
    assert (answer.status_code, answer["Location"]) == (302, "/cookies/#counting")
    assert list(answer.cookies) == ["no_counting"]
    cookie = answer.cookies["no_counting"]
    assert cookie.value == "1"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    buffer.start_anew()
    page = family.get("/cookies/").text
    assert "We do not count your visits" in page
    family.get("/services/?q=football")
    assert counted() == {}
    family.post("/cookies/counting/", {"count": "yes"}, headers=FROM_HERE)
    assert not any(cookie.value for cookie in family.cookies.values())
    family.get("/services/")
    assert counted() == {"/services/": (1, 1)}


def test_another_site_cannot_object_for_somebody(family):
    answer = family.post(
        "/cookies/counting/", {"count": "no"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not answer.cookies
    assert family.get("/cookies/counting/").status_code == 405


def test_a_page_for_those_who_object_is_not_given_to_others(family):
    family.cookies["no_counting"] = "1"
    assert "private" in family.get("/").headers["Cache-Control"]
    assert "Cookie" in family.get("/cookies/").headers["Vary"]


def test_a_browser_that_objects_is_told_so(family):
    assert "Your browser asks us not to count you" in (
        family.get("/cookies/", headers={"sec-gpc": "1"}).text
    )


# --- It never slows or breaks a page --------------------------------------------------------------


def test_counting_asks_the_database_nothing(family, django_assert_num_queries):
    family.get("/contact/")
    with django_assert_num_queries(0):
        family.get("/contact/")
    with django_assert_num_queries(4):  # a savepoint around the time limits and the one statement
        buffer.flush()
    assert counted() == {"/contact/": (2, 2)}


def test_a_database_that_is_away_loses_counts_and_no_page(family, monkeypatch, caplog):
    def away() -> None:
        raise OperationalError("gone")

    family.get("/")
    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(buffer.connection, "cursor", away)
        buffer.flush()
    assert "1 counts were lost: OperationalError" in caplog.text
    assert family.get("/contact/").status_code == 200
    assert counted() == {"/contact/": (1, 1)}


def test_a_fault_in_counting_does_not_reach_the_page(family, monkeypatch, caplog):
    def broken(*args: object) -> None:
        raise RuntimeError("203.0.113.77")

    monkeypatch.setattr(pages, "is_counted", broken)
    with caplog.at_level(logging.WARNING):
        assert family.get("/").status_code == 200
    assert "A page view was not counted: RuntimeError" in caplog.text
    assert "203.0" not in caplog.text


def test_a_flood_of_made_up_addresses_takes_no_memory(family, swim, monkeypatch, caplog):
    for number in range(50):
        family.get(f"/services/made-up-{number}/?x={number}")
    assert pages._counts._waiting == {}
    monkeypatch.setattr(buffer, "MOST_WAITING", 2)
    with caplog.at_level(logging.WARNING):
        for address in ("/", "/services/", "/contact/", "/", "/privacy/"):
            family.get(address)
        assert counted() == {"/": (2, 2), "/services/": (1, 1)}
    assert "2 counts were lost" in caplog.text


@pytest.mark.parametrize(
    "agent", ["a" * 8000, "\x00\x01", "(" * 400, "Mozilla/5.0 " + "bot?" * 100]
)
def test_no_name_of_a_browser_breaks_a_page(family, agent):
    assert family.get("/contact/", headers={"user-agent": agent}).status_code == 200


def test_many_at_once_are_all_counted():
    def count() -> None:
        for _ in range(200):
            pages._counts.add((date(2026, 1, 1), "/", "en"), (1, 0))

    threads = [Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted() == {"/": (1600, 0)}


def test_a_forked_process_does_not_write_what_its_parent_will(family):
    family.get("/contact/")
    child = os.fork()
    if child == 0:
        os._exit(len(pages._counts._waiting))
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert counted() == {"/contact/": (1, 1)}


# --- What is kept, and the figures of a year ------------------------------------------------------


def look(day: str, path: str = "/", views: int = 1, sessions: int = 1, language: str = "en"):
    PageCount.objects.create(day=day, path=path, language=language, views=views, sessions=sessions)


def test_days_become_months_after_two_years_and_a_month():
    today = date(2026, 11, 22)
    look("2024-09-01", views=5)
    look("2024-09-30", views=7, sessions=2)
    look("2024-09-30", views=1, language="pl")
    look("2024-09-12", "/services/")
    look("2024-10-02", views=3)
    for _ in range(2):
        actions.forget(today)
    rows = PageCount.objects.order_by("day", "path", "language")
    assert [(str(row.day), row.path, row.language, row.views, row.sessions) for row in rows] == [
        ("2024-09-01", "/", "en", 12, 3),
        ("2024-09-01", "/", "pl", 1, 1),
        ("2024-09-01", "/services/", "en", 1, 1),
        ("2024-10-02", "/", "en", 3, 1),
    ]


def test_the_months_of_a_year_are_its_own_days():
    look("2024-08-31", views=100)
    look("2024-09-01", views=2)
    look("2024-09-02", views=3, language="ar")
    look("2025-08-31", "/services/", views=4, sessions=2)
    look("2025-09-01", views=100)
    months = figures.months(Year.parse("2024-25"))
    assert (months[0].month, months[0].views, months[0].sessions) == (date(2024, 9, 1), 5, 2)
    assert (months[11].views, months[11].sessions) == (4, 2)
    assert [month.views for month in months[1:11]] == [None] * 10
    top = figures.top_pages(Year.parse("2024-25"), 5)
    assert [(page.path, page.views) for page in top] == [("/", 5), ("/services/", 4)]
