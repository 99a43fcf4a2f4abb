"""Colleagues: a member invites and removes them, and leaves. And a person's own details."""

import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import membership
from accounts.actions import NotAllowed
from accounts.models import Membership, User
from core.models import AuditEvent, OutgoingEmail
from tests.listings import join, organisation
from tests.web.suggesting import text

PEOPLE = "/provider/harbour-play/people/"
COLE = {"name": "Cole League", "email": "Cole@Harbour.example", "language": "pl"}


def members() -> set[str]:
    rows = Membership.objects.filter(ended_at=None, organisation__slug="harbour-play")
    return set(rows.values_list("user__email", flat=True))


def end_of(user: User) -> str:
    member = user.memberships.get(organisation__slug="harbour-play", ended_at=None)
    return f"{PEOPLE}{member.pk}/end/"


@pytest.fixture
def petra(make_user, pat) -> User:
    return join(make_user("petra@example.org", name="Petra Partner"), organisation())


def test_pat_sees_her_colleagues_and_nobody_elses(
    pat, petra, nora, signed_in, django_assert_max_num_queries
):
    client = signed_in(pat)
    with django_assert_max_num_queries(8):
        page = client.get(PEOPLE)
    assert "Petra Partner" in text(page) and "petra@example.org" in text(page)
    assert "Nora" not in text(page)
    assert signed_in(nora).get(PEOPLE).status_code == 404


def test_pat_invites_a_colleague_who_can_sign_in_without_a_password(pat, signed_in, run_jobs):
    response = signed_in(pat).post(PEOPLE, COLE)
    assert response["Location"] == PEOPLE
    cole = User.objects.get(email="cole@harbour.example")
    assert (cole.name, cole.language, cole.role) == ("Cole League", "pl", "")
    assert not cole.has_usable_password()
    assert members() == {pat.email, cole.email}
    run_jobs()
    (message,) = mail.outbox
    assert message.to == [cole.email]
    assert "/pl/accounts/login/code/" in message.body
    assert "Pat Provider" in message.body
    event = AuditEvent.objects.get(verb="membership.invited")
    assert (event.actor, event.object_label) == (pat, "Harbour Play")
    assert event.detail == {"person": "Cole League"}
    assert signed_in(cole).get("/provider/").status_code == 200


def test_somebody_with_an_account_just_gets_the_listings(pat, eddie, signed_in):
    signed_in(pat).post(PEOPLE, {**COLE, "email": eddie.email})
    eddie.refresh_from_db()
    assert (eddie.name, eddie.role, eddie.language) == ("Eddie Editor", "editor", "en")
    assert members() == {pat.email, eddie.email}
    assert User.objects.count() == 2


def test_a_colleague_is_not_invited_twice(pat, petra, signed_in, run_jobs):
    response = signed_in(pat).post(PEOPLE, {**COLE, "email": petra.email})
    assert "already" in text(response)
    assert Membership.objects.count() == 2
    assert run_jobs() == 0


def test_who_was_shut_out_is_not_invited_in_by_a_colleague(pat, make_user, signed_in):
    make_user("gone@example.org", is_active=False)
    response = signed_in(pat).post(PEOPLE, {**COLE, "email": "gone@example.org"})
    assert "cannot add this person" in text(response)
    assert "shut out" not in text(response)
    assert members() == {pat.email}


