"""The accessibility statement: made of evidence, of what the officer records, and never stale."""

import re
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accessibility import checks, evidence, standing, tasks
from accessibility.models import Problem, Statement
from core.models import AuditEvent
from directory import translatables
from tests.desk import sent_by

pytestmark = pytest.mark.django_db
PAGE = "/accessibility/"
DESK = "/desk/accessibility/"
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def new_site(db) -> None:
    """What the migration puts into a new database; a test in a browser has emptied it."""
    if not Statement.objects.exists() or not Problem.objects.exists():
        first = import_module("accessibility.migrations.0002_first_problems")
        first.begin(apps, None)


def text(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def read(path: str = PAGE) -> str:
    return text(Client().get(path))


def problem(what: str = "The old map has no names.", **fields) -> Problem:
    values = {"criteria": ["1.1.1"], "mend_by": date(2099, 1, 31), **fields}
    return Problem.objects.create(what_en=what, **values)


@pytest.fixture
def all_was_tried(monkeypatch) -> list[evidence.Step]:
    """Evidence of a site on which a person tried every step, and all was well."""
    found = [
        evidence.Step(**{**vars(step), "result": "passed", "date": TODAY, "by": "a tester"})
        for step in evidence.steps()
    ]
    monkeypatch.setattr(evidence, "steps", lambda: tuple(found))
    Problem.objects.all().delete()
    return found


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/ar", "/zh-hans"])
def test_it_keeps_the_order_of_the_model_in_every_language(language):
    response = Client().get(f"{language}{PAGE}")
    headings = re.findall(r'<h[23] class="govuk-heading-[ms]">([^<]+)</h[23]>', response.text)
    assert response.status_code == 200
    assert not response.cookies
    assert len(headings) == 12
    if not language:
        assert headings == [
            "How accessible this website is",
            "Feedback and contact information",
            "Reporting accessibility problems with this website",
            "Enforcement procedure",
            "Technical information about this website’s accessibility",
            "Compliance status",
            "Non-accessible content",
            "Non-compliance with the accessibility regulations",
            "Disproportionate burden",
            "Content that’s not within the scope of the accessibility regulations",
            "What we’re doing to improve accessibility",
            "Preparation of this accessibility statement",
        ]
        assert "(EHRC) is responsible for enforcing" in response.text
        assert "version 2.2</a> AA standard" in response.text


def test_a_new_site_says_what_is_known_not_to_work():
    words = read()
    assert "partially compliant" in words
    assert "a screen reader may not say that the list has changed" in words
    assert "4.1.2 Name, Role, Value" in words
    assert "We will mend this by 31 March 2027." in words
    assert "Maps: the regulations do not cover" in words
    assert "We claim none" in words
    assert 'lang="ar"' in Client().get("/ar/accessibility/").text
    assert "الكلمات المقترحة أثناء الكتابة" in read("/ar/accessibility/")


def test_it_claims_nothing_that_nobody_tried():
    words = read()
    assert "the screen reader NVDA with Firefox" in words
    assert "hear every page read out by a screen reader" not in words


def test_a_problem_stands_below_its_own_heading_until_it_is_mended():
    burden = problem("Old films have no sign language.", category="burden", criteria=["1.2.5"])
    words = read()
    assert "due to the non-compliances and exemptions listed below" in words
    start = words.index("Disproportionate burden")
    assert "Old films have no sign language." in words[start : words.index("not within the scope")]
    burden.mended_on = TODAY
    burden.save()
    assert "Old films" not in read()


def test_only_a_site_that_was_tried_in_every_way_is_fully_compliant(all_was_tried):
    assert "fully compliant" in read()
    assert "hear every page read out by a screen reader" in read()


def test_what_failed_by_hand_is_named(all_was_tried):
    step = evidence.Step(**{**vars(all_was_tried[0]), "result": "failed"})
    all_was_tried[0] = step
    words = read()
    assert "partially compliant" in words
    assert step.expect in words


def test_a_site_that_fails_half_the_criteria_is_not_compliant():
    from accessibility.criteria import CRITERIA

    half = list(CRITERIA)[: (len(CRITERIA) + 1) // 2]
    Problem.objects.all().delete()
    assert standing.of([problem(criteria=half[:-1])]).status == "partially"
    assert standing.of([problem(criteria=half)]).status == "not"
    assert "is not compliant" in (problem(criteria=half) and read())


def test_words_of_an_officer_are_cleaned():
    statement = Statement.current()
    statement.how_en = "Mostly **well**. <script>alert(1)</script>"
    statement.save()
    html = Client().get(PAGE).text
    assert "<strong>well</strong>" in html
    assert "<script>alert" not in html


def test_words_that_are_not_translated_say_that_they_are_english():
    statement = Statement.current()
    statement.how_en = "Mostly well."
    statement.save()
    assert 'class="app-prose" lang="en" dir="ltr"' in Client().get("/ar/accessibility/").text


def test_it_stands_before_anything_is_recorded():
    Statement.objects.all().delete()
    Problem.objects.all().delete()
    assert "There is none that we know of." in read()


def test_its_queries_do_not_grow(django_assert_max_num_queries):
    for number in range(20):
        problem(f"Thing {number} does not work.")
    with django_assert_max_num_queries(3):
        Client().get(PAGE)


# --- Never stale ----------------------------------------------------------------------------------


def test_evidence_of_more_than_a_year_ago_fails_the_check():
    oldest = min(day for _name, day, _hint in evidence.ages())
    assert checks.evidence_is_fresh(today=oldest + timedelta(days=365)) == []
    [error, *_more] = checks.evidence_is_fresh(today=oldest + timedelta(days=366))
    assert error.level >= 40
    assert "more than a year ago" in error.msg


def test_a_statement_that_nobody_read_for_a_year_fails_the_check_of_the_database():
    reviewed = Statement.current().reviewed
    later = reviewed + timedelta(days=366)
    asked = checks.statement_is_reviewed
    assert asked(databases=["default"], today=reviewed + timedelta(days=365)) == []
    assert [each.id for each in asked(databases=["default"], today=later)] == ["accessibility.W001"]
    assert asked(databases=None, today=later) == []


def test_officers_are_told_once_a_month_before(olive, eddie, run_jobs):
    oldest = min(Statement.current().reviewed, *(day for _n, day, _h in evidence.ages()))
    tasks.remind(oldest + timedelta(days=334))
    assert run_jobs() == 0
    tasks.remind(oldest + timedelta(days=335))
    tasks.remind(oldest + timedelta(days=336))
    run_jobs()
    [message] = mail.outbox
    assert message.to == [olive.email]
    assert "/desk/accessibility/" in message.body


def test_the_desk_counts_what_is_due(olives):
    problem(mend_by=date(2020, 1, 1))
    assert "1 Due in the accessibility statement" in text(olives.get("/desk/"))


# --- The desk -------------------------------------------------------------------------------------


def test_an_officer_confirms_that_it_is_true(olives, olive):
    Statement.objects.update(prepared=date(2020, 1, 1), reviewed=date(2024, 1, 1))
    assert "More than a year ago" in text(olives.get(DESK))
    olives.post(f"{DESK}confirm/")
    statement = Statement.objects.get()
    assert (statement.reviewed, statement.reviewed_by) == (timezone.localdate(), olive)
    assert AuditEvent.objects.filter(verb="accessibility_statement.reviewed").count() == 1


def test_confirming_begins_a_statement_where_there_is_none(olives):
    Statement.objects.all().delete()
    olives.post(f"{DESK}confirm/")
    assert Statement.objects.get().pk == Statement.KEY


def test_an_officer_adds_a_problem_and_everybody_reads_it(olives):
    sent = {
        "category": "non_compliance",
        "what_en": "The calendar cannot be reached by keyboard.",
        "criteria": "2.4.7 , 2.1.1",
        "mend_by_day": "1",
        "mend_by_month": "3",
        "mend_by_year": "2099",
    }
    assert olives.post(f"{DESK}problems/add/", sent).status_code == 302
    assert Problem.objects.get(what_en=sent["what_en"]).criteria == ["2.1.1", "2.4.7"]
    assert sent["what_en"] in read()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"criteria": ""}, "Name the criteria"),
        ({"criteria": "4.1.1"}, "no criterion 4.1.1"),
        ({"criteria": "<b>"}, "no criterion"),
        ({"mend_by_day": ""}, "real date"),
        ({"what_en": ""}, "What does not work"),
        ({"mended_on_day": "1", "mended_on_month": "1", "mended_on_year": "2099"}, "not come yet"),
    ],
)
def test_what_the_law_asks_for_is_asked_for(olives, wrong, says):
    sent = {
        "category": "non_compliance",
        "what_en": "Something.",
        "criteria": "2.1.1",
        "mend_by_day": "1",
        "mend_by_month": "3",
        "mend_by_year": "2099",
        **wrong,
    }
    before = Problem.objects.count()
    response = olives.post(f"{DESK}problems/add/", sent)
    assert response.status_code == 200
    assert says in text(response)
    assert Problem.objects.count() == before


