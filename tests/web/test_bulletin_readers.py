"""Signing up for the bulletin, confirming, changing and leaving: Rosa wants to read it."""

import json
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from bulletins import subscribing
from bulletins.models import Departure, Subscriber
from content.models import Topic
from core.models import BouncedAddress, OutgoingEmail
from tests.web.suggesting import HERE, link_in, post, text

pytestmark = pytest.mark.django_db

ROSA = "rosa@example.org"
FORM = {"often": "each", "language": "en", "agreed": "on"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def sign_up(client, email=ROSA, **typed):
    return post(client, "/bulletins/sign-up/", **{"email": email, **FORM, **typed})


def reader(email=ROSA, **fields) -> Subscriber:
    known = {"state": "confirmed", "consented_at": timezone.now(), "consent_words": "Yes."}
    return Subscriber.objects.create(email=email, **(known | fields))


def topic(slug: str, **fields) -> Topic:
    fields = {"state": "published", "published_at": timezone.now(), **fields}
    return Topic.objects.create(slug=slug, title_en=slug.title(), **fields)


# --- Signing up -----------------------------------------------------------------------------------


def test_rosa_signs_up_and_confirms_from_her_own_mailbox(client, run_jobs):
    money = topic("money")
    topic("school")
    assert client.get("/bulletins/sign-up/").status_code == 200
    response = sign_up(client, "Rosa@Example.org ", topics=[str(money.pk)], often="term")
    assert response.headers["Location"] == "/bulletins/look/"
    rosa = Subscriber.objects.get()
    assert (rosa.email, rosa.state, rosa.topics, rosa.often) == (
        ROSA,
        "waiting",
        [money.pk],
        "term",
    )
    assert rosa.consented_at is None
    run_jobs()
    [sent] = mail.outbox
    assert sent.to == [ROSA]
    link = link_in(sent.body)
    assert settings.BRAND["council"] in text(client.get(link))
    rosa.refresh_from_db()
    # A program that scans mail has looked at the link, and nothing has happened.
    assert rosa.state == "waiting"
    assert client.post(link, headers=HERE).status_code == 200
    rosa.refresh_from_db()
    assert rosa.state == "confirmed"
    assert rosa.consented_at
    assert rosa.consent_version == "2026-11"
    assert settings.BRAND["council"] in rosa.consent_words
    assert rosa.consent_source == "form"


def test_everything_ticked_is_the_same_as_nothing(client):
    chosen = [str(topic(slug).pk) for slug in ("money", "school")]
    sign_up(client, topics=chosen)
    assert Subscriber.objects.get().topics == []


def test_no_cookie_is_set_on_the_way(client):
    client.get("/bulletins/")
    client.get("/bulletins/sign-up/")
    sign_up(client)
    assert not client.cookies


def test_a_known_address_gets_the_same_page_and_is_told_by_e_mail(client, run_jobs):
    known = reader()
    new = sign_up(client, "new@example.org")
    again = sign_up(client, language="pl", often="term")
    assert (again.status_code, again.headers["Location"], again.content) == (
        new.status_code,
        new.headers["Location"],
        new.content,
    )
    run_jobs()
    told = next(each for each in mail.outbox if each.to == [ROSA])
    assert known.key in link_in(told.body)
    known.refresh_from_db()
    # A stranger who types her address changes nothing of what she chose.
    assert (known.language, known.often) == ("en", "each")


def test_the_box_must_be_ticked_and_the_address_be_one(client):
    response = sign_up(client, "no address", agreed="")
    assert "Enter an e-mail address" in text(response)
    assert "Tick the box" in text(response)
    assert not Subscriber.objects.exists()


def test_a_robot_is_refused(client):
    response = sign_up(client, homepage="https://spam.example")
    assert response.status_code == 200
    assert not Subscriber.objects.exists()


def test_another_site_cannot_sign_anybody_up(client):
    sent = {"email": ROSA, **FORM}
    headers = {"sec-fetch-site": "cross-site"}
    assert client.post("/bulletins/sign-up/", sent, headers=headers).status_code == 403


def test_nobody_can_fill_a_strangers_mailbox(client):
    answers = [sign_up(client).status_code for _each in range(4)]
    assert answers == [302, 302, 302, 429]
    assert OutgoingEmail.objects.count() == 3


def test_a_topic_that_is_not_there_is_refused(client):
    topic("money")
    response = sign_up(client, topics=["00000000-0000-4000-8000-000000000000"])
    assert response.status_code == 200
    assert sign_up(client, topics=["'; --"]).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_link_that_was_changed_or_is_of_somebody_gone_is_too_old(client, run_jobs):
    sign_up(client)
    run_jobs()
    link = link_in(mail.outbox[0].body)
    assert client.get(link[:-5] + "xxxx/").status_code == 410
    Subscriber.objects.all().delete()
    assert client.get(link).status_code == 410
    assert client.post(link, headers=HERE).status_code == 410


def test_the_e_mail_is_in_her_language(client, run_jobs):
    sign_up(client, language="ar")
    run_jobs()
    assert "/ar/bulletins/confirm/" in mail.outbox[0].body
    html = mail.outbox[0].alternatives[0].content
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


# --- Her own page ---------------------------------------------------------------------------------


def test_rosa_changes_what_she_gets_without_signing_in(client):
    money, school = topic("money"), topic("school")
    rosa = reader(topics=[money.pk])
    address = f"/bulletins/manage/{rosa.key}/"
    page = client.get(address)
    assert page["X-Robots-Tag"] == "noindex"
    assert ROSA in text(page)
    sent = {"topics": [str(school.pk)], "often": "term", "language": "pl"}
    assert "Saved." in text(client.post(address, sent, headers=HERE))
    rosa.refresh_from_db()
    assert (rosa.topics, rosa.often, rosa.language) == ([school.pk], "term", "pl")


def test_rosa_takes_her_data_with_her(client):
    rosa = reader()
    sent = client.post(f"/bulletins/manage/{rosa.key}/", {"do": "data"}, headers=HERE)
    assert sent["Content-Disposition"].startswith("attachment")
    data = json.loads(sent.content)
    assert data["email"] == ROSA
    assert data["agreed_to"] == "Yes."


def test_a_made_up_key_opens_nothing(client):
    reader()
    assert client.get("/bulletins/manage/guessed/").status_code == 404
    assert ROSA not in text(client.get("/bulletins/leave/guessed/"))
    waiting = reader("w@example.org", state="waiting", consented_at=None)
    assert client.get(f"/bulletins/manage/{waiting.key}/").status_code == 404


# --- Leaving --------------------------------------------------------------------------------------


def test_a_mail_program_unsubscribes_with_one_post_and_no_cookie():
    """RFC 8058: no cookie, no origin, no redirect."""
    rosa = reader()
    program = Client(enforce_csrf_checks=True)
    response = program.post(f"/bulletins/leave/{rosa.key}/", ONE_CLICK)
    assert response.status_code == 200
    assert not program.cookies
    assert not Subscriber.objects.exists()
    # The second press says the same.
    assert program.post(f"/bulletins/leave/{rosa.key}/", ONE_CLICK).status_code == 200


def test_looking_at_the_link_unsubscribes_nobody(client):
    rosa = reader()
    address = f"/bulletins/leave/{rosa.key}/"
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 404
    assert Subscriber.objects.filter(pk=rosa.pk).exists()


def test_nothing_of_her_is_left_but_a_digest(client):
    rosa = reader()
    client.post(f"/bulletins/leave/{rosa.key}/", ONE_CLICK)
    [gone] = Departure.objects.all()
    assert gone.reason == "left"
    assert "rosa" not in json.dumps([gone.digest, str(gone)])
    assert gone.digest in subscribing.digests(ROSA)


def test_the_digest_is_known_again_after_the_key_was_changed(client, settings):
    rosa = reader()
    client.post(f"/bulletins/leave/{rosa.key}/", ONE_CLICK)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key" * 5
    assert Departure.objects.get().digest in subscribing.digests(ROSA)


def test_whoever_left_can_come_back_herself(client, run_jobs):
    client.post(f"/bulletins/leave/{reader().key}/", ONE_CLICK)
    sign_up(client)
    run_jobs()
    client.post(link_in(mail.outbox[-1].body), headers=HERE)
    assert Subscriber.objects.get().state == "confirmed"
    assert not Departure.objects.exists()


def test_an_address_that_works_again_is_mended_by_its_own_confirmation(client, run_jobs):
    reader(state="bounced")
    BouncedAddress.objects.create(address=ROSA)
    sign_up(client)
    run_jobs()
    client.post(link_in(mail.outbox[-1].body), headers=HERE)
    assert Subscriber.objects.get().state == "confirmed"
    assert not BouncedAddress.objects.exists()


# --- Keeping --------------------------------------------------------------------------------------


def test_who_never_confirmed_is_forgotten_after_14_days():
    old = timezone.now() - timezone.timedelta(days=15)
    waiting = reader("w@example.org", state="waiting", consented_at=None)
    fresh = reader("f@example.org", state="waiting", consented_at=None)
    Subscriber.objects.filter(pk=waiting.pk).update(updated_at=old)
    stays = reader()
    Subscriber.objects.filter(pk=stays.pk).update(updated_at=old)
    assert subscribing.forget() == 1
    assert set(Subscriber.objects.all()) == {fresh, stays}
    assert not Departure.objects.exists()


def test_the_key_cannot_be_guessed():
    keys = {reader(f"r{number}@example.org").key for number in range(20)}
    assert len(keys) == 20
    assert all(re.fullmatch(r"[\w-]{22}", key) for key in keys)
