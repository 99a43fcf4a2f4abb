"""Organisations that are trusted: what their people send in is published at once, and looked at
by an officer after."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Membership
from core.models import AuditEvent
from directory.models import Organisation, Service
from suggestions import actions
from suggestions.models import Suggestion
from tests import listings
from tests.web.suggesting import suggest, text

pytestmark = pytest.mark.django_db
PUBLISHED = "/desk/suggestions/published/"
State = Suggestion.State


@pytest.fixture
def harbour() -> Organisation:
    found = listings.organisation("Harbour Play")
    found.is_trusted = True
    found.save()
    return found


@pytest.fixture
def club(harbour) -> Service:
    return listings.service(
        "Swim club",
        organisation=harbour,
        wait_time_en="2 weeks",
        phones=("023 8083 3000",),
        terms=(listings.term("category", "sport"),),
    )


def send(author: Any, listing: Service | None, *, kind="change", words="", **proposed: Any):
    """What a provider sends in, as they left it."""
    more = {} if listing else {"organisation": Organisation.objects.get(name_en="Harbour Play")}
    draft = actions.start(kind=kind, service=listing, author=author, **more)
    actions.save_draft(draft, by=author, proposed=proposed, words=words)
    return actions.submit(draft, by=author)


def trust(client, organisation: Organisation, **ticked: str):
    address = f"/desk/directory/organisations/{organisation.pk}/trust/"
    return client.post(address, ticked)


# --- Whom we trust --------------------------------------------------------------------------------


def test_an_officer_gives_trust_and_takes_it_away(olive, signed_in):
    northside = listings.organisation("Northside Club")
    client = signed_in(olive)
    trust(client, northside, trusted="1")
    northside.refresh_from_db()
    assert northside.is_trusted
    page = client.get("/desk/directory/organisations/?trust=yes").content.decode()
    assert "Northside Club" in page
    assert "govuk-tag--turquoise" in page
    trust(client, northside)
    northside.refresh_from_db()
    assert not northside.is_trusted
    verbs = AuditEvent.objects.filter(verb__startswith="organisation.", actor=olive).values_list(
        "verb", flat=True
    )
    assert list(verbs) == ["organisation.not_trusted", "organisation.trusted"]


def test_old_words_put_back_leave_the_trust_as_it_is(olive, signed_in, harbour):
    client = signed_in(olive)
    trust(client, harbour)
    trust(client, harbour, trusted="1")
    harbour.refresh_from_db()
    back = f"/desk/directory/organisations/{harbour.pk}/history/2/put-back/"
    assert client.post(back, {"version": harbour.version}).status_code == 302
    harbour.refresh_from_db()
    assert harbour.is_trusted


# --- Published at once ----------------------------------------------------------------------------


def test_a_change_is_published_the_moment_it_is_sent(pat, club, client, run_jobs):
    sent = send(pat, club, wait_time_en="6 weeks")
    assert (sent.state, sent.decided_by, sent.published_at_once) == (State.APPROVED, pat, True)
    assert "6 weeks" in client.get("/services/swim-club/").content.decode()
    assert AuditEvent.objects.filter(verb="suggestion.published_at_once", actor=pat).count() == 1
    run_jobs()
    [message] = mail.outbox
    assert message.to == ["pat@example.org"]
    assert message.subject == "What you sent is published"
    assert "How long you may wait: Approved" in message.body


def test_a_new_service_with_a_topic_is_published_and_one_without_waits(pat, harbour, client):
    topic = listings.term("category", "sport")
    made = send(pat, None, kind="new", name_en="Canoe club", **{"terms:category": [str(topic.pk)]})
    assert made.state == State.APPROVED
    assert made.service.organisation == harbour
    assert client.get("/services/canoe-club/").status_code == 200
    waiting = send(pat, None, kind="new", name_en="Sailing club")
    assert waiting.state == State.SUBMITTED
    assert not Service.objects.filter(name_en="Sailing club").exists()


@pytest.mark.parametrize(
    ("kind", "words", "proposed"),
    [
        ("removal", "", {}),
        ("change", "The lift is broken.", {"wait_time_en": "None"}),
        ("report", "The lift is broken.", {}),
        ("change", "", {"status": "defunct"}),
        ("change", "", {"status": "inactive"}),
        ("change", "", {"minimum_age": 12, "maximum_age": 3}),
    ],
)
def test_what_needs_a_person_waits_for_one(pat, club, kind, words, proposed):
    sent = send(pat, club, kind=kind, words=words, **proposed)
    assert (sent.state, sent.published_at_once) == (State.SUBMITTED, False)
    club.refresh_from_db()
    assert (club.status, club.version, club.archived_at) == ("active", 1, None)


def test_a_provider_closes_for_now_but_does_not_show_what_an_officer_took_off(pat, club):
    assert send(pat, club, status="temporarily closed").state == State.APPROVED
    Service.objects.filter(pk=club.pk).update(status="inactive")
    club.refresh_from_db()
    assert send(pat, club, status="active").state == State.SUBMITTED
    club.refresh_from_db()
    assert club.status == "inactive"


def test_only_the_organisations_own_people_are_trusted(pat, nora, percy, olive, club):
    for stranger in (nora, percy, olive):
        assert send(stranger, club, wait_time_en="Never").state == State.SUBMITTED
    assert suggest(club, wait_time_en="Never").state == State.SUBMITTED
    Membership.objects.filter(user=pat).update(ended_at=timezone.now())
    assert send(pat, club, wait_time_en="Never").state == State.SUBMITTED
    club.refresh_from_db()
    assert club.wait_time_en == "2 weeks"


def test_when_trust_is_taken_away_the_next_one_waits(pat, club, olive, signed_in):
    draft = actions.start(kind="change", service=club, author=pat)
    actions.save_draft(draft, by=pat, proposed={"wait_time_en": "3 weeks"})
    trust(signed_in(olive), club.organisation)
    assert actions.submit(draft, by=pat).state == State.SUBMITTED


def test_what_was_changed_meanwhile_is_not_overwritten(pat, club, eddie, signed_in):
    draft = actions.start(kind="change", service=club, author=pat)
    actions.save_draft(draft, by=pat, proposed={"wait_time_en": "3 weeks"})
    Service.objects.filter(pk=club.pk).update(wait_time_en="5 weeks", version=2)
    assert actions.submit(draft, by=pat).state == State.SUBMITTED
    club.refresh_from_db()
    assert club.wait_time_en == "5 weeks"


def test_a_change_of_another_part_meanwhile_is_no_hindrance(pat, club):
    draft = actions.start(kind="change", service=club, author=pat)
    actions.save_draft(draft, by=pat, proposed={"wait_time_en": "3 weeks"})
    Service.objects.filter(pk=club.pk).update(website="https://example.org", version=2)
    assert actions.submit(draft, by=pat).state == State.APPROVED
    club.refresh_from_db()
    assert (club.wait_time_en, club.website) == ("3 weeks", "https://example.org")


# --- Looking at it after --------------------------------------------------------------------------


def test_the_officer_sees_the_oldest_first_and_what_is_late(pat, club, olive, vera, signed_in):
    first = send(pat, club, wait_time_en="6 weeks")
    send(pat, Service.objects.get(), website="https://swim.example.org")
    long_ago = timezone.now() - timedelta(days=10)
    Suggestion.objects.filter(pk=first.pk).update(submitted_at=long_ago)
    page = text(signed_in(olive).get(PUBLISHED))
    assert page.index("6 weeks") < page.index("https://swim.example.org")
    assert page.count("Late") == 1
    queue = text(signed_in(olive).get("/desk/suggestions/"))
    assert "Published already: to look at (2)" in queue
    assert "What is ticked looks right" not in text(signed_in(vera).get(PUBLISHED))


def test_many_look_right_at_once(pat, club, olive, signed_in):
    sent = [send(pat, Service.objects.get(), wait_time_en=f"{weeks} weeks") for weeks in (3, 4)]
    client = signed_in(olive)
    keys = [str(each.pk) for each in sent]
    response = client.post(f"{PUBLISHED}right/", {"right": [*keys, "x"]}, follow=True)
    assert "2 looked at: they stay." in text(response)
    assert "Everything was looked at" in text(response)
    for each in Suggestion.objects.all():
        assert (each.reviewed_by, each.state) == (olive, State.APPROVED)
    response = client.post(f"{PUBLISHED}right/", {"right": keys}, follow=True)
    assert "Olive Officer looked at this already" in text(response)


def test_the_next_one_opens(pat, club, olive, signed_in):
    one, other = (send(pat, Service.objects.get(), wait_time_en=f"{each} weeks") for each in (3, 4))
    client = signed_in(olive)
    address = f"/desk/suggestions/{one.pk}/"
    assert "Published already: does it look right?" in text(client.get(address))
    sent = {"right": str(one.pk), "open_next": "1"}
    response = client.post(f"{PUBLISHED}right/", sent)
    assert response.headers["Location"] == f"/desk/suggestions/{other.pk}/"
    response = client.post(f"{PUBLISHED}right/", {**sent, "right": str(other.pk)})
    assert response.headers["Location"] == PUBLISHED


def undo(client, sent: Suggestion, reason="Families told us otherwise.", **more: Any):
    version = Service.objects.get(pk=sent.service_id).version
    data = {"reason": reason, "version": version, **more}
    return client.post(f"/desk/suggestions/{sent.pk}/undo/", data)


def test_undo_puts_the_earlier_words_back_and_tells_why(pat, club, olive, signed_in, run_jobs):
    sent = send(pat, club, wait_time_en="6 weeks", phones=[{"number": "023 8083 4444"}])
    run_jobs()
    mail.outbox.clear()
    assert undo(signed_in(olive), sent).headers["Location"] == PUBLISHED
    club.refresh_from_db()
    assert club.wait_time_en == "2 weeks"
    assert [phone.number for phone in club.phones.all()] == ["023 8083 3000"]
    sent.refresh_from_db()
    assert (sent.state, sent.decided_by, sent.reviewed_by) == (State.REJECTED, olive, olive)
    run_jobs()
    [message] = mail.outbox
    assert message.subject == "We have undone what you published"
    assert "Families told us otherwise." in message.body
    assert "How long you may wait: Published, then undone" in message.body
    assert AuditEvent.objects.filter(verb="suggestion.undone", actor=olive).count() == 1
    page = text(signed_in(olive).get(f"/desk/directory/services/{club.pk}/history/"))
    assert "Olive Officer" in page


def test_undo_asks_for_a_reason(pat, club, olive, signed_in):
    sent = send(pat, club, wait_time_en="6 weeks")
    response = undo(signed_in(olive), sent, reason=" ")
    assert "Write something in this box." in response.content.decode()
    assert response.status_code == 422
    club.refresh_from_db()
    assert club.wait_time_en == "6 weeks"


def test_undo_of_a_new_service_archives_it(pat, harbour, olive, signed_in, client):
    topic = listings.term("category", "sport")
    made = send(pat, None, kind="new", name_en="Canoe club", **{"terms:category": [str(topic.pk)]})
    undo(signed_in(olive), made)
    made.service.refresh_from_db()
    assert made.service.archived_at is not None
    assert client.get("/services/canoe-club/").status_code == 404


def test_a_part_that_somebody_changed_since_is_shown_three_times_and_kept(
    pat, club, olive, eddie, signed_in
):
    sent = send(pat, club, wait_time_en="6 weeks", website="https://swim.example.org")
    Service.objects.update(wait_time_en="7 weeks", version=3)
    client = signed_in(olive)
    page = text(client.get(f"/desk/suggestions/{sent.pk}/"))
    for words in ("Before 2 weeks", "Published at once 6 weeks", "Now 7 weeks"):
        assert words in page
    undo(client, sent)
    club.refresh_from_db()
    assert (club.wait_time_en, club.website) == ("7 weeks", "")
    sent.refresh_from_db()
    assert sent.state == State.PART_APPROVED


def test_a_part_that_somebody_changed_since_is_put_back_when_ticked(pat, club, olive, signed_in):
    sent = send(pat, club, wait_time_en="6 weeks")
    Service.objects.update(wait_time_en="7 weeks", version=3)
    client = signed_in(olive)
    undo(client, sent)
    club.refresh_from_db()
    assert club.wait_time_en == "7 weeks"
    assert undo(client, sent, anyway=["website"]).status_code == 422
    undo(client, sent, anyway=["wait_time_en"])
    club.refresh_from_db()
    assert club.wait_time_en == "2 weeks"


def test_undo_is_not_done_on_a_listing_that_changed_while_the_page_was_open(
    pat, club, olive, signed_in
):
    sent = send(pat, club, wait_time_en="6 weeks")
    response = undo(signed_in(olive), sent, version=1)
    assert response.status_code == 409
    assert "was changed while you looked" in text(response)
    club.refresh_from_db()
    assert club.wait_time_en == "6 weeks"


def test_nobody_undoes_twice_or_what_an_officer_approved(pat, club, olive, signed_in):
    client = signed_in(olive)
    sent = send(pat, club, wait_time_en="6 weeks")
    undo(client, sent)
    undo(client, sent)
    assert AuditEvent.objects.filter(verb="suggestion.undone").count() == 1
    club.organisation.is_trusted = False
    club.organisation.save()
    club.refresh_from_db()
    decided = send(pat, club, wait_time_en="6 weeks")
    actions.decide(decided, by=olive, approve=["wait_time_en"])
    undo(client, decided)
    club.refresh_from_db()
    assert club.wait_time_en == "6 weeks"


def test_undo_of_a_service_that_is_gone_says_so(pat, club, olive, signed_in):
    sent = send(pat, club, wait_time_en="6 weeks")
    Service.objects.update(archived_at=timezone.now())
    response = undo(signed_in(olive), sent)
    page = text(signed_in(olive).get(response.headers["Location"]))
    assert "Looks right, open the next one" in page
    assert AuditEvent.objects.filter(verb="suggestion.undone").count() == 0


def test_the_list_asks_as_little_for_many_as_for_one(
    pat, club, olive, signed_in, django_assert_max_num_queries
):
    for weeks in range(3, 11):
        send(pat, Service.objects.get(), wait_time_en=f"{weeks} weeks")
    client = signed_in(olive)
    with django_assert_max_num_queries(25):
        assert "10 weeks" in text(client.get(PUBLISHED))