def test_old_words_come_back(olives):
    old = problem("Before.")
    address = f"{DESK}problems/{old.pk}/"
    sent = sent_by(olives.get(address)) | {"what_en": "After."}
    assert olives.post(address, sent).status_code == 302
    history = olives.get(f"{address}history/")
    assert "Before." in text(history)
    olives.post(f"{address}history/1/put-back/", {"version": "2"})
    old.refresh_from_db()
    assert (old.what_en, old.version) == ("Before.", 3)


def test_two_officers_lose_no_words(olives):
    both = problem("Both open this.")
    address = f"{DESK}problems/{both.pk}/"
    sent = sent_by(olives.get(address))
    olives.post(address, sent | {"what_en": "The first saves."})
    refused = olives.post(address, sent | {"what_en": "The second saves."})
    assert refused.status_code == 409
    assert "The first saves." in text(refused)
    assert "The second saves." in refused.text
    now = str(refused.context["version"])
    again = sent | {"what_en": "The second saves.", "version": now}
    assert olives.post(address, again).status_code == 302
    both.refresh_from_db()
    assert both.what_en == "The second saves."


def test_the_statements_own_words_are_changed_and_translated(olives):
    address = f"{DESK}words/"
    sent = sent_by(olives.get(address)) | {"tested_by_en": "Tested by Example Access."}
    assert olives.post(address, sent).status_code == 302
    assert "Tested by Example Access." in read()
    assert "No outside body" not in read()
    page = olives.get(f"{address}translate/pl/")
    form = page.context["form"]
    [name] = [text.name for text in form.texts if text.field == "tested_by"]
    boxes = {"opened": form["opened"].value(), name: "Sprawdziła firma Example Access."}
    olives.post(f"{address}translate/pl/", boxes)
    assert "Sprawdziła firma Example Access." in read("/pl/accessibility/")


def test_a_mistake_is_deleted_for_good(olives):
    gone = problem("A mistake.")
    assert "You cannot undo this." in text(olives.get(f"{DESK}problems/{gone.pk}/delete/"))
    olives.post(f"{DESK}problems/{gone.pk}/delete/")
    assert not Problem.objects.filter(pk=gone.pk).exists()
    assert AuditEvent.objects.get(verb="accessibility_problem.deleted").object_id == str(gone.pk)


def test_the_translation_desk_knows_it_and_no_machine_drafts_it(olives):
    for name in ("accessibility_problem", "accessibility_statement"):
        kind = translatables.get(name)
        for record in kind.records():
            assert kind.is_legal(record)
            assert olives.get(kind.translate_url(record.pk, "pl")).status_code == 200
