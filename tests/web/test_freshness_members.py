"""Who looks after a listing is asked whether it is still right, each in their own language."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, User
from core.models import AuditEvent, BouncedAddress
from directory.models import Service
from suggestions import freshness
from suggestions.models import Reminder
from tests import listings
from tests.listings import days_from_today
from tests.web.suggesting import text

pytestmark = pytest.mark.django_db
LIST = "/desk/freshness/"


@pytest.fixture
def club(pat) -> Service:
    """Overdue, of an organisation that Pat looks after and that has an address of its own."""
    return overdue("Swim club", email="office@club.example")


def overdue(name: str, **fields) -> Service:
    return listings.service(
        name, assured_date=days_from_today(-185), review_due=days_from_today(-3), **fields
    )


@pytest.fixture
def petra(make_user) -> User:
    """A colleague of Pat who reads Polish."""
    made = make_user("petra@example.org", name="Petra Polska", language="pl")
    return listings.join(made, listings.organisation("Harbour Play"))


@pytest.fixture
def ask(run_jobs):
    """What the worker does in so many days; the e-mails that left, by address."""

    def run(days: int = 0) -> dict:
        before = len(mail.outbox)
        freshness.ask_everybody(days_from_today(days))
        run_jobs()
        return {email.to[0]: email for email in mail.outbox[before:]}

    return run


def press(email, service: Service):
    path = re.search(r"(/(?:pl/)?check/\S+)", email.body)[1]
    data = {"service": str(service.pk), "version": str(service.version)}
    return Client().post(path, data, headers={"Sec-Fetch-Site": "same-origin"})


def test_the_people_are_asked_and_not_the_listings_address(club, pat, petra, ask):
    sent = ask()
    assert set(sent) == {pat.email, petra.email}
    assert "/provider/" in sent[pat.email].body
    links = {re.search(r"/check/(\S+)", each.body)[1] for each in sent.values()}
    assert len(links) == 2


def test_each_is_written_to_in_their_language(club, pat, petra, ask):
    sent = ask()
    assert '<html lang="pl"' in sent[petra.email].alternatives[0].content
    assert "/pl/check/" in sent[petra.email].body
    assert '<bdi lang="en">Swim club</bdi>' in sent[petra.email].alternatives[0].content
    assert '<html lang="en"' in sent[pat.email].alternatives[0].content


def test_nobody_is_asked_twice_in_a_step(club, pat, petra, ask):
    assert len(ask()) == 2
    assert [len(ask(day)) for day in (0, 1, 24)] == [0, 0, 0]
    assert len(ask(30)) == 2


def test_a_day_that_was_full_goes_on_with_the_colleague(club, pat, petra, ask, monkeypatch):
    monkeypatch.setattr(freshness, "MOST_A_DAY", 1)
    assert set(ask()) == {pat.email}
    assert ask() == {}
    assert set(ask(1)) == {petra.email}
    assert ask(2) == {}


def test_one_answer_counts_for_all(club, pat, petra, ask):
    sent = ask()
    assert press(sent[petra.email], club).status_code == 302
    club.refresh_from_db()
    assert club.assured_date == timezone.localdate()
    assert not Reminder.objects.filter(answered_at__isnull=True).exists()
    assert ask(30) == {}


def test_whoever_left_is_asked_no_more_and_their_link_confirms_nothing(club, pat, petra, ask):
    sent = ask()
    Membership.objects.filter(user=pat).update(ended_at=timezone.now())
    press(sent[pat.email], club)
    club.refresh_from_db()
    assert club.assured_date != timezone.localdate()
    assert set(ask(30)) == {petra.email}
    User.objects.filter(pk=petra.pk).update(is_active=False)
    assert set(ask(60)) == {"office@club.example"}


def test_where_mail_reaches_nobody_the_listings_address_is_asked(club, pat, ask, olive, signed_in):
    BouncedAddress.objects.create(address=pat.email)
    assert set(ask()) == {"office@club.example"}
    page = text(signed_in(olive).get(f"{LIST}?show=bounced"))
    assert "Pat Provider pat@example.org Does not arrive" in page
    assert "office@club.example (asked)" in page


def test_the_list_shows_who_was_asked_and_marks_an_address_of_a_person(
    club, pat, petra, nora, ask, olive, signed_in
):
    ask()
    client = signed_in(olive)
    page = text(client.get(LIST))
    assert "pat@example.org (asked)" in page
    assert "petra@example.org (asked)" in page
    assert "office@club.example" not in page
    address = f"{LIST}{club.pk}/bounced/"
    # Only an address that this listing's e-mails go to.
    client.post(address, {"address": nora.email})
    client.post(address, {"address": petra.email})
    assert list(BouncedAddress.objects.values_list("address", flat=True)) == [petra.email]
    assert set(ask(30)) == {pat.email}
    client.post(address, {"address": petra.email, "mended": "1"})
    assert not BouncedAddress.objects.exists()
    page = text(client.get(f"/desk/directory/services/{club.pk}/"))
    assert "petra@example.org" in page


def test_ask_now_writes_to_everybody(club, pat, petra, run_jobs, eddie, signed_in):
    Service.objects.update(review_due=days_from_today(100))
    client = signed_in(eddie)
    client.post(f"{LIST}{club.pk}/ask/")
    run_jobs()
    assert {email.to[0] for email in mail.outbox} == {pat.email, petra.email}
    assert AuditEvent.objects.filter(verb="freshness.asked", actor=eddie).count() == 2
    client.post(f"{LIST}{club.pk}/ask/")
    run_jobs()
    assert len(mail.outbox) == 2


def test_two_organisations_of_one_person_are_one_e_mail(club, pat, ask):
    other = listings.organisation("Northside Club")
    listings.join(pat, other)
    overdue("Dance club", organisation=other)
    (email,) = ask().values()
    assert "Swim club" in email.body
    assert "Dance club" in email.body


def test_the_list_asks_as_little_for_many_as_for_one(
    pat, petra, olive, signed_in, ask, django_assert_max_num_queries
):
    for number in range(12):
        overdue(f"Club {number}", organisation=listings.organisation(f"Group {number % 3}"))
    ask()
    client = signed_in(olive)
    with django_assert_max_num_queries(13):
        assert "Club 11" in text(client.get(LIST))


def test_each_address_of_the_plain_text_stands_on_a_line_of_its_own(club, pat, petra, ask):
    for email in ask().values():
        lines = [line.strip() for line in email.body.splitlines() if "http" in line]
        assert len(lines) > 2
        assert [line for line in lines if not re.fullmatch(r"https?://\S+", line)] == []
