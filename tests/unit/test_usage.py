"""What people search for is counted, and nothing about who they are is kept."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils import timezone

from usage import actions
from usage.actions import clean, is_counted, log_search
from usage.models import SearchTerm

pytestmark = pytest.mark.django_db


def test_searches_of_a_day_are_summed():
    log_search(text="Swimming ", language="en", results=3)
    log_search(text="swimming", language="en", results=0)
    log_search(text="swimming", language="pl", results=5)
    term = SearchTerm.objects.get(language="en")
    assert (term.term, term.searches, term.found_nothing, term.last_results) == (
        "swimming",
        2,
        1,
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


def test_nothing_is_written_when_nothing_is_left(django_assert_num_queries):
    with django_assert_num_queries(0):
        log_search(text="SO14 7LY", language="en", results=1)


def test_a_failure_is_logged_without_the_words_and_the_page_goes_on(monkeypatch, caplog):
    def broken() -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(actions.connection, "cursor", broken)
    with caplog.at_level(logging.WARNING):
        log_search(text="secret wish", language="en", results=1)
    assert "A search was not counted" in caplog.text
    assert "secret" not in caplog.text


def _request(rf, user, agent: str = "Mozilla/5.0", **headers):
    request = rf.get("/", headers={"user-agent": agent, **headers})
    request.user = user
    return request


@pytest.mark.parametrize(
    "agent", ["Googlebot/2.1", "curl/8.0", "python-requests/2", "HeadlessChrome"]
)
def test_machines_are_not_counted(rf, agent):
    assert not is_counted(_request(rf, AnonymousUser(), agent))


def test_pages_read_in_advance_are_not_counted(rf):
    request = _request(rf, AnonymousUser(), **{"sec-purpose": "prefetch;prerender"})
    assert not is_counted(request)


def test_staff_are_not_counted_and_others_are(rf, olive, percy, settings):
    for user, counted in ((olive, False), (percy, True), (AnonymousUser(), True)):
        request = _request(rf, user)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
        assert is_counted(request) is counted


def test_wordings_used_once_are_forgotten_after_a_month_and_all_after_two_years():
    today = timezone.localdate()

    def count(term: str, days: int, searches: int = 1) -> None:
        day = today - timedelta(days=days)
        SearchTerm.objects.create(day=day, language="en", term=term, searches=searches)

    count("once and long ago", 31)
    count("once of late", 29)
    count("twice in a day", 40, 2)
    count("on two days", 50)
    count("on two days", 60)
    count("often but very long ago", 731, 90)
    actions.forget()
    kept = SearchTerm.objects.values_list("term", flat=True)
    assert sorted(kept) == ["on two days", "on two days", "once of late", "twice in a day"]
