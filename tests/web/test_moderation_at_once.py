"""Several people at the same moment, each in a transaction of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from core.models import AuditEvent, OutgoingEmail
from directory.models import Service
from suggestions import actions
from suggestions.models import Suggestion
from tests.listings import service
from tests.web.suggesting import finish, start_change, step, suggest

pytestmark = pytest.mark.django_db(transaction=True)
PARENTS = 50


def at_once(*things):
    """Do all of them in threads that start together; what each gave."""
    start = Barrier(len(things))

    def run(thing):
        try:
            start.wait()
            return thing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


def decide(person, suggestion: Suggestion):
    client = Client()
    client.force_login(person)
    data = {"part-0": "approved", "version": "1"}
    return lambda: client.post(f"/desk/suggestions/{suggestion.pk}/decide/", data)


def test_two_officers_decide_the_same_one_and_one_of_them_is_told(make_user):
    olive, oscar = (make_user(f"{n}@example.org", "officer") for n in ("olive", "oscar"))
    listing = service("Splash club")
    sent = suggest(listing, description_en="We dive.")
    answers = at_once(decide(olive, sent), decide(oscar, sent))
    assert sorted(answer["Location"] for answer in answers) == [
        "/desk/suggestions/",
        f"/desk/suggestions/{sent.pk}/",
    ]
    assert AuditEvent.objects.filter(verb="suggestion.approved").count() == 1
    assert OutgoingEmail.objects.filter(name="suggestion_decided").count() == 1
    assert Service.objects.get().version == 2


def test_two_suggestions_about_one_listing_do_not_overwrite_each_other(make_user):
    olive, oscar = (make_user(f"{n}@example.org", "officer") for n in ("olive", "oscar"))
    listing = service("Splash club", description_en="We swim.")
    one, other = (suggest(listing, description_en=words) for words in ("We dive.", "We row."))
    answers = at_once(decide(olive, one), decide(oscar, other))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Suggestion.objects.filter(state="approved").count() == 1
    approved = Suggestion.objects.get(state="approved").proposed["description_en"]
    assert Service.objects.get().description_en == approved


def test_two_officers_who_take_the_next_one_get_different_ones(make_user):
    olive, oscar = (make_user(f"{n}@example.org", "officer") for n in ("olive", "oscar"))
    for name in ("Splash club", "Art club"):
        suggest(service(name), description_en="New words.")
    taken = at_once(
        lambda: actions.claim_next(by=olive).pk, lambda: actions.claim_next(by=oscar).pk
    )
    assert len(set(taken)) == 2


def test_a_button_that_is_pressed_four_times_sends_once():
    draft = actions.start(kind="report", service=service("Splash club"))
    draft = actions.save_draft(draft, by=None, words="It moved.")
    at_once(*[lambda: actions.submit(draft)] * 4)
    assert AuditEvent.objects.filter(verb="suggestion.submitted").count() == 1


def test_fifty_parents_write_while_an_officer_approves(make_user):
    olive = make_user("olive@example.org", "officer")
    listings = [service(f"Club {number}", description_en="Old.") for number in range(5)]
    waiting = [suggest(listing, website="https://new.example.org") for listing in listings]

    def parent(number: int):
        def write():
            client = Client()
            page = start_change(client, f"club-{number % 5}", "other")
            return finish(client, step(client, page, words=f"Report {number}"), email="").state

        return write

    def officer():
        return [decide(olive, sent)().status_code for sent in waiting]

    with ThreadPoolExecutor(8) as pool:
        approving = pool.submit(_closing(officer))
        written = list(pool.map(lambda number: _closing(parent(number))(), range(PARENTS)))
    assert approving.result() == [302] * 5
    assert written == ["submitted"] * PARENTS
    assert Suggestion.objects.filter(kind="report", state="submitted").count() == PARENTS
    assert Suggestion.objects.values("reference").distinct().count() == PARENTS + 5
    assert Service.objects.filter(website="https://new.example.org", version=2).count() == 5


def _closing(thing):
    def run():
        try:
            return thing()
        finally:
            connection.close()

    return run
