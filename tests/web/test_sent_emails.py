"""What was sent is visible to staff, and no secret of it stays."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core import email
from core.models import AuditEvent, OutgoingEmail
from desk.emails import KINDS
from suggestions import actions
from tests import listings
from tests.web.suggesting import PARENT, suggest, text

pytestmark = pytest.mark.django_db
EMAILS = "/desk/emails/"


@pytest.fixture
def asked(olive):
    """Paula's suggestion, about which Olive asked something."""
    sent = suggest(listings.service("Swim club"), wait_time_en="6 weeks")
    return actions.ask(sent, by=olive, text="Is it on Mondays? See https://pool.example.org/x")


def everything_kept() -> str:
    """Every value of every e-mail and job in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM core_outgoingemail e")
        emails = cursor.fetchall()
        cursor.execute("SELECT row_to_json(j)::text FROM procrastinate_jobs j")
        return str(emails + cursor.fetchall())


def secrets_of(message) -> set[str]:
    """The links and codes of an e-mail, and the parts of the links that open something."""
    words = message.body + message.alternatives[0][0]
    links = set(re.findall(r"https?://[^\s\"<>]+", words))
    keys = {part for link in links for part in link.split("/") if len(part) > 20}
    return links | keys | {code_in(message.body)} - {""}


def code_in(body: str) -> str:
    """The code to sign in with, which stands on a line of its own."""
    found = re.search(r"^[A-Z0-9-]{6,}$", body, flags=re.MULTILINE)
    return found[0] if found else ""


def test_no_link_code_or_address_of_a_sent_e_mail_stays(asked, percy, client, run_jobs):
    client.post("/accounts/login/code/", {"email": percy.email})
    client.post("/accounts/password/reset/", {"email": percy.email})
    actions.submit(
        actions.save_draft(
            actions.start(kind="report", service=asked.service),
            by=None,
            words="Closed.",
            contact={"email": "new@example.org", "relation": "family"},
        )
    )
    assert PARENT in everything_kept()
    run_jobs()
    names = set(OutgoingEmail.objects.values_list("name", flat=True))
    assert names >= {
        "login_code",
        "password_reset",
        "suggestion_confirm",
        "suggestion_received",
        "suggestion_question",
    }
    kept = everything_kept()
    assert len(mail.outbox) == OutgoingEmail.objects.count()
    for message in mail.outbox:
        secrets = secrets_of(message)
        assert secrets
        for secret in {*secrets, *message.to} - {"http:", "https:"}:
            assert secret not in kept, (message.subject, secret)
    assert "://" not in kept


def test_staff_read_what_was_written_without_the_links(asked, vera, signed_in, run_jobs):
    run_jobs()
    client = signed_in(vera)
    page = client.get(EMAILS)
    assert "p…@example.org" in text(page)
    assert PARENT not in text(page)
    row = OutgoingEmail.objects.get(name="suggestion_question")
    page = text(client.get(f"{EMAILS}{row.pk}/"))
    assert "Is it on Mondays? See […]" in page
    assert "Sent" in page
    assert "Try to send it again" not in page


def test_the_page_of_a_suggestion_lists_its_e_mails(asked, vera, signed_in, run_jobs):
    run_jobs()
    page = signed_in(vera).get(f"/desk/suggestions/{asked.pk}/").content.decode()
    for row in OutgoingEmail.objects.all():
        assert f"{EMAILS}{row.pk}/" in page
    assert OutgoingEmail.objects.about(asked).count() == 2


def test_of_a_code_only_its_kind_and_time_are_shown(percy, olive, signed_in, run_jobs):
    Client().post("/accounts/login/code/", {"email": percy.email})
    row = OutgoingEmail.objects.get()
    client = signed_in(olive)
    # Also while it is on its way, with the code in it.
    code = code_in(row.text)
    assert code
    for _time in ("on its way", "sent"):
        for address in (EMAILS, f"{EMAILS}{row.pk}/"):
            page = client.get(address)
            assert "Code to sign in" in text(page)
            assert code not in page.content.decode()
            assert "percy" not in text(page)
        run_jobs()


def test_the_list_narrows(asked, olive, signed_in, run_jobs):
    run_jobs()
    old = timezone.now() - timedelta(days=9)
    OutgoingEmail.objects.filter(name="suggestion_received").update(created_at=old)
    client = signed_in(olive)

    def shown(query: str) -> list[str]:
        return [row["email"].name for row in client.get(f"{EMAILS}?{query}").context["emails"]]

    both = ["suggestion_question", "suggestion_received"]
    assert shown("") == shown("state=sent") == both
    assert shown("kind=suggestion_received") == both[1:]
    assert shown("days=7") == both[:1]
    assert shown("state=given_up") == shown("state=waiting") == shown("state=refused") == []
    assert client.get(f"{EMAILS}?state=x&kind=y&days=-1").status_code == 200


def test_one_that_could_not_be_sent_stands_out_and_is_sent_again(
    asked, olive, eddie, signed_in, run_jobs
):
    row = OutgoingEmail.objects.get(name="suggestion_question")
    assert row.state == "waiting"
    OutgoingEmail.objects.update(created_at=timezone.now() - timedelta(days=2))
    client = signed_in(olive)
    assert "2 e-mails could not be sent." in text(client.get(EMAILS))
    assert "Could not be sent" in text(client.get(f"/desk/suggestions/{asked.pk}/"))
    again = f"{EMAILS}{row.pk}/again/"
    assert "Try to send it again" not in text(signed_in(eddie).get(f"{EMAILS}{row.pk}/"))
    assert signed_in(eddie).post(again).status_code == 404
    assert client.post(again).status_code == 302
    assert AuditEvent.objects.filter(verb="email.sent_again", actor=olive).count() == 1
    run_jobs()
    assert len(mail.outbox) == 2
    # Sent once, however often somebody presses.
    assert "It has been sent meanwhile." in text(client.post(again, follow=True))
    run_jobs()
    assert len(mail.outbox) == 2


def test_an_address_that_is_refused_for_good_is_told_apart(asked, olive, signed_in, monkeypatch):
    from smtplib import SMTPRecipientsRefused

    def refuse(message):
        raise SMTPRecipientsRefused({PARENT: (550, b"unknown")})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    row = OutgoingEmail.objects.get(name="suggestion_question")
    email.deliver(row.pk)
    page = text(signed_in(olive).get(f"{EMAILS}{row.pk}/"))
    assert "The mail server does not know the address" in page
    assert "Try to send it again" not in page


def test_every_kind_of_e_mail_has_a_name_in_words():
    folders = {each.name for each in (settings.BASE_DIR / "templates/emails").iterdir()}
    assert {name for name in folders if "." not in name} == set(KINDS)


def test_words_of_strangers_are_shown_as_typed(olive, signed_in, run_jobs):
    club = listings.service("<script>alert(1)</script>")
    suggest(club, wait_time_en="x", language="ar")
    run_jobs()
    row = OutgoingEmail.objects.get()
    html = signed_in(olive).get(f"{EMAILS}{row.pk}/").content.decode()
    assert "<script>alert" not in html
    assert 'lang="ar" dir="rtl"' in html


def test_the_list_asks_as_little_for_many_as_for_one(
    olive, signed_in, django_assert_max_num_queries
):
    club = listings.service("Swim club")
    for number in range(12):
        suggest(club, email=f"p{number}@example.org", wait_time_en=f"{number} weeks")
    client = signed_in(olive)
    with django_assert_max_num_queries(10):
        assert client.get(EMAILS).content.count(b"example.org") >= 12


def test_nobody_without_a_desk_sees_them(asked, percy, pat, signed_in):
    row = OutgoingEmail.objects.first()
    for person in (percy, pat):
        assert isinstance(person, User)
        for address in (EMAILS, f"{EMAILS}{row.pk}/"):
            assert signed_in(person).get(address).status_code == 404
