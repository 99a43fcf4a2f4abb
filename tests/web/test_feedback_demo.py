"""The demo's comments: invented people, whom no published word shows."""

import pytest

from accounts import demo as people
from feedback import demo, personal
from feedback.models import Comment, Occasion

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    people.load(lambda line: None)
    demo.load(lambda line: None)


def test_loading_again_adds_nothing(loaded):
    before = (Comment.objects.count(), Occasion.objects.count())
    demo.load(lambda line: None)
    assert (Comment.objects.count(), Occasion.objects.count()) == before
    assert before[0] >= 60


def test_two_years_are_there_with_every_channel_of_an_occasion(loaded):
    for year in ("2024-25", "2025-26"):
        comments = Comment.objects.filter(year=year)
        assert comments.filter(state="published").count() >= 10
        assert {"coffee_morning", "event", "meeting", "website"} <= set(
            comments.values_list("channel", flat=True)
        )
        assert comments.filter(state="kept_back").exists()


def test_nothing_published_could_show_who_somebody_is(loaded):
    for comment in Comment.objects.published():
        found = personal.find(comment.published_words_en)
        known = {"Facebook", "Saturdays", "Friday"}
        words = {comment.published_words_en[each.start : each.end] for each in found}
        assert words <= known, comment.reference


def test_something_waits_on_the_desk_for_each_kind_of_work(loaded):
    waiting = Comment.objects.waiting()
    assert waiting.filter(needs_reply=True).exists()
    assert Comment.objects.late().exists()
    assert waiting.filter(about="problem").exists()
    assert any(personal.find(comment.original) for comment in waiting)
