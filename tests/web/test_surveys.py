"""Surveys: building one on the desk, answering it as anybody, and what the answers come to."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEvent
from feedback import surveys
from feedback.models import Comment, Question, Response, Survey
from feedback.views.surveys import SENDS
from tests.answering import ask, survey
from tests.web.suggesting import HERE, post, text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def all_kinds() -> Survey:
    made = survey()
    for kind in Question.Kind.values:
        ask(made, kind)
    return made


def name(question: Question) -> str:
    return f"q-{question.pk}"


def answers(of: Survey, **given) -> dict:
    """What a browser sends: by the kind of the question, of which the survey has one each."""
    names = {question.kind: name(question) for question in of.questions.all()}
    return {names[kind]: value for kind, value in given.items()}


def respond(of: Survey, times: int = 1, **given) -> None:
    """Answers without the form, many at once."""
    asked = {question.kind: question for question in of.questions.all()}
    for _number in range(times):
        surveys.respond(
            Survey.objects.get(pk=of.pk),
            chosen={asked[kind]: value for kind, value in given.items() if isinstance(value, list)},
            written={asked[kind]: value for kind, value in given.items() if isinstance(value, str)},
            language="en",
        )


# --- Building -------------------------------------------------------------------------------------


def dates(**fields: str) -> dict[str, str]:
    today = TODAY()
    sent = {}
    for box, day in {"opens_on": today, "closes_on": today + timedelta(days=7)}.items():
        sent |= {f"{box}_day": day.day, f"{box}_month": day.month, f"{box}_year": day.year}
    return {"title_en": "Short breaks", **sent} | fields


def test_an_editor_builds_a_survey_and_an_officer_publishes_it(eddie, olive, signed_in, client):
    editor = signed_in(eddie)
    where = editor.post("/desk/surveys/add/", dates())["Location"]
    made = Survey.objects.get()
    assert made.slug == "short-breaks"
    officer = signed_in(olive)
    officer.post(f"{where}publish/", {"do": "publish"})
    made.refresh_from_db()
    assert not made.published  # it has no question
    question = {"kind": "one", "text_en": "Which colour?", "version": str(made.version)}
    refused = editor.post(f"{where}questions/add/", question | {"options_en": "Red\n\n"})
    assert "Write at least two choices" in text(refused)
    editor.post(f"{where}questions/add/", question | {"options_en": " Red \n\nGreen\n"})
    assert Question.objects.get().options_en == "Red\nGreen"
    assert "Which colour?" in text(editor.get(f"{where}preview/"))
    assert client.get("/surveys/short-breaks/").status_code == 404
    assert editor.post(f"{where}publish/").status_code == 404
    officer.post(f"{where}publish/", {"do": "publish"})
    assert "Which colour?" in text(client.get("/surveys/short-breaks/"))
    assert "Short breaks" in text(client.get("/surveys/"))
    made.refresh_from_db()
    assert (made.occasion.kind, made.occasion.name) == ("survey", "Short breaks")


@pytest.mark.parametrize(
    ("kind", "options", "problem"),
    [
        ("many", "Red\nRed", "Two choices are the same."),
        ("one", "\n".join(str(n) for n in range(30)), "These are too many choices."),
        ("scale", "Bad\nMiddling\nGood", "A scale has two lines at most"),
        ("nonsense", "", "Select a valid choice"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(eddie, signed_in, kind, options, problem):
    made = survey(published=False, published_at=None)
    sent = {"kind": kind, "text_en": "What?", "options_en": options, "version": "1"}
    refused = signed_in(eddie).post(f"/desk/surveys/{made.pk}/questions/add/", sent)
    assert problem in text(refused)
    assert not Question.objects.exists()


def test_a_survey_does_not_close_before_it_opens(eddie, signed_in):
    sent = dates(closes_on_year="2020")
    assert "It must not close before it opens." in text(
        signed_in(eddie).post("/desk/surveys/add/", sent)
    )
    assert not Survey.objects.exists()


def test_once_there_is_an_answer_the_questions_stay(eddie, signed_in, all_kinds):
    respond(all_kinds, one=[1])
    first = all_kinds.questions.first()
    client, where = signed_in(eddie), f"/desk/surveys/questions/{first.pk}/"
    sent = {"kind": "one", "text_en": "Something else?", "options_en": "A\nB", "version": "1"}
    page = client.post(where, sent, follow=True)
    assert "its questions stay as they are" in text(page)
    assert client.post(f"{where}delete/").status_code == 409
    add = f"/desk/surveys/{all_kinds.pk}/questions/add/"
    client.post(add, sent)
    assert all_kinds.questions.count() == 5
    first.refresh_from_db()
    assert first.text_en == "What about one?"
    assert client.post(f"/desk/surveys/{all_kinds.pk}/delete/").status_code == 409
    # Its title and dates are no question.
    about = dates(title_en="Breaks", version="1")
    assert client.post(f"/desk/surveys/{all_kinds.pk}/change/", about).status_code == 302


def test_a_copy_asks_the_same_in_all_languages_and_has_no_answers(eddie, signed_in):
    made = survey(title_ar="استراحات")
    ask(made, "one", text_ar="أي لون؟", options_ar="أحمر\nأخضر\nأزرق")
    respond(made, one=[0])
    signed_in(eddie).post(f"/desk/surveys/{made.pk}/copy/")
    copy = Survey.objects.exclude(pk=made.pk).get()
    assert (copy.slug, copy.title_ar, copy.published) == ("short-breaks-2", "استراحات", False)
    assert copy.questions.get().options_ar == "أحمر\nأخضر\nأزرق"
    assert not copy.responses.exists()


def test_a_survey_is_translated_on_one_page(eddie, signed_in, client):
    made = survey()
    question = ask(made, "one", "Which colour?")
    editor, where = signed_in(eddie), f"/desk/surveys/{made.pk}/translate/pl/"
    sent = {
        "opened": editor.get(where).context["form"]["opened"].value(),
        f"survey-{made.pk}-title": "Krótkie przerwy",
        f"question-{question.pk}-text": "Jaki kolor?",
        f"question-{question.pk}-options": "Czerwony\nZielony",
    }
    assert editor.post(where, sent).status_code == 302
    html = client.get("/pl/surveys/short-breaks/").content.decode()
    assert "Krótkie przerwy" in html
    assert "Zielony" in html
    # What nobody has translated is English, and said to be.
    assert '<span lang="en" dir="ltr">Blue</span>' in html


# --- Answering ------------------------------------------------------------------------------------


def test_a_parent_answers_every_kind_of_question(client, all_kinds):
    given = answers(
        all_kinds, one="1", many=["0", "2"], scale="4", short="Longer days", long="We love it."
    )
    response = post(client, "/surveys/short-breaks/", **given)
    assert response["Location"] == "/surveys/short-breaks/thanks/"
    assert "Thank you" in text(client.get(response["Location"]))
    assert not client.cookies
    kept = Response.objects.get()
    assert kept.day == TODAY()
    by_kind = {each.question.kind: each for each in kept.answers.select_related("question")}
    assert by_kind["one"].chosen == [1]
    assert by_kind["many"].chosen == [0, 2]
    assert by_kind["scale"].chosen == [4]
    words = Comment.objects.filter(channel="survey").order_by("original")
    assert [comment.original for comment in words] == ["Longer days", "We love it."]
    assert words[0].state == "new"


def test_a_mistake_keeps_every_answer(client):
    made = survey()
    needed, free = ask(made, "one", required=True), ask(made, "long")
    response = post(client, "/surveys/short-breaks/", **{name(free): "My own words"})
    html = response.content.decode()
    assert "Answer this question." in html
    assert "My own words" in html
    assert f'href="#id_{name(needed)}_0"' in html
    assert not Response.objects.exists()


def test_nothing_at_all_is_no_answer(client, all_kinds):
    assert "Answer at least one question." in text(post(client, "/surveys/short-breaks/"))
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"one": "7"},
        {"one": "-1"},
        {"many": ["0", "99"]},
        {"scale": "0"},
        {"scale": "6"},
        {"one": "x"},
    ],
)
def test_a_choice_that_was_not_offered_is_refused(client, all_kinds, given):
    response = post(client, "/surveys/short-breaks/", **answers(all_kinds, **given))
    assert response.status_code == 200
    assert not Response.objects.exists()


def test_robots_and_other_sites_are_kept_out(client, all_kinds):
    given = answers(all_kinds, one="1")
    assert client.post("/surveys/short-breaks/", given).status_code == 403
    robot = post(client, "/surveys/short-breaks/", homepage="https://spam.example", **given)
    assert robot.status_code == 200
    at_once = client.post("/surveys/short-breaks/", given, headers=HERE)
    assert at_once.status_code == 200
    assert not Response.objects.exists()


def test_a_whole_school_may_answer_and_beyond_that_nothing_is_lost(client, all_kinds, monkeypatch):
    assert SENDS.of_address >= 1000
    monkeypatch.setattr("core.ratelimit._add_one", lambda key, ends_at: (10**6, ends_at))
    full = post(client, "/surveys/short-breaks/", **answers(all_kinds, long="My own words"))
    assert full.status_code == 429
    assert "My own words" in full.content.decode()
    assert not Response.objects.exists()


def test_hostile_words_are_kept_as_words(client, eddie, signed_in, all_kinds):
    hostile = "<script>alert(1)</script>\u202e🎈 =cmd|' /C calc'!A0"
    post(client, "/surveys/short-breaks/", **answers(all_kinds, long=hostile))
    results = signed_in(eddie).get(f"/desk/surveys/{all_kinds.pk}/results/").content.decode()
    assert "<script>alert" not in results
    too_long = post(client, "/surveys/short-breaks/", **answers(all_kinds, long="x" * 100_000))
    assert too_long.status_code == 200
    assert Comment.objects.count() == 1


def test_a_survey_is_shut_before_and_after_its_days(client):
    early, late = survey("Early", opens=2), survey("Late", opens=-9, closes=-1)
    last_day = survey("Last day", opens=-9, closes=0)
    for each in (early, late, last_day):
        ask(each, "one")
    assert "You can answer this survey from" in text(client.get("/surveys/early/"))
    assert "This survey closed on" in text(client.get("/surveys/late/"))
    assert "What about one?" in text(client.get("/surveys/last-day/"))
    for each in (early, late):
        response = post(client, f"/surveys/{each.slug}/", **answers(each, one="1"))
        assert response["Location"] == f"/surveys/{each.slug}/"
    assert not Response.objects.exists()
    listed = text(client.get("/surveys/"))
    assert "Last day" in listed
    assert "Early" not in listed


def test_questions_that_change_meanwhile_are_looked_at_again(client, all_kinds, monkeypatch):
    respond_for_real = surveys.respond

    def change_first(of, **given):
        Survey.objects.update(version=5)
        return respond_for_real(of, **given)

    monkeypatch.setattr(surveys, "respond", change_first)
    response = post(client, "/surveys/short-breaks/", **answers(all_kinds, long="My own words"))
    assert response.status_code == 409
    assert "My own words" in response.content.decode()
    assert not Response.objects.exists()


# --- Results --------------------------------------------------------------------------------------


def test_the_desk_sees_every_figure_and_the_words_as_comments(eddie, signed_in, all_kinds):
    respond(all_kinds, 3, one=[1], many=[0, 2], scale=[5], long="More clubs, please")
    respond(all_kinds, one=[0])
    page = text(signed_in(eddie).get(f"/desk/surveys/{all_kinds.pk}/results/"))
    assert "Answered by 4 people" in page
    assert "Choice Answers Red 1 Green 3 Blue 0" in page
    assert "Choice Answers Red 3 Green 0 Blue 3" in page
    assert page.count("More clubs, please") == 3


def test_everybody_sees_results_without_small_numbers_once_it_has_closed(client):
    made = survey(shows_results=True)
    ask(made, "one")
    ask(made, "many")
    respond(made, 20, one=[0], many=[0])
    respond(made, 9, one=[1], many=[0, 1])
    respond(made, 2, one=[2], many=[2])
    address = "/surveys/short-breaks/results/"
    assert client.get(address).status_code == 404
    Survey.objects.update(closes_on=TODAY() - timedelta(days=1))
    page = text(client.get(address))
    # Two chose blue: shown with its sum, nine would give them away.
    assert "Choice Answers Red 20 Green – Blue –" in page
    # All but two ticked red.
    assert "Choice Answers Red – Green 9 Blue –" in page
    Survey.objects.update(shows_results=False)
    assert client.get(address).status_code == 404


def test_with_too_few_answers_nothing_is_shown_and_words_never_are(client):
    made = survey(opens=-9, shows_results=True)
    ask(made, "one")
    ask(made, "long", "And in your own words?")
    respond(made, 4, one=[0], long="Aled Example told us")
    Survey.objects.update(closes_on=TODAY() - timedelta(days=1))
    page = text(client.get("/surveys/short-breaks/results/"))
    assert "Too few people answered" in page
    respond_more = Survey.objects.get()
    Survey.objects.update(closes_on=None)
    respond(respond_more, 4, one=[0], long="Aled Example told us")
    Survey.objects.update(closes_on=TODAY() - timedelta(days=1))
    page = text(client.get("/surveys/short-breaks/results/"))
    assert "8 people answered this." in page
    assert "Aled" not in page
    assert "own words" not in page


def test_results_are_downloaded_without_formulas_and_that_is_written_down(
    eddie, vera, signed_in, all_kinds
):
    respond(all_kinds, one=[1], many=[0, 2], scale=[5], long="=1+1")
    address = f"/desk/surveys/{all_kinds.pk}/results/export/"
    assert signed_in(vera).post(address).status_code == 404
    response = signed_in(eddie).post(address)
    lines = b"".join(response.streaming_content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(lines)))
    assert (row["What about one?"], row["What about many?"]) == ("Green", "Red; Blue")
    assert (row["What about scale?"], row["What about long?"]) == ("5", "'=1+1")
    assert row["Day"] == TODAY().isoformat()
    assert AuditEvent.objects.get(verb="survey.exported").actor == eddie


def test_pages_ask_the_database_no_more_for_many_answers(
    client, eddie, signed_in, all_kinds, django_assert_max_num_queries
):
    respond(all_kinds, 30, one=[1], many=[0], long="Words")
    editor = signed_in(eddie)
    with django_assert_max_num_queries(14):
        editor.get(f"/desk/surveys/{all_kinds.pk}/results/")
    client.get("/surveys/short-breaks/")
    with django_assert_max_num_queries(4):
        client.get("/surveys/short-breaks/")
