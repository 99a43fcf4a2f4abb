"""Several people at the same moment, each in a transaction of their own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent, OutgoingEmail
from feedback import keeping
from feedback.models import Comment, PageAnswer
from tests.web.feedback_givers import PARENT, heard
from tests.web.suggesting import HERE
from tests.web.test_moderation_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 20


@pytest.fixture
def officers(make_user) -> list[Client]:
    clients = []
    for name in ("olive", "oscar"):
        client = Client()
        client.force_login(make_user(f"{name}@example.org", "officer"))
        clients.append(client)
    return clients


def press(client: Client, comment: Comment, what: str, **data: str):
    address = f"/desk/feedback/{comment.pk}/{what}/"
    return lambda: client.post(address, {"seen": comment.version, **data}).status_code


def test_one_publishes_while_another_keeps_back_and_one_of_them_is_told(officers):
    comment = heard()
    olive, oscar = officers
    answers = at_once(
        press(olive, comment, "publish", en="The pages are old."),
        press(oscar, comment, "keep-back", reason="off_topic"),
    )
    assert sorted(answers) == [302, 409]
    decided = AuditEvent.objects.filter(verb__in=["comment.published", "comment.kept_back"])
    assert decided.count() == 1
    comment.refresh_from_db()
    assert (comment.state == "published") == (decided.get().verb == "comment.published")


def test_two_replies_at_once_send_one_e_mail(officers):
    comment = heard(email=PARENT, needs_reply=True)
    answers = at_once(*(press(each, comment, "reply", text="Thank you.") for each in officers))
    assert sorted(answers) == [302, 409]
    assert OutgoingEmail.objects.filter(name="comment_replied").count() == 1


def test_no_tap_is_lost_when_many_people_tap_at_once(client):
    page = client.get("/privacy/").content.decode()
    signed = page.partition('name="page" value="')[2].partition('"')[0]
    sent = {"page": signed, "useful": "yes"}
    answers = at_once(
        *(
            lambda: Client().post("/feedback/useful/", sent, headers=HERE).status_code
            for _tap in range(TAPS)
        )
    )
    assert answers == [302] * TAPS
    assert PageAnswer.objects.get().yes == TAPS


def test_the_nightly_job_run_twice_at_once_does_no_harm(olive):
    comment = heard(email=PARENT)
    old = timezone.now() - timedelta(days=10_000)
    Comment.objects.filter(pk=comment.pk).update(created_at=old, updated_at=old)
    at_once(keeping.forget, keeping.forget)
    comment.refresh_from_db()
    assert comment.original == ""
    assert OutgoingEmail.objects.filter(name="comment_received").count() == 1
