"""Asking to look after listings: the form for anybody, the link, and the officer's decision."""

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import membership
from accounts.actions import NotAllowed
from accounts.models import Membership, MembershipRequest, User
from accounts.tasks import forget_membership_requests
from core.models import AuditEvent, BouncedAddress, OutgoingEmail
from tests.listings import join, organisation, service
from tests.web.suggesting import link_in, post, text

CARLA = {
    "name": "Carla Coach",
    "email": "Carla@Harbour.example",
    "job": "Coach",
    "words": "Ask Pat.",
}


@pytest.fixture
def harbour(db):
    play = organisation("Harbour Play", website="https://www.harbour.example/")
    service("Swim club", organisation=play)
    return play


def ask(client: Client, **other):
    return post(client, "/provider/claim/swim-club/", **{**CARLA, **other})


def the_request() -> MembershipRequest:
    return MembershipRequest.objects.get()


def asked_and_confirmed(client: Client, run_jobs) -> MembershipRequest:
    ask(client)
    run_jobs()
    post(client, link_in(mail.outbox[-1].body), do="confirm")
    run_jobs()
    return the_request()


# --- Asking ---------------------------------------------------------------------------------------


def test_carla_finds_the_way_from_the_page_of_her_service(client, harbour):
    for page in ("/services/swim-club/", "/organisations/harbour-play/"):
        html = client.get(page).content.decode()
        address = html.partition('href="/provider/claim/')[2].partition('"')[0]
        form = client.get(f"/provider/claim/{address}")
        assert form.status_code == 200
        assert "Harbour Play" in text(form)
        assert not form.cookies
        assert form.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in form.headers["Cache-Control"]


def test_carla_asks_confirms_and_waits_for_an_officer(client, harbour, run_jobs):
    response = ask(client)
    assert response["Location"] == "/provider/claim-sent/"
    assert not response.cookies
    asked = the_request()
    assert (asked.state, asked.email) == ("unconfirmed", "carla@harbour.example")
    run_jobs()
    link = link_in(mail.outbox[0].body)
    assert mail.outbox[0].to == ["carla@harbour.example"]
    # A mail scanner opens the link and nothing happens.
    assert "Carla Coach" in text(client.get(link))
    assert the_request().state == "unconfirmed"
    post(client, link, do="confirm")
    assert the_request().state == "waiting"
    assert the_request().confirmed_at
    run_jobs()
    assert mail.outbox[-1].subject == "We have what you asked for"
    post(client, link, do="confirm")
    assert run_jobs() == 0


def test_the_e_mail_to_an_unproved_address_carries_no_words_of_a_stranger(
    client, harbour, run_jobs
):
    ask(client, name="Visit evil.example", job="Win money", words="http://evil.example/")
    run_jobs()
    (message,) = mail.outbox
    everything = message.subject + message.body + message.alternatives[0][0]
    assert "evil.example" not in everything and "Win money" not in everything


def test_asking_again_changes_what_was_said_and_the_old_link_ends(client, harbour, run_jobs):
    ask(client)
    first = the_request().key
    ask(client, job="Head coach")
    assert (the_request().job, MembershipRequest.objects.count()) == ("Head coach", 1)
    assert client.get(f"/provider/claim/confirm/{first}/").status_code == 410
    run_jobs()
    post(client, link_in(mail.outbox[-1].body), do="confirm")
    assert the_request().state == "waiting"


def test_nobody_changes_what_waits_for_an_officer(client, harbour, run_jobs):
    asked_and_confirmed(client, run_jobs)
    assert ask(client, job="Boss")["Location"] == "/provider/claim-sent/"
    assert the_request().job == "Coach"
    run_jobs()
    assert mail.outbox[-1].subject == "We have what you asked for"


def test_the_page_does_not_tell_whether_an_address_is_known(client, pat, harbour, run_jobs):
    """The same answer for a member, for staff and for a stranger; only e-mail tells more."""
    answers = {
        (response.status_code, response["Location"], response.content)
        for email in ("stranger@example.org", pat.email, "PAT@example.org")
        for response in [ask(Client(), email=email)]
    }
    assert len(answers) == 1
    assert MembershipRequest.objects.count() == 1
    run_jobs()
    to_pat = [message for message in mail.outbox if message.to == [pat.email]]
    assert "You can do so already" in to_pat[0].body


