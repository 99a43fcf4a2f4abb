"""The words of the site in each language: how many there are, and that somebody has read them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext, override

from core.models import AuditEvent
from tests import listings
from translating import interface
from translating.models import InterfaceCheck

pytestmark = pytest.mark.django_db

UNREAD = (
    "A machine translated the words of this site. "
    "Nobody who speaks this language has read them yet."
)


def warns(client, address: str) -> bool:
    code = address.split("/")[1]
    with override(code if len(code) == 2 else "en"):
        words = escape(gettext(UNREAD))
    return words in client.get(address).content.decode()


def typed(day: date, **changed: str) -> dict[str, str]:
    parts = {"checked_on_day": day.day, "checked_on_month": day.month, "checked_on_year": day.year}
    who = {"checked_by": "A Polish parents’ group", "note": "The pages for families."}
    return {name: str(value) for name, value in parts.items()} | who | changed


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_every_page_in_a_language_that_nobody_read_says_so(client):
    assert warns(client, "/pl/")
    assert warns(client, "/ar/contact/")
    assert warns(client, "/pl/no-such-page/")
    assert not warns(client, "/")


def test_a_wrong_word_can_be_told_of_from_the_page_it_is_on(client):
    page = client.get("/pl/contact/?from=news").content.decode()
    assert 'href="/pl/feedback/about/ease/?page=/pl/contact/"' in page
    assert 'href="/contact/?from=news" hreflang="en"' in page


def test_the_warning_goes_when_a_reading_is_recorded_and_comes_back_with_it(
    client, olives, olive, today, on_commit
):
    with on_commit():
        assert olives.post("/desk/languages/pl/", typed(today)).status_code == 302
    assert not warns(client, "/pl/")
    assert warns(client, "/ar/")
    check = InterfaceCheck.objects.get()
    assert (check.checked_by, check.recorded_by) == ("A Polish parents’ group", olive)
    assert check.texts == interface.coverage("pl").translated > 1000
    event = AuditEvent.objects.get(verb="interface.checked")
    assert (event.actor, event.detail) == (olive, {"language": "pl"})
    page = olives.get("/desk/languages/").content.decode()
    assert "A Polish parents’ group" in page
    with on_commit():
        olives.post(f"/desk/languages/readings/{check.pk}/take-back/")
    assert warns(client, "/pl/")
    assert AuditEvent.objects.filter(verb="interface.check_removed").exists()


def test_the_desk_says_how_many_texts_have_come_since(olives, today):
    now = interface.coverage("pl").translated
    InterfaceCheck.objects.create(
        language="pl", checked_on=today, checked_by="A teacher", texts=now - 12
    )
    assert "12 texts have come since" in olives.get("/desk/languages/").content.decode()


def test_the_latest_reading_counts(olives, today):
    for days, who in ((0, "A teacher"), (30, "A parent")):
        InterfaceCheck.objects.create(
            language="pl", checked_on=today - timedelta(days), checked_by=who, texts=1
        )
    page = olives.get("/desk/languages/").content.decode()
    assert "A teacher" in page
    assert "A parent" not in page
    assert "A parent" in olives.get("/desk/languages/pl/").content.decode()


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"checked_by": "  "}, "Say who read it."),
        ({"checked_on_year": "2999"}, "This day is still to come."),
        ({"checked_on_day": "31", "checked_on_month": "2"}, "Enter a real date"),
    ],
)
def test_a_reading_needs_somebody_and_a_day(olives, today, changed, complaint):
    answer = olives.post("/desk/languages/pl/", typed(today, **changed))
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not InterfaceCheck.objects.exists()


def test_an_editor_sees_and_does_not_record(eddies, today):
    assert eddies.get("/desk/languages/pl/").status_code == 200
    assert eddies.post("/desk/languages/pl/", typed(today)).status_code == 404
    assert not InterfaceCheck.objects.exists()


@pytest.mark.parametrize("code", ["en", "xx"])
def test_english_and_languages_that_we_do_not_have_have_no_page(olives, code):
    assert olives.get(f"/desk/languages/{code}/").status_code == 404


def test_the_desk_counts_what_is_translated(olives):
    listings.service("Swim club", name_pl="Klub pływacki")
    page = olives.get("/desk/languages/").content.decode()
    assert "Words of the site" in page
    counts = {
        state.language.code: count
        for state, count in olives.get("/desk/languages/").context["rows"]
    }
    assert counts["pl"].draft >= 1
    assert counts["ar"].missing > counts["pl"].missing


def test_who_has_read_what_is_asked_once_a_minute(client):
    client.get("/pl/contact/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/ar/contact/")
        client.get("/pl/contact/")
    assert not [query for query in asked if "interfacecheck" in query["sql"]]