@pytest.mark.parametrize("has_account", [False, True])
@pytest.mark.django_db(transaction=True)
def test_one_person_invited_by_many_at_once_is_one_member(make_user, has_account):
    play = organisation()
    if has_account:
        make_user("cole@harbour.example")
    inviters = [join(make_user(f"i{number}@example.org"), play) for number in range(4)]
    start, refused = threading.Barrier(4), []

    def invite(inviter):
        try:
            start.wait()
            membership.invite(organisation=play, by=inviter, **COLE)
        except NotAllowed:
            refused.append(inviter)
        finally:
            connection.close()

    threads = [threading.Thread(target=invite, args=[inviter]) for inviter in inviters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert Membership.objects.filter(user__email="cole@harbour.example").count() == 1
    assert AuditEvent.objects.filter(verb="membership.invited").count() == 1
    assert OutgoingEmail.objects.count() == 1


def test_invitations_are_limited(pat, signed_in):
    client = signed_in(pat)
    for number in range(20):
        client.post(PEOPLE, {**COLE, "email": f"c{number}@example.org"})
    assert client.post(PEOPLE, COLE).status_code == 429
    assert len(members()) == 21


@pytest.mark.parametrize("who", ["percy", "nora", "vera", "eddie", "olive"])
def test_nobody_else_invites_or_removes(who, pat, petra, signed_in, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(PEOPLE, COLE).status_code == 404
    assert client.post(end_of(petra)).status_code == 404
    assert members() == {pat.email, petra.email}


def test_pat_removes_nobody_of_another_organisation_by_her_own_address(pat, nora, signed_in):
    member = nora.memberships.get()
    assert signed_in(pat).post(f"{PEOPLE}{member.pk}/end/").status_code == 404
    assert nora.has_perm("provider.edit")


def test_a_removed_colleague_is_out_at_once(pat, petra, signed_in, run_jobs):
    hers = signed_in(petra)
    assert hers.get("/provider/").status_code == 200
    client = signed_in(pat)
    assert "Petra Partner" in text(client.get(end_of(petra)))
    assert client.post(end_of(petra))["Location"] == PEOPLE
    for address in ("/provider/", PEOPLE, "/provider/you/"):
        assert hers.get(address).status_code == 404
    assert hers.post(PEOPLE, COLE).status_code == 404
    run_jobs()
    assert mail.outbox[0].to == [petra.email]
    assert AuditEvent.objects.get(verb="membership.ended").detail == {"person": "Petra Partner"}


def test_petra_leaves_and_the_row_says_until_when(pat, petra, signed_in, run_jobs):
    client = signed_in(petra)
    page = client.get(end_of(petra))
    assert "You are the last one" not in text(page)
    assert client.post(end_of(petra))["Location"] == "/"
    assert client.get("/provider/").status_code == 404
    assert Membership.objects.get(user=petra).ended_at
    assert run_jobs() == 0  # she knows


def test_the_last_one_is_warned_and_may_leave(pat, signed_in):
    client = signed_in(pat)
    address = end_of(pat)
    assert "You are the last one" in text(client.get(address))
    client.post(address)
    assert members() == set()
    assert client.post(address).status_code == 404


def test_somebody_with_two_organisations_leaves_one(pat, signed_in):
    join(pat, organisation("Northside Club"))
    client = signed_in(pat)
    assert "Northside Club" in text(client.get("/provider/people/"))
    assert client.post(end_of(pat))["Location"] == "/provider/"
    assert client.get("/provider/").status_code == 200
    assert client.get(PEOPLE).status_code == 404
    assert client.get("/provider/people/")["Location"] == "/provider/northside-club/people/"


def test_an_archived_organisation_has_no_people_pages(pat, signed_in):
    organisation().__class__.objects.update(archived_at=timezone.now())
    assert signed_in(pat).get(PEOPLE).status_code == 404


def test_a_form_from_another_site_is_refused(pat, petra):
    client = Client(enforce_csrf_checks=True)
    client.force_login(pat)
    assert client.post(PEOPLE, COLE).status_code == 403
    assert client.post(end_of(petra)).status_code == 403


# --- Their own details ----------------------------------------------------------------------------


def test_pat_changes_her_name_and_the_language_of_our_e_mails(pat, signed_in):
    client = signed_in(pat)
    html = client.get("/provider/you/").content.decode()
    assert "العربية" in html and "Soomaali" in html
    assert 'href="/accounts/2fa/"' in html
    assert client.post("/provider/you/", {"name": "Pat P", "language": "ar"}).status_code == 302
    pat.refresh_from_db()
    assert (pat.name, pat.language) == ("Pat P", "ar")
    assert AuditEvent.objects.get(verb="account.details_changed").actor == pat


def test_a_name_is_needed_and_a_language_of_the_site(pat, signed_in):
    client = signed_in(pat)
    for sent in ({"name": "", "language": "en"}, {"name": "Pat", "language": "xx"}):
        assert "There is a problem" in text(client.post("/provider/you/", sent))
    pat.refresh_from_db()
    assert pat.name == "Pat Provider"


# --- On the desk ----------------------------------------------------------------------------------


def test_olive_invites_removes_and_brings_back(pat, olive, signed_in, run_jobs):
    desk, play = signed_in(olive), organisation()
    page = f"/desk/members/{play.pk}/"
    assert (
        f'href="{page}"' in desk.get(f"/desk/directory/organisations/{play.pk}/").content.decode()
    )
    assert desk.post(f"{page}invite/", COLE)["Location"] == page
    assert members() == {pat.email, "cole@harbour.example"}
    member = pat.memberships.get()
    desk.post(f"/desk/members/one/{member.pk}/end/")
    assert members() == {"cole@harbour.example"}
    assert signed_in(pat).get("/provider/").status_code == 404
    for _twice in range(2):
        desk.post(f"/desk/members/one/{member.pk}/back/")
    assert members() == {pat.email, "cole@harbour.example"}
    assert "Looked after them before" in text(desk.get(page))


def test_the_page_never_takes_more_queries(
    pat, olive, make_user, signed_in, django_assert_max_num_queries
):
    for number in range(8):
        join(make_user(f"c{number}@example.org"), organisation())
    desk = signed_in(olive)
    with django_assert_max_num_queries(10):
        desk.get(f"/desk/members/{organisation().pk}/")


def test_providers_are_listed_and_what_they_did_is_found(pat, nora, olive, signed_in):
    signed_in(pat).post(PEOPLE, COLE)
    desk = signed_in(olive)
    page = desk.get("/desk/people/?show=providers")
    assert [each.name for each in page.context["page"]] == [
        "Cole League",
        "Nora Neighbour",
        "Pat Provider",
    ]
    log = text(desk.get(f"/desk/audit/?who={pat.pk}"))
    assert "Person invited to look after the listings" in log


def test_the_page_of_a_person_says_what_they_look_after(pat, olive, signed_in, run_jobs):
    desk = signed_in(olive)
    page = f"/desk/people/{pat.pk}/"
    assert "Harbour Play" in text(desk.get(page))
    desk.post(page, {"do": "invite"})
    run_jobs()
    assert "/accounts/login/code/" in mail.outbox[-1].body
    assert "second step" not in mail.outbox[-1].body


def test_a_wrong_invitation_says_what_is_wrong(pat, olive, signed_in):
    page = f"/desk/members/{organisation().pk}/invite/"
    for sent in ({**COLE, "email": "nonsense"}, {**COLE, "email": pat.email}):
        response = signed_in(olive).post(page, sent)
        assert response.status_code == 422
        assert "There is a problem" in text(response)


def test_a_person_shut_out_is_shown_so_and_not_brought_back(pat, olive, signed_in):
    pat.is_active = False
    pat.save()
    desk = signed_in(olive)
    page = f"/desk/members/{organisation().pk}/"
    assert "Shut out" in text(desk.get(page))
    member = pat.memberships.get()
    desk.post(f"/desk/members/one/{member.pk}/end/")
    desk.post(f"/desk/members/one/{member.pk}/back/")
    assert members() == set()
