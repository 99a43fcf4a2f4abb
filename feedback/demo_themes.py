"""What was done about what families said, in the demo; a few gaps; an open and a closed survey.

Adds nothing where there is a theme, a gap or a survey already: what people did stays.
"""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.years import Year
from directory.models import Service, TaxonomyTerm

from . import surveys, themes
from .models import (
    Action,
    ActionUpdate,
    Answer,
    Comment,
    Gap,
    Priority,
    Question,
    Response,
    Survey,
    Theme,
)

CONTENT = Path(__file__).parent / "demo_content"
PAST, LATER = "2024-25", "2025-26"


@cache
def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CONTENT / "themes.yaml").read_text(encoding="utf-8"))
    return loaded


@transaction.atomic
def load(progress: Callable[[str], None], said: dict[str, list[str]]) -> None:
    """`said`: the references of the demo's comments, by what they are about."""
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    if officer is None:
        return
    for order, row in enumerate(content()["priorities"]):
        Priority.objects.get_or_create(code=row["code"], defaults={**row, "order": order})
    if not Theme.objects.exists():
        _load_themes(said, officer)
    if not Gap.objects.exists():
        _load_gaps()
    if not Survey.objects.exists():
        for row in content()["surveys"]:
            _load_survey(row, officer)
    progress(f"{Theme.objects.count()} themes with {Action.objects.count()} actions")


# --- Themes ---------------------------------------------------------------------------------------


def _load_themes(said: dict[str, list[str]], officer: User) -> None:
    past = content()[PAST]
    actions: dict[tuple[str, str], Action] = {}
    for place, (key, row) in enumerate(past.items(), start=1):
        theme = _theme(PAST, row, place)
        actions |= {(key, each["key"]): _action(theme, each, officer) for each in row["actions"]}
    themes.carry_on(Year.parse(PAST), by=officer)
    later = {key: _carried(actions, key) for key in past}
    for key, news in content()[LATER]["carried"].items():
        for name, row in news.items():
            _tell(Action.objects.get(carried_from=actions[key, name]), row, officer)
    for place, (key, row) in enumerate(content()[LATER]["new"].items(), start=len(past) + 1):
        theme = later.get(key) or _theme(LATER, row, place)
        for each in row["actions"]:
            _action(theme, each, officer)
        later[key] = theme
    Theme.objects.update(published=True, published_at=timezone.now())
    _put_comments(said)


def _theme(year: str, row: dict[str, Any], place: int) -> Theme:
    words = {name: value for name, value in row.items() if name != "actions"}
    return Theme.objects.create(year=year, order=place * themes.STEP, **words)


def _carried(actions: dict[tuple[str, str], Action], key: str) -> Theme | None:
    """The theme of the later year that goes on with an earlier one."""
    first = next(action for (theme, _name), action in actions.items() if theme == key)
    return Theme.objects.filter(carried_from=first.theme_id).first()


def _action(theme: Theme, row: dict[str, Any], officer: User) -> Action:
    action = Action.objects.create(
        theme=theme,
        did_en=row["did"],
        state=row["state"],
        why_not_en=row.get("why_not", ""),
        owner=row["owner"],
        date=row["date"],
        priority=Priority.objects.get(code=row["priority"]),
        pages=row.get("pages", []),
        order=themes.next_place(Action.objects.filter(theme=theme)),
    )
    action.services.set(Service.objects.filter(slug__in=row.get("services", [])))
    began = min(row["date"], Year.parse(theme.year).start)
    ActionUpdate.objects.create(
        action=action,
        at=_noon(row["date"] if row["state"] == Action.State.DONE else began),
        by=officer,
        state=row["state"],
    )
    for news in row.get("news", []):
        _tell(action, news, officer)
    return action


def _tell(action: Action, row: dict[str, Any], officer: User) -> None:
    """News of a day about an action, and how it stands since."""
    action.state = row.get("state", action.state)
    action.date = row.get("date", action.date)
    action.did_en = row.get("did", action.did_en)  # type: ignore[attr-defined]
    action.save()
    ActionUpdate.objects.create(
        action=action, at=_noon(row["told"]), by=officer, state=action.state, words=row["words"]
    )


def _put_comments(said: dict[str, list[str]]) -> None:
    for year in (PAST, LATER):
        comments = {each.reference: each for each in Comment.objects.filter(year=year)}
        for theme, key in _keys(year).items():
            own = (comments.get(reference) for reference in said.get(key, []))
            theme.comments.add(*filter(None, own))


def _keys(year: str) -> dict[Theme, str]:
    """The themes of a year with the word that comments know them by."""
    titles = {row["title_en"]: key for key, row in content()[PAST].items()}
    titles |= {
        row["title_en"]: key for key, row in content()[LATER]["new"].items() if "title_en" in row
    }
    rows: Any = Theme.objects.filter(year=year)
    return {theme: titles[theme.title_en] for theme in rows}


def _load_gaps() -> None:
    for row in content()["gaps"]:
        words = {name: row[name] for name in ("words", "state", "owner", "answer") if name in row}
        gap = Gap.objects.create(search_terms=row["searches"], **words)
        gap.terms.set(TaxonomyTerm.objects.of("need").filter(slug__in=row.get("terms", [])))
        gap.comments.set(Comment.objects.filter(reference__in=row.get("comments", [])))


# --- Surveys --------------------------------------------------------------------------------------


def _load_survey(row: dict[str, Any], officer: User) -> None:
    today = timezone.localdate()
    words = {name: row[name] for name in row if name.startswith(("title_", "intro_", "thanks_"))}
    survey = Survey(
        opens_on=today + timedelta(days=row["opens"]),
        closes_on=today + timedelta(days=row["closes"]),
        shows_results=row["shows_results"],
        **words,
    )
    surveys.save_survey(survey, by=officer)
    questions = [
        Question.objects.create(survey=survey, order=place * surveys.STEP, **each)
        for place, each in enumerate(row["questions"], start=1)
    ]
    surveys.set_published(survey, True, by=officer)
    # The same every time.
    dice = random.Random(row["title_en"])  # noqa: S311 - a demo, not a secret
    days = (min(today, survey.last_day) - survey.opens_on).days
    for _number in range(row["responses"]):
        day = survey.opens_on + timedelta(days=dice.randint(0, max(days, 0)))
        _respond(survey, questions, day, dice)
    for kind, texts in row["words"].items():
        question = next(each for each in questions if each.kind == kind)
        for answered, text in zip(survey.responses.all(), texts, strict=False):
            _say(survey, question, answered, text)


def _respond(survey: Survey, questions: list[Question], day: date, dice: random.Random) -> None:
    response = Response.objects.create(survey=survey, day=day)
    for question in questions:
        if not question.is_written:
            Answer.objects.create(
                response=response, question=question, chosen=_chosen(question, dice)
            )


def _chosen(question: Question, dice: random.Random) -> list[int]:
    """The first choices are taken most."""
    numbers = [number for number, _words in question.choices()]
    if question.kind == Question.Kind.SCALE:
        return [dice.choice([1, 2, 3, 3, 4, 4, 4, 5])]
    usual = dice.choices(numbers, weights=range(len(numbers), 0, -1))
    if question.kind == Question.Kind.MANY:
        return sorted({*usual, *dice.sample(numbers, dice.randint(0, 2))})
    return usual


def _say(survey: Survey, question: Question, response: Response, words: str) -> None:
    comment = surveys.comment_of(survey, words, language=response.language, heard_on=response.day)
    Answer.objects.create(response=response, question=question, comment=comment)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
