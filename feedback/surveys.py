"""Surveys: building them, answering them, and what the answers come to.

Once there is an answer the questions stay as they are, or the results would not be true any more.
Whoever wants to ask something else copies the survey.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname as column

from core import audit, small_numbers, translations
from core.languages import CODES
from core.versions import changing
from directory.actions import StaleVersion, unique_slug

from . import actions
from .models import Answer, Comment, Occasion, Question, Response, Survey

# Between one question and the next, so that another can be put in between.
STEP = 10
# How long a copy is open until its dates are set.
USUAL_DAYS = 28


class Answered(Exception):
    """There are answers already: the questions stay as they are."""


class NotOpen(Exception):
    """The survey closed, or was hidden, while somebody filled it in."""


# --- Building -------------------------------------------------------------------------------------


def save_survey(survey: Survey, *, by: Any, version: int | None = None, **detail: Any) -> None:
    verb = "survey.added" if survey._state.adding else "survey.changed"
    with changing(survey, by=by, verb=verb, version=version, **detail):
        if survey._state.adding:
            survey.slug = unique_slug(Survey, survey.title_en)  # type: ignore[attr-defined]
        survey.save()


def set_published(survey: Survey, published: bool, *, by: Any) -> None:
    """Show a survey to everybody, or no longer. Nothing happens when it is so already."""
    if survey.published == published:
        return
    verb = "survey.published" if published else "survey.unpublished"
    with changing(survey, by=by, verb=verb):
        survey.published = published
        survey.published_at = timezone.now() if published else None
        if published and survey.occasion is None:
            survey.occasion = Occasion.objects.create(
                name=survey.title_en,  # type: ignore[attr-defined]
                kind=Occasion.Kind.SURVEY,
                date=survey.opens_on,
                created_by=by,
            )
        survey.save()


def delete_survey(survey: Survey, *, by: Any) -> None:
    """Raises Answered when somebody has answered it."""
    with _questions_free(survey):
        audit.record(by=by, verb="survey.deleted", obj=survey)
        translations.forget([survey.pk, *survey.questions.values_list("pk", flat=True)])
        survey.delete()


def copy_survey(survey: Survey, *, by: Any) -> Survey:
    """A draft with the same questions in all languages, for asking again or asking otherwise."""
    today = timezone.localdate()
    copy = Survey(
        opens_on=today,
        closes_on=today + timedelta(days=USUAL_DAYS),
        **_words(survey, "title", "intro", "thanks"),
    )
    with transaction.atomic():
        save_survey(copy, by=by, copied_from=str(survey.pk))
        Question.objects.bulk_create(
            Question(
                survey=copy,
                kind=question.kind,
                required=question.required,
                order=question.order,
                **_words(question, "text", "hint", "options"),
            )
            for question in survey.questions.all()
        )
    return copy


def save_question(question: Question, *, by: Any, version: int | None = None) -> None:
    """Raises Answered, or StaleVersion when the survey was changed since `version`."""
    with (
        _questions_free(question.survey),
        changing(question.survey, by=by, verb="survey.questions_changed", version=version),
    ):
        question.save()


def delete_question(question: Question, *, by: Any) -> None:
    with (
        _questions_free(question.survey),
        changing(question.survey, by=by, verb="survey.questions_changed"),
    ):
        translations.forget([question.pk])
        question.delete()


def next_place(survey: Survey) -> int:
    last = survey.questions.order_by("order").last()
    return (last.order if last else 0) + STEP


@contextmanager
def _questions_free(survey: Survey) -> Iterator[None]:
    """In here nobody answers the survey, and nobody has; else raises Answered."""
    with transaction.atomic():
        _lock(survey)
        if survey.responses.exists():
            raise Answered
        yield


def _lock(survey: Survey) -> Survey | None:
    return Survey.objects.select_for_update().filter(pk=survey.pk).first()


def _words(record: Survey | Question, *names: str) -> dict[str, Any]:
    """Translated fields in every language."""
    columns = [column(name, code) for name in names for code in CODES]
    return {name: getattr(record, name) for name in columns}


# --- Answering ------------------------------------------------------------------------------------


def respond(
    survey: Survey,
    *,
    chosen: Mapping[Question, Sequence[int]],
    written: Mapping[Question, str],
    language: str,
) -> None:
    """Keep somebody's answers; what they wrote becomes comments.

    `survey`: as it was when the form was checked. Raises StaleVersion when its questions may have
    changed since, NotOpen when it has closed.
    """
    with transaction.atomic():
        now = _lock(survey)
        if now is None or not now.is_open:
            raise NotOpen
        if now.version != survey.version:
            raise StaleVersion
        response = Response.objects.create(survey=survey, language=language)
        answers = [Answer(response=response, question=q, chosen=list(c)) for q, c in chosen.items()]
        for question, words in written.items():
            comment = comment_of(survey, words, language=language, heard_on=response.day)
            answers.append(Answer(response=response, question=question, comment=comment))
        Answer.objects.bulk_create(answers)


def comment_of(survey: Survey, words: str, *, language: str, heard_on: date) -> Comment:
    """What somebody wrote in a survey, as a comment like any other."""
    return actions.receive(
        channel=Comment.Channel.SURVEY,
        about=Comment.About.OTHER,
        words=words,
        language=language,
        occasion=survey.occasion,
        heard_on=heard_on,
    )


# --- Results --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What the answers to one question come to. `counts`: of its choices, in their order; None for
    a number that is not published."""

    question: Question
    answered: int
    counts: list[int | None]

    @property
    def labels(self) -> list[str]:
        return [words for _number, words in self.question.choices()]


def results(survey: Survey) -> list[Result]:
    """Every question with its true figures: for the desk alone. Two queries."""
    return [
        Result(question, answered, [counts[number] for number, _words in _choices(question)])
        for question, answered, counts in _counted(survey)
    ]


def public_results(survey: Survey) -> list[Result]:
    """The same of what was chosen, without small numbers and without what gives them away."""
    found = []
    for question, answered, counts in _counted(survey):
        if question.is_written or answered < small_numbers.LEAST:
            continue
        parts = [counts[number] for number, _words in _choices(question)]
        if question.kind == Question.Kind.MANY:
            safe = [small_numbers.shown_of(answered, part) for part in parts]
        else:
            safe = small_numbers.shown(parts)
        found.append(Result(question, answered, safe))
    return found


def _choices(question: Question) -> list[tuple[int, str]]:
    return [] if question.is_written else question.choices()


def _counted(survey: Survey) -> list[tuple[Question, int, Counter[int]]]:
    """Each question, how many answered it, and how often each choice was taken."""
    rows = (
        Answer.objects.filter(response__survey=survey)
        .order_by()
        .values_list("question", "chosen")
        .annotate(number=Count("pk"))
    )
    answered: Counter[UUID] = Counter()
    counts: dict[UUID, Counter[int]] = defaultdict(Counter)
    for question, chosen, number in rows:
        answered[question] += number
        for choice in chosen:
            counts[question][choice] += number
    return [(each, answered[each.pk], counts[each.pk]) for each in survey.questions.all()]
