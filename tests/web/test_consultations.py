"""Consultations: how each stands by its dates, how to answer, and what came of it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.years import Year
from feedback.models import Survey
from news.models import Consultation
from reports.figures import COUNTERS
from tests import answering
from tests.newsroom import consultation, day
from tests.publishing import made, sent_by, topic

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('ha')</script>"


def decided(title: str = "Travel rules", **values) -> Consultation:
    values = {"opens": -90, "closes": -60, "outcome_on": day(-10)} | values
    return consultation(title, **({"heard_en": "Too late.", "decided_en": "More staff."} | values))


# --- How it stands --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes", "stage"),
    [
        (1, 30, "coming"),
        (0, 15, "open"),
        (-5, 14, "closing"),
        (-5, 0, "closing"),
        (-5, -1, "waiting"),
    ],
)
def test_its_dates_say_how_it_stands(client, opens, closes, stage):
    each = consultation(opens=opens, closes=closes, answer_email="a@example.org")
    assert each.stage == stage
    today = timezone.localdate()
    reads = {
        "coming": Consultation.objects.coming(today),
        "open": Consultation.objects.open(today),
        "closing": Consultation.objects.closing_soon(today),
        "waiting": Consultation.objects.awaiting_outcome(today),
    }
    found = {name for name, rows in reads.items() if each in rows}
    assert found == ({"open", "closing"} if stage == "closing" else {stage})
    page = client.get(each.get_absolute_url()).text
    assert each.stage_label in page
    assert ("a@example.org" in page) == (stage in ("open", "closing"))


def test_the_database_keeps_dates_in_order():
    with pytest.raises(IntegrityError), transaction.atomic():
        made(Consultation(title_en="X", opens_on=day(2), closes_on=day(1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        consultation(opens=-9, closes=-2, outcome_on=day(-3))


def test_the_list_puts_each_where_it_belongs(client, django_assert_max_num_queries):
    own = topic("Travel")
    consultation("Open one", topic=own)
    consultation("Closing one", closes=3, topic=own)
    consultation("Coming one", opens=4)
    consultation("Waiting one", opens=-90, closes=-2)
    decided("Decided one")
    consultation("Secret one", published=False)
    with django_assert_max_num_queries(9):
        response = client.get("/have-your-say/")

    def titles(name: str) -> list[str]:
        return [each.title for each in response.context[name]]

    assert titles("open") == ["Closing one", "Open one"]
    assert titles("coming") == ["Coming one"]
    assert titles("waiting") == ["Waiting one"]
    assert titles("page") == ["Decided one"]
    assert "Secret one" not in response.text
    forum = "/services/?q=parent%20carer%20forum"
    for address in ("/feedback/", "/surveys/", "/you-said-we-did/", forum):
        assert f'href="{address}"' in response.text
    narrowed = client.get("/have-your-say/?topic=travel").text
    assert "Open one" in narrowed
    assert "Coming one" not in narrowed


def test_an_empty_list_says_what_one_can_do(client):
    page = client.get("/have-your-say/").text
    assert "Nothing is open at the moment" in page
    assert 'href="/feedback/"' in page


# --- How to answer --------------------------------------------------------------------------------


def test_an_open_one_says_every_way_to_answer(client):
    survey = answering.survey()
    each = consultation(
        asked_en="- What helps?",
        organiser_en="Short breaks team",
        survey=Survey.objects.get(pk=survey.pk),
        answer_link="https://ask.example.org/breaks",
        answer_email="breaks@example.org",
        answer_post_en="Civic Centre\nSouthampton",
        answer_in_person_en="At a coffee morning, or on 01632 960377",
    )
    page = client.get(each.get_absolute_url()).text
    for part in (
        f'href="{survey.get_absolute_url()}"',
        'href="https://ask.example.org/breaks"',
        'href="mailto:breaks@example.org"',
        "Civic Centre<br>Southampton",
        "At a coffee morning",
        "What helps?",
        "Short breaks team",
    ):
        assert part in page, part


def test_a_survey_that_is_over_is_no_way_to_answer(client):
    survey = answering.survey(opens=-9, closes=-1)
    each = consultation(survey=Survey.objects.get(pk=survey.pk))
    assert survey.get_absolute_url() not in client.get(each.get_absolute_url()).text


def test_words_of_a_stranger_are_only_words(client):
    each = decided(SCRIPT, heard_en=SCRIPT, decided_en=SCRIPT, asked_en=SCRIPT, organiser_en=SCRIPT)
    assert SCRIPT not in client.get(each.get_absolute_url()).text
    assert SCRIPT not in client.get("/have-your-say/").text


# --- What came of it ------------------------------------------------------------------------------


def test_who_waits_is_told_so(client):
    each = consultation(opens=-90, closes=-30)
    assert "We have not published the outcome yet" in client.get(each.get_absolute_url()).text


def test_the_outcome_stands_first_in_the_readers_language(client):
    each = decided(heard_ar="تأخير", asked_en="Which rules?")
    page = client.get(each.get_absolute_url()).text
    assert page.index("Too late.") < page.index("More staff.") < page.index("Which rules?")
    arabic = client.get(f"/ar{each.get_absolute_url()}").text
    assert "تأخير" in arabic
    assert "Too late." not in arabic


def test_an_outcome_that_is_not_published_yet_is_not_shown(client):
    each = consultation(opens=-90, closes=-30, heard_en="Half a sentence")
    assert "Half a sentence" not in client.get(each.get_absolute_url()).text


def test_after_twelve_weeks_the_desk_asks_for_the_outcome(signed_in, vera):
    late = consultation("Late", opens=-120, closes=-85)
    later = consultation("Later", opens=-200, closes=-190)
    not_yet = consultation("Not yet", opens=-120, closes=-84)
    decided(opens=-200, closes=-190)
    consultation("Draft", opens=-200, closes=-190, published=False)
    assert list(Consultation.objects.outcome_late(timezone.localdate())) == [later, late]
    viewer = signed_in(vera)
    listed = viewer.get("/desk/pages/consultation/?state=outcome").context["page"]
    assert {each.slug for each in listed} == {late.slug, later.slug}
    assert "/desk/pages/consultation/?state=outcome" in viewer.get("/desk/").text
    asks = "families still wait to hear"
    assert asks in viewer.get(f"/desk/pages/consultation/{late.pk}/").text
    assert asks not in viewer.get(f"/desk/pages/consultation/{not_yet.pk}/").text


def test_the_annual_report_counts_them():
    year = Year.current()
    first = (year.start - timezone.localdate()).days
    decided(opens=first, closes=first)
    consultation(opens=first, closes=first + 1)
    consultation("Last year", opens=first - 1, closes=first + 1)
    consultation("Draft", opens=first, published=False)
    assert COUNTERS["consultations_held"].count(year) == 2
    assert COUNTERS["consultations_answered"].count(year) == 1


# --- On the desk ----------------------------------------------------------------------------------


def box(name: str, number: int) -> dict[str, str]:
    when = day(number)
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def typed(**changes) -> dict:
    words = {"title_en": "Breaks", "do": "save", **box("opens_on", -60), **box("closes_on", -30)}
    return words | changes


def test_an_editor_writes_one_and_an_officer_adds_the_outcome(signed_in, eddie, olive, client):
    survey = answering.survey()
    signed_in(eddie).post("/desk/pages/consultation/add/", typed(survey=str(survey.pk)))
    each = Consultation.objects.get()
    assert (each.survey_id, each.opens_on, each.state) == (survey.pk, day(-60), "draft")
    officer = signed_in(olive)
    change = f"/desk/pages/consultation/{each.pk}/change/"
    sent = sent_by(officer.get(change)) | box("outcome_on", -1) | {"decided_en": "More clubs."}
    assert officer.post(change, sent | {"do": "publish"}).status_code == 302
    assert "More clubs." in client.get(each.get_absolute_url()).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"closes_on": -61}, "closes_on"),
        ({"outcome_on": -31, "heard_en": "X"}, "outcome_on"),
        ({"outcome_on": 1, "heard_en": "X"}, "outcome_on"),
        ({"outcome_on": -1}, "decided_en"),
        ({"heard_en": "X"}, "outcome_on"),
        ({"answer_link": "javascript:alert(1)"}, "answer_link"),
        ({"survey": "00000000-0000-0000-0000-000000000000"}, "survey"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(signed_in, eddie, wrong, field):
    # Dates are counted from the day on which the test runs, not from that on which it was read.
    words: dict[str, str] = {}
    for name, value in wrong.items():
        words |= box(name, value) if name.endswith("_on") else {name: value}
    response = signed_in(eddie).post("/desk/pages/consultation/add/", typed(**words))
    assert list(response.context["form"].errors) == [field]
    assert not Consultation.objects.exists()