def test_it_can_be_taken_back(client, harbour, run_jobs, olive, signed_in):
    asked = asked_and_confirmed(client, run_jobs)
    page = post(client, f"/provider/claim/confirm/{asked.key}/", do="withdraw")
    assert not page.cookies
    assert the_request().state == "withdrawn"
    with pytest.raises(NotAllowed):
        membership.approve(asked, by=olive)
    assert ask(client)["Location"] == "/provider/claim-sent/"  # and asked for anew
    assert MembershipRequest.objects.count() == 2


def test_somebody_signed_in_is_asked_less_and_needs_no_link(percy, harbour, signed_in, run_jobs):
    client = signed_in(percy)
    html = client.get("/provider/claim/swim-club/").content.decode()
    assert 'name="email"' not in html and 'name="name"' not in html
    post(client, "/provider/claim/swim-club/", job="Cook", words="")
    asked = the_request()
    assert (asked.state, asked.user, asked.email) == ("waiting", percy, percy.email)
    post(client, "/provider/claim/swim-club/", job="Head cook", words="")
    assert the_request().job == "Head cook"
    run_jobs()
    assert len(mail.outbox) == 1


def test_a_member_is_led_to_their_listings(pat, harbour, signed_in):
    client = signed_in(pat)
    listing = "/provider/listing/swim-club/"
    assert client.get("/provider/claim/swim-club/")["Location"] == listing
    assert client.get("/provider/claim/organisation/harbour-play/")["Location"] == "/provider/"
    post(client, "/provider/claim/swim-club/", job="Cook", words="")
    assert not MembershipRequest.objects.exists()


def test_a_member_who_must_sign_in_first_gets_there_all_the_same(client, pat, harbour, run_jobs):
    page = client.get("/provider/claim/swim-club/").content.decode()
    assert 'href="/accounts/login/code/?next=/provider/claim/swim-club/"' in page
    asked = client.post(
        "/accounts/login/code/", {"email": pat.email, "next": "/provider/claim/swim-club/"}
    )
    run_jobs()
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)
    signed = client.post(asked["Location"], {"code": code[0]}, follow=True)
    assert signed.redirect_chain[-1][0] == "/provider/listing/swim-club/"


@pytest.mark.parametrize("trap", [{"homepage": "http://spam.example"}, {"shown": ""}])
def test_a_robot_sends_nothing(client, harbour, trap):
    assert ask(client, **trap).status_code == 200
    assert not MembershipRequest.objects.exists()


def test_another_site_cannot_send_the_form(client, harbour):
    for where in ("cross-site", "same-site"):
        response = client.post(
            "/provider/claim/swim-club/", CARLA, headers={"sec-fetch-site": where}
        )
        assert response.status_code == 403


def test_nobody_is_flooded_with_e_mails(client, harbour):
    for _ in range(5):
        assert ask(client).status_code == 302
    assert ask(client).status_code == 429
    assert ask(client, email="other@harbour.example").status_code == 302


@pytest.mark.parametrize("missing", ["name", "email", "job"])
def test_what_is_missing_is_asked_for(client, harbour, missing):
    response = ask(client, **{missing: ""})
    assert response.status_code == 200
    assert "There is a problem" in text(response)
    assert not MembershipRequest.objects.exists()


def test_hostile_words_are_shown_as_words(client, harbour, olive, signed_in, run_jobs):
    evil = "<script>alert(1)</script>\u202e"
    ask(client, name=evil, job=evil, words=evil)
    run_jobs()
    post(client, link_in(mail.outbox[-1].body), do="confirm")
    for page in (f"/desk/claims/{the_request().pk}/", "/desk/claims/"):
        assert "<script>alert" not in signed_in(olive).get(page).content.decode()


def test_what_is_not_listed_cannot_be_asked_for(client, harbour):
    organisation("Gone", archived_at=timezone.now())
    for address in ("/provider/claim/nothing/", "/provider/claim/organisation/gone/"):
        assert client.get(address).status_code == 404
        assert post(client, address, **CARLA).status_code == 404
    assert client.get("/provider/claim/confirm/nothing/").status_code == 410


# --- Deciding -------------------------------------------------------------------------------------


def decide(client: Client, asked: MembershipRequest, **sent):
    return client.post(f"/desk/claims/{asked.pk}/decide/", sent)


