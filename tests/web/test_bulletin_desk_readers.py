"""Readers of the bulletin on the desk, and bringing in a list: Olive has one on paper."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bulletins import subscribing
from bulletins.models import Departure, Subscriber
from core.models import AuditEvent, BouncedAddress
from tests.web.suggesting import text
from tests.web.test_bulletin_readers import ROSA, reader, topic

pytestmark = pytest.mark.django_db

LIST = "/desk/bulletins/readers/"
IMPORT = "/desk/bulletins/readers/import/"
HEADER = "email,consent_on,consent_how,language,topics,often\n"
GOOD = "new@example.org,2026-03-27,Ticked the box on the paper form,pl,money,term\n"


def look(client, lines: str, header=HEADER, name="list.csv"):
    content = lines if isinstance(lines, bytes) else (header + lines).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def bring(client, lines: str):
    return client.post(IMPORT, {"rows": HEADER + lines, "do": "bring"})


def test_a_list_is_looked_at_first_and_then_brought_in(olives):
    money = topic("money")
    topic("school")
    page = look(olives, GOOD)
    assert "1 reader is new and right." in text(page)
    assert not Subscriber.objects.exists()
    response = olives.post(IMPORT, {"rows": page.context["text"], "do": "bring"})
    assert response.headers["Location"] == LIST
    new = Subscriber.objects.get()
    assert (new.email, new.state, new.language, new.often, new.topics) == (
        "new@example.org",
        "confirmed",
        "pl",
        "term",
        [money.pk],
    )
    assert (new.consent_source, new.consent_words) == ("import", "Ticked the box on the paper form")
    assert new.consented_at.date().isoformat() == "2026-03-27"
    [event] = AuditEvent.objects.filter(verb="subscribers.imported")
    assert event.detail == {"count": 1}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not an address,2026-03-27,Paper", "This is not an e-mail address."),
        ("new@example.org,,Paper", "on which day they agreed"),
        ("new@example.org,2999-01-01,Paper", "on which day they agreed"),
        ("new@example.org,27 March,Paper", "on which day they agreed"),
        ("new@example.org,2026-03-27,", "how they agreed"),
        ("new@example.org,2026-03-27,Paper,xx", "no language “xx”"),
        ("new@example.org,2026-03-27,Paper,en,nothing", "no topic “nothing”"),
        ("new@example.org,2026-03-27,Paper,en,,daily", "How often must be"),
    ],
)
def test_a_line_that_is_wrong_is_said_with_its_number(olives, line, why):
    page = look(olives, f"{GOOD.replace('money', '')}{line}\n")
    assert why in text(page)
    assert page.context["refused"][0].number == 3
    bring(olives, f"{line}\n")
    assert not Subscriber.objects.exists()


def test_who_left_cannot_be_brought_back_by_a_list(olives):
    subscribing.leave(reader())
    line = f"{ROSA.upper()},2026-03-27,Paper\n"
    assert "They left." in text(look(olives, line))
    bring(olives, line)
    assert not Subscriber.objects.exists()
    assert Departure.objects.count() == 1


def test_who_is_known_stays_as_they_are_and_who_bounced_is_left_out(olives):
    rosa = reader(language="ar")
    BouncedAddress.objects.create(address="lost@example.org")
    lines = f"{ROSA},2026-03-27,Paper,pl\nlost@example.org,2026-03-27,Paper\n"
    shown = text(look(olives, lines))
    assert "1 is known already" in shown
    assert "E-mail does not reach this address." in shown
    bring(olives, lines)
    rosa.refresh_from_db()
    assert (rosa.language, Subscriber.objects.count()) == ("ar", 1)


def test_the_same_address_twice_is_brought_in_once(olives):
    line = "new@example.org,27/03/2026,Paper\n"
    assert "stands in the list twice" in text(look(olives, line * 2))
    bring(olives, line * 2)
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\xff\xfe", b"name,address\nA,B\n", b"", b"email\n", b"\0\0\0"],
)
def test_what_is_no_list_is_refused_with_words(olives, content):
    response = look(olives, content)
    assert response.status_code == 200
    assert "There is a problem" in text(response)


def test_a_list_that_is_too_long_is_refused(olives):
    lines = "".join(f"r{number}@example.org,2026-03-27,Paper\n" for number in range(5_001))
    assert "5000 lines" in text(look(olives, lines))


def test_a_hostile_list_is_shown_as_words(olives):
    page = look(olives, "<script>alert(1)</script>,2026-03-27,Paper\n")
    assert "<script>alert(1)" not in page.content.decode()


def test_long_lists_ask_no_more_of_the_database(olives, django_assert_max_num_queries):
    lines = "".join(f"r{number}@example.org,2026-03-27,Paper\n" for number in range(300))
    with django_assert_max_num_queries(14):
        look(olives, lines)


# --- One reader -----------------------------------------------------------------------------------


def test_olive_finds_somebody_by_their_address_alone(olives):
    rosa = reader()
    assert ROSA in text(olives.get(LIST))
    found = olives.post(LIST, {"email": " ROSA@example.org"})
    assert found.headers["Location"] == f"{LIST}{rosa.pk}/"
    assert "does not get the bulletin" in text(olives.post(LIST, {"email": "no@example.org"}))
    subscribing.leave(rosa)
    assert "This address left on" in text(olives.post(LIST, {"email": ROSA}))


def test_olive_hands_over_and_erases(olives):
    rosa = reader()
    address = f"{LIST}{rosa.pk}/"
    data = json.loads(olives.post(address, {"do": "data"}).content)
    assert data["email"] == ROSA
    assert "Erase this reader?" in text(olives.post(address, {"do": "erase"}))
    assert Subscriber.objects.exists()
    olives.post(address, {"do": "erase", "sure": "yes"})
    assert not Subscriber.objects.exists()
    assert Departure.objects.get().reason == "erased"
    # The log says that it was done, and not to whom.
    written = json.dumps(list(AuditEvent.objects.values("object_label", "detail", "verb")))
    assert "rosa" not in written
    assert "subscriber.erased" in written


def test_olive_marks_an_address_and_mends_it(olives):
    rosa = reader()
    address = f"{LIST}{rosa.pk}/"
    olives.post(address, {"do": "bounced"})
    rosa.refresh_from_db()
    assert rosa.state == "bounced"
    assert BouncedAddress.objects.get().by is not None
    olives.post(address, {"do": "mended"})
    rosa.refresh_from_db()
    assert rosa.state == "confirmed"
    assert not BouncedAddress.objects.exists()
    olives.post(address, {"do": "complained", "sure": "yes"})
    assert Departure.objects.get().reason == "complained"
    assert olives.post(address, {"do": "nothing"}).status_code == 404


def test_an_editor_sees_no_reader(eddie, signed_in):
    rosa = reader()
    client = signed_in(eddie)
    for address in (LIST, IMPORT, f"{LIST}{rosa.pk}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "erase", "sure": "yes"}).status_code == 404
    assert ROSA not in text(client.get("/desk/bulletins/"))
