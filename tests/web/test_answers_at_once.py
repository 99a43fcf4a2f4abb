"""Several people who answer at the same moment, each in a transaction of their own."""

import pytest
from django.test import Client

from core.models import AuditEvent
from feedback import surveys
from feedback.models import Action, Answer, Gap, Question, Response, Survey, Theme
from tests.answering import YEAR, action, ask, comment, survey, theme
from tests.web.test_moderation_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


@pytest.fixture
def editors(make_user) -> list[Client]:
    clients = [Client() for _number in range(PEOPLE)]
    for number, client in enumerate(clients):
        client.force_login(make_user(f"editor{number}@example.org", "editor"))
    return clients


def test_many_press_carry_on_and_every_action_goes_once(editors):
    about = theme()
    for number in range(5):
        action(about, f"Plan {number}", "planned")
    at_once(
        *(
            lambda client=client: client.post("/desk/themes/carry/", {"year": YEAR})
            for client in editors
        )
    )
    assert Theme.objects.filter(year="2025-26").count() == 1
    assert Action.objects.filter(theme__year="2025-26").count() == 5
    assert AuditEvent.objects.filter(verb="themes.carried").count() == 1


def test_many_make_a_gap_of_one_comment_and_there_is_one(editors):
    said = comment("A Saturday club", about="missing")
    address = f"/desk/gaps/of-comment/{said.pk}/"
    answers = at_once(*(lambda client=client: client.post(address) for client in editors))
    gap = Gap.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/desk/gaps/{gap.pk}/"}


def test_a_question_is_not_changed_under_an_answer(editors):
    """Whoever comes first wins: the question changes, or the answer counts; never both."""
    made = survey()
    asked = ask(made, "one")
    change = {"kind": "one", "text_en": "Else?", "options_en": "A\nB", "version": "1"}

    def respond():
        try:
            surveys.respond(made, chosen={asked: [2]}, written={}, language="en")
        except surveys.StaleVersion:
            return "refused"
        return "kept"

    address = f"/desk/surveys/questions/{asked.pk}/"
    _changed, kept = at_once(lambda: editors[0].post(address, change), respond)
    is_changed = Question.objects.get().text_en == "Else?"
    assert is_changed == (kept == "refused")
    assert Response.objects.count() == Answer.objects.count() == (not is_changed)
    assert Survey.objects.get().version == (2 if is_changed else 1)