def test_olive_approves_and_carla_can_sign_in(client, harbour, olive, signed_in, run_jobs):
    asked = asked_and_confirmed(client, run_jobs)
    page = signed_in(olive).get(f"/desk/claims/{asked.pk}/")
    assert "harbour.example is also the organisation’s own" in text(page)
    assert decide(signed_in(olive), asked, do="approve")["Location"] == "/desk/claims/"
    carla = User.objects.get(email="carla@harbour.example")
    assert (carla.name, carla.role, carla.has_usable_password()) == ("Carla Coach", "", False)
    assert carla.has_perm("provider.edit", harbour)
    assert Membership.objects.get().added_by == olive
    run_jobs()
    assert "/accounts/login/code/" in mail.outbox[-1].body
    assert signed_in(carla).get("/provider/").status_code == 200
    verbs = AuditEvent.objects.filter(verb__startswith="membership").order_by("pk")
    assert [event.verb for event in verbs] == ["membership.asked", "membership.approved"]
    assert verbs[1].actor == olive and verbs[1].object_label == "Harbour Play"


def test_olive_refuses_and_says_why(client, harbour, olive, signed_in, run_jobs):
    asked = asked_and_confirmed(client, run_jobs)
    empty = decide(signed_in(olive), asked, do="refuse", reason="")
    assert empty.status_code == 422
    decide(signed_in(olive), asked, do="refuse", reason="Nobody there knows you.")
    assert the_request().state == "refused"
    run_jobs()
    assert "Nobody there knows you." in mail.outbox[-1].body
    sent = OutgoingEmail.objects.order_by("-pk")[0]
    assert (sent.shown_to, sent.object_id) == ("c…@harbour.example", str(harbour.pk))
    assert "Nobody there knows you." in sent.shown_text
    # What opens the request is not kept.
    assert asked.key not in str(list(OutgoingEmail.objects.values_list("shown_text", "text")))
    assert not User.objects.filter(email="carla@harbour.example").exists()
    # The log names nobody of whom we know nothing in the end.
    assert "Carla" not in str(list(AuditEvent.objects.values_list("object_label", "detail")))


def test_the_e_mails_come_in_the_language_of_the_page(harbour, olive, run_jobs):
    client = Client()
    post(client, "/pl/provider/claim/swim-club/", **CARLA)
    run_jobs()
    assert "/pl/provider/claim/confirm/" in mail.outbox[-1].body
    post(client, link_in(mail.outbox[-1].body), do="confirm")
    membership.approve(the_request(), by=olive)
    run_jobs()
    assert "/pl/accounts/login/code/" in mail.outbox[-1].body
    assert User.objects.get(email="carla@harbour.example").language == "pl"


@pytest.mark.parametrize("who", ["vera", "eddie"])
def test_editors_and_viewers_look_and_do_not_decide(
    who, client, harbour, run_jobs, signed_in, request
):
    asked = asked_and_confirmed(client, run_jobs)
    desk = signed_in(request.getfixturevalue(who))
    page = desk.get(f"/desk/claims/{asked.pk}/")
    assert page.status_code == 200
    assert "may look after these listings" not in text(page)
    assert decide(desk, asked, do="approve").status_code == 404
    assert the_request().state == "waiting"


def test_two_officers_decide_once(client, harbour, olive, make_user, signed_in, run_jobs):
    asked = asked_and_confirmed(client, run_jobs)
    otto = make_user("otto@example.org", "officer", name="Otto")
    decide(signed_in(olive), asked, do="approve")
    response = decide(signed_in(otto), asked, do="refuse", reason="No.")
    assert response["Location"] == f"/desk/claims/{asked.pk}/"
    assert the_request().state == "approved"
    assert the_request().decided_by == olive


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_decide_once(make_user):
    asked = MembershipRequest.objects.create(
        organisation=organisation(),
        email="c@example.org",
        name="C",
        state="waiting",
        confirmed_at=timezone.now(),
    )
    officers = [make_user(f"o{number}@example.org", "officer") for number in range(4)]
    start, refused = threading.Barrier(4), []

    def act(officer):
        try:
            start.wait()
            membership.approve(asked, by=officer)
        except NotAllowed:
            refused.append(officer)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert Membership.objects.count() == 1
    assert AuditEvent.objects.filter(verb="membership.approved").count() == 1
    assert OutgoingEmail.objects.count() == 1


