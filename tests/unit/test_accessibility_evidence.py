"""The evidence that the accessibility statement is made of: whole, honest, and as the docs say."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from accessibility import evidence, script, standing
from accessibility.criteria import CRITERIA, explained_at, in_order
from core.languages import CODES

STEPS = evidence.steps()


def test_the_page_of_the_docs_is_what_the_command_would_write(tmp_path):
    there = settings.BASE_DIR / "docs" / "accessibility" / "manual-script.md"
    call_command("manual_script", to=tmp_path / "script.md", verbosity=0)
    assert (tmp_path / "script.md").read_text("utf-8") == there.read_text("utf-8")


def test_every_step_has_a_name_of_its_own_and_criteria_that_exist():
    assert len({step.id for step in STEPS}) == len(STEPS)
    for step in STEPS:
        assert set(step.criteria) <= set(CRITERIA), step.id
        assert set(step.languages) <= set(CODES), step.id
        assert step.criteria and step.do and step.expect, step.id


def test_the_script_is_for_all_three_people_and_every_way_of_reading():
    assert {step.person for step in STEPS} == set(evidence.PEOPLE)
    assert {step.way for step in STEPS} == set(evidence.WAYS) == set(standing.WAYS)
    assert {code for step in STEPS for code in step.languages} == {"en", "ar", "pl"}


@pytest.mark.parametrize(
    "row",
    [
        {"result": "passed"},
        {"result": "fine"},
        {"result": "failed", "date": "2026-11-22"},
        {"result": "not tried", "date": "2026-11-22", "by": "somebody"},
        {"way": "telepathy"},
        {"for": "nobody"},
    ],
)
def test_a_result_without_a_day_or_a_person_is_refused(row, tmp_path, monkeypatch):
    whole = {
        "id": "one",
        "way": "keyboard",
        "for": "parent",
        "languages": ["en"],
        "do": "Try.",
        "expect": "It works.",
        "criteria": ["2.1.1"],
        "result": "not tried",
    }
    monkeypatch.setattr(evidence, "FOLDER", tmp_path)
    (tmp_path / "manual.yaml").write_text(json.dumps({"steps": [whole | row]}))
    evidence.steps.cache_clear()
    try:
        with pytest.raises(ValueError, match="one"):
            evidence.steps()
    finally:
        evidence.steps.cache_clear()


def test_the_script_counts_what_was_tried_and_what_was_not():
    page = script.as_markdown()
    untried = [step for step in STEPS if step.result == evidence.NOT_TRIED]
    assert page.count("- Result: **not tried**") == len(untried)


def test_the_machines_results_can_be_read():
    automatic = evidence.automatic()
    assert automatic.criteria <= set(CRITERIA)
    assert automatic.runs >= automatic.pages
    assert set(automatic.modes) <= set(standing.MODES)


def test_every_pdf_in_every_language_passed_the_validator():
    pdfs = evidence.pdfs()
    assert pdfs.languages == len(CODES)
    assert pdfs.validators
    assert pdfs.failed == 0


def test_criteria_stand_in_the_order_of_the_standard():
    assert len(CRITERIA) == 55
    assert in_order(["1.4.10", "1.4.3", "1.4.3", "1.1.1"]) == ["1.1.1", "1.4.3", "1.4.10"]
    assert explained_at("4.1.2").endswith("/WCAG22/Understanding/name-role-value")
