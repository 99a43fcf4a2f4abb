"""What people said is deleted on schedule."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from core.models import AuditEvent
from feedback import actions, keeping, tasks
from feedback.models import Comment, CommentContact
from tests.web.feedback_givers import PARENT, contact_of, heard

pytestmark = pytest.mark.django_db


def aged(comment: Comment, days: int) -> Comment:
    then = timezone.now() - timedelta(days=days)
    Comment.objects.filter(pk=comment.pk).update(created_at=then, updated_at=then)
    comment.refresh_from_db()
    return comment


def test_contact_details_go_first_and_the_words_later(olive):
    comment = heard("Buses are late.", email=PARENT, name="Paula")
    actions.publish(comment, by=olive, words={"en": "Late buses."}, seen=None)
    aged(comment, settings.FEEDBACK_CONTACT_DAYS - 1)
    assert keeping.forget() == (0, 0)
    aged(comment, settings.FEEDBACK_CONTACT_DAYS + 1)
    assert keeping.forget() == (1, 0)
    assert contact_of(comment) is None
    aged(comment, settings.FEEDBACK_ORIGINAL_DAYS + 1)
    assert keeping.forget() == (0, 1)
    comment.refresh_from_db()
    assert comment.original == "" and comment.original_deleted_at
    assert (comment.state, comment.published_words_en) == ("published", "Late buses.")
    assert keeping.forget() == (0, 0)


def test_nobody_who_waits_for_a_reply_is_forgotten(olive):
    waits = heard(email=PARENT, needs_reply=True)
    actions.keep_back(waits, by=olive, reason="off_topic")
    undecided = heard(email="other@example.org")
    for comment in (waits, undecided):
        aged(comment, settings.FEEDBACK_CONTACT_DAYS + 1)
    assert keeping.forget() == (0, 0)
    # But no address outlives the words.
    aged(waits, settings.FEEDBACK_ORIGINAL_DAYS + 1)
    assert keeping.forget() == (1, 1)


def test_the_nightly_job_writes_down_how_many_and_no_more(olive):
    comment = aged(heard("Zelda.", email=PARENT), settings.FEEDBACK_ORIGINAL_DAYS + 1)
    tasks.forget_feedback(timestamp=0)
    event = AuditEvent.objects.get(verb="comments.forgotten")
    assert event.detail == {"contacts": 1, "originals": 1}
    assert event.actor is None
    comment.refresh_from_db()
    assert "Zelda" not in str(Comment.objects.values().get())
    assert not CommentContact.objects.exists()


def test_the_page_of_a_comment_says_that_its_words_are_gone(olive, signed_in):
    comment = aged(heard("Zelda."), settings.FEEDBACK_ORIGINAL_DAYS + 1)
    keeping.forget()
    page = signed_in(olive).get(f"/desk/feedback/{comment.pk}/").content.decode()
    assert "The original words were deleted on" in page


def test_the_privacy_page_names_the_same_times(client):
    page = client.get("/privacy/").content.decode()
    assert f"{settings.FEEDBACK_CONTACT_DAYS} days" in page
    assert f"{settings.FEEDBACK_ORIGINAL_DAYS} days" in page
