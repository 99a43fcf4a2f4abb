"""What the logs say of a request: its route, its time, its number. Never who or what they typed."""

import json
import logging

import pytest
from django.conf import settings
from django.test import Client

from core.logging import scrub


@pytest.fixture
def lines():
    """The lines as they would be written, by the handler of the settings."""
    written: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(handler.format(record))
    formatter = dict(settings.LOGGING["formatters"]["json"])
    handler.setFormatter(formatter.pop("()")(**formatter))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written]
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_is_one_line_with_its_route_and_not_its_words(client, db, lines):
    client.get("/services/?q=my+son+Tom&near=SO14+7LY", headers={"X-Request-ID": "abc12345"})
    [line] = [line for line in lines() if line["event"] == "request"]
    assert line["route"] == "services/"
    assert line["status"] == 200
    assert line["request_id"] == "abc12345"
    assert "ms" in line
    assert "Tom" not in json.dumps(lines())
    assert "SO14" not in json.dumps(lines())


def test_a_page_that_is_not_there_is_logged_without_its_path(client, db, lines):
    client.get("/services/tom-of-12-high-street/")
    assert "tom" not in json.dumps(lines())


def test_machines_that_ask_for_health_fill_no_log(client, db, lines):
    client.get("/healthz")
    assert [line for line in lines() if line["event"] == "request"] == []


def test_an_error_is_logged_with_the_number_that_the_page_shows(db, lines, monkeypatch):
    def fail(request):
        raise ValueError("ann@example.org lives at SO14 7LY")

    monkeypatch.setattr("core.health.JsonResponse", fail)
    client = Client(raise_request_exception=False)
    response = client.get("/healthz", headers={"X-Request-ID": "abc12345"})
    assert response.status_code == 500
    assert response["X-Request-ID"] == "abc12345"
    assert b"abc12345" in response.content
    [line] = [line for line in lines() if "exception" in line]
    assert line["request_id"] == "abc12345"
    assert line["route"] == "healthz"
    assert "ValueError" in line["exception"]
    assert "ann@example.org" not in json.dumps(lines())
    assert "SO14" not in json.dumps(lines())


def test_a_made_up_host_is_not_repeated(client, db, lines):
    client.get("/", headers={"Host": "ann.example.org"})
    assert "ann.example.org" not in json.dumps(lines())


def test_a_made_up_request_number_is_replaced(client, db):
    response = client.get("/healthz", headers={"X-Request-ID": "<script>\n"})
    assert response["X-Request-ID"].isalnum()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to ann.o'neil+x@example.org.uk failed", "to [e-mail] failed"),
        ("DETAIL:  Key (email)=(Ann) exists", "DETAIL: [left out]"),
        ("GET /services/ann/?q=x HTTP/1.1", "GET [path] HTTP/1.1"),
        ("at so147ly or SO14 7LY", "at [postcode] or [postcode]"),
        ("call 023 8083 3000 or +44 1632 960100", "call [phone] or [phone]"),
        ("from 192.0.2.1:80 and 2001:db8::1", "from [address]:80 and [address]"),
        ("see ?q=my+son&near=x now", "see ?[query] now"),
        ("took 11:22:33 for job 12345 of 2026-11-22", "took 11:22:33 for job 12345 of 2026-11-22"),
    ],
)
def test_what_could_name_a_person_is_taken_out(text, expected):
    assert scrub(text) == expected
