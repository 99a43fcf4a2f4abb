"""What people search for is counted, and nothing about who they are is kept."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils import timezone

from usage import actions, buffer
from usage.actions import clean, log_search
from usage.models import SearchTerm
from usage.visitors import is_counted

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_searches_of_a_day_are_summed():
    log_search(text="Swimming ", language="en", results=3)
    log_search(text="swimming", language="en", results=0)
    buffer.flush()
    log_search(text="swimming", language="pl", results=5)
    log_search(text="swimming", language="en", results=0)
    buffer.flush()
    term = SearchTerm.objects.get(language="en")
    assert (term.term, term.searches, term.found_nothing, term.last_results) == (
        "swimming",
        3,
        2,
        0,
    )
    assert SearchTerm.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("clubs near SO14 7LY", "clubs near"),
        ("clubs so147ly", "clubs"),
        ("clubs so14", "clubs"),
        ("call me 07700 900123", "call me"),
        ("call +44 (0)23 8083 3000 now", "call now"),
        ("nhs 485 777 3456", "nhs"),
        ("born 01/02/2015", "born"),
        ("mum@example.org help", "help"),
        ("see https://example.org/x?y=1", "see"),
        ("year 7", "year 7"),
        ("ages 16-19", "ages 16-19"),
        ("12345", ""),
        ("...", ""),
        ("word " * 13, ""),
        ("x" * 300, ""),
        ("a\0b", "a b"),
        ("السباحة", "السباحة"),
    ],
)
def test_what_could_name_a_person_is_not_kept(typed, kept):
    assert clean(typed) == kept


def test_a_search_waits_for_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        log_search(text="swimming", language="en", results=1)
        log_search(text="SO14 7LY", language="en", results=1)
    buffer.flush()
    assert SearchTerm.objects.count() == 1


def test_a_failure_is_logged_without_the_words(monkeypatch, caplog):
    def broken() -> None:
        raise DatabaseError("locked")

    log_search(text="secret wish", language="en", results=1)
    monkeypatch.setattr(buffer.connection, "cursor", broken)
    with caplog.at_level(logging.WARNING):
        buffer.flush()
    assert "1 counts were lost: DatabaseError" in caplog.text
    assert "secret" not in caplog.text


def _request(rf, user, agent: str = FIREFOX, **headers):
    request = rf.get("/", headers={"user-agent": agent, **headers})
    request.user = user
    return request


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0",
        "Mozilla/5.0 (compatible; Siteimprove.com)",
        "facebookexternalhit/1.1",
        "curl/8.0",
        "python-requests/2",
        "",
        "  ",
    ],
)
def test_machines_are_not_counted(rf, agent):
    assert not is_counted(_request(rf, AnonymousUser(), agent))


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X20) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/126.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.30.109]",
    ],
    ids=["computer", "phone", "a phone called bot", "inside an app"],
)
def test_people_are(rf, agent):
    assert is_counted(_request(rf, AnonymousUser(), agent))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
        ("x-purpose", "preview"),
    ],
)
def test_pages_fetched_in_advance_are_not_counted(rf, header, value):
    assert not is_counted(_request(rf, AnonymousUser(), **{header: value}))


@pytest.mark.parametrize("header", ["sec-gpc", "dnt"])
def test_a_browser_can_object(rf, header):
    assert not is_counted(_request(rf, AnonymousUser(), **{header: "1"}))
    assert is_counted(_request(rf, AnonymousUser(), **{header: "0"}))


def test_whoever_is_signed_in_is_not_counted(rf, olive, percy, settings):
    for user, counted in ((olive, False), (percy, False), (AnonymousUser(), True)):
        request = _request(rf, user)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        assert is_counted(request) is counted


def test_counting_can_be_switched_off(rf, settings):
    settings.COUNT_VISITS = False
    assert not is_counted(_request(rf, AnonymousUser()))


def test_wordings_used_once_are_forgotten_after_a_month_and_all_after_three_years():
    today = timezone.localdate()

    def count(term: str, days: int, searches: int = 1) -> None:
        day = today - timedelta(days=days)
        SearchTerm.objects.create(day=day, language="en", term=term, searches=searches)

    count("once and long ago", 31)
    count("once of late", 29)
    count("twice in a day", 40, 2)
    count("on two days", 50)
    count("on two days", 60)
    count("often and long ago", 2 * 365 + 30, 90)
    count("often but very long ago", 3 * 366 + 31, 90)
    actions.forget(today)
    kept = SearchTerm.objects.values_list("term", flat=True)
    assert sorted(kept) == [
        "often and long ago",
        "on two days",
        "on two days",
        "once of late",
        "twice in a day",
    ]