def test_the_list_begins_with_the_longest_waiting_and_marks_the_late(
    harbour, olive, signed_in, django_assert_max_num_queries
):
    for number in range(12):
        MembershipRequest.objects.create(
            organisation=harbour,
            email=f"c{number}@example.org",
            name=f"Person {number:02}",
            state="waiting",
            confirmed_at=timezone.now() - timedelta(days=12 - number, minutes=-5),
        )
    desk = signed_in(olive)
    with django_assert_max_num_queries(9):
        page = desk.get("/desk/claims/")
    names = [asked.name for asked in page.context["page"]]
    assert names == sorted(names)
    assert page.content.decode().count("govuk-tag--orange") == 5
    assert MembershipRequest.objects.late(timezone.now()).count() == 5


@pytest.mark.parametrize(
    ("email", "listed", "said"),
    [
        ("c@harbour.example", {}, "c@harbour.example|Nothing|no website"),
        ("c@gmail.com", {"email": "club@gmail.com"}, "anybody can have"),
        ("club@gmail.com", {"email": "club@gmail.com"}, "address in the organisation’s listing"),
        ("c@mail.club.example", {"website": "https://www.club.example/x"}, "is also"),
        ("c@notclub.example", {"website": "https://club.example"}, "is not in"),
        ("c@club.example", {"website": "https://[broken"}, "no website"),
    ],
)
def test_what_the_address_says(email, listed, said, olive, signed_in):
    asked = MembershipRequest.objects.create(
        organisation=organisation("Club", **listed),
        email=email,
        name="C",
        state="waiting",
        confirmed_at=timezone.now(),
    )
    page = text(signed_in(olive).get(f"/desk/claims/{asked.pk}/"))
    assert any(words in page for words in said.split("|"))


def test_the_officer_sees_what_speaks_against_it(harbour, olive, make_user, signed_in):
    make_user("c@example.org", is_active=False)
    BouncedAddress.objects.create(address="c@example.org")
    values = {"organisation": harbour, "email": "c@example.org", "name": "C"}
    MembershipRequest.objects.create(**values, state="refused", decided_at=timezone.now())
    asked = MembershipRequest.objects.create(**values, state="waiting", confirmed_at=timezone.now())
    page = text(signed_in(olive).get(f"/desk/claims/{asked.pk}/"))
    for words in ("was shut out", "does not arrive", "we refused"):
        assert words in page
    decide(signed_in(olive), asked, do="approve")
    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert not Membership.objects.exists()


def test_an_archived_organisation_gets_no_new_people(client, harbour, olive, signed_in, run_jobs):
    asked = asked_and_confirmed(client, run_jobs)
    harbour.archived_at = timezone.now()
    harbour.save()
    decide(signed_in(olive), asked, do="approve")
    assert the_request().state == "waiting"
    assert not User.objects.filter(email="carla@harbour.example").exists()


def test_an_account_that_exists_is_kept(client, harbour, percy, olive, run_jobs):
    ask(client, email=percy.email, name="Not Percy")
    run_jobs()
    post(client, link_in(mail.outbox[-1].body), do="confirm")
    membership.approve(the_request(), by=olive)
    percy.refresh_from_db()
    assert percy.name == "Percy Parent"
    assert percy.has_perm("provider.edit", harbour)


# --- Forgetting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("unconfirmed", 29, True),
        ("unconfirmed", 31, False),
        ("withdrawn", 31, False),
        ("waiting", 400, True),
        ("refused", 180, True),
        ("refused", 184, False),
        ("approved", 184, False),
    ],
)
def test_old_requests_are_forgotten(harbour, state, days, is_kept):
    then = timezone.now() - timedelta(days=days)
    asked = MembershipRequest.objects.create(
        organisation=harbour, email="c@example.org", name="C", state=state, decided_at=then
    )
    MembershipRequest.objects.filter(pk=asked.pk).update(updated_at=then)
    forget_membership_requests(timestamp=0)
    assert MembershipRequest.objects.exists() is is_kept


def test_a_request_ends_when_the_officer_invites_them(client, harbour, olive, run_jobs, make_user):
    asked_and_confirmed(client, run_jobs)
    join(make_user("x@example.org"), harbour)
    membership.invite(
        organisation=harbour, email=CARLA["email"], name="Carla", language="en", by=olive
    )
    assert the_request().state == "approved"
