"""What officers do to the statement. Each is one version of its history and audited."""

from datetime import date
from typing import Any

from core import translations
from core.versions import changing
from directory import history

from .models import Problem, Statement

Record = Statement | Problem


def name_of(record: Record) -> str:
    """Begins the verbs of the audit log."""
    return "accessibility_problem" if isinstance(record, Problem) else "accessibility_statement"


def save(record: Record, *, by: Any, version: int | None = None, fields: list[str]) -> None:
    """Keep a new or a changed record. Raises StaleVersion."""
    verb = "added" if record._state.adding else "changed"
    with changing(record, by=by, verb=f"{name_of(record)}.{verb}", version=version, fields=fields):
        record.save()


def confirm(*, by: Any, today: date) -> Statement:
    """Somebody has read the whole statement today, and it is true."""
    statement = Statement.current()
    with changing(statement, by=by, verb="accessibility_statement.reviewed"):
        statement.reviewed, statement.reviewed_by = today, by
        statement.save()
    return statement


def delete(problem: Problem, *, by: Any) -> None:
    """For what was never a problem; one that was mended stays, with its day."""
    with changing(problem, by=by, verb="accessibility_problem.deleted"):
        key = problem.pk
        translations.forget([key])
        problem.delete()
        # The log names it by its key, which the deletion took.
        problem.pk = key


def put_back(record: Record, *, number: int, opened: int, by: Any) -> None:
    """Bring back the words of a version as a new one; when it was reviewed stays as it is.

    Raises LookupError when there is no such version, StaleVersion as `save`.
    """
    timeline = history.Timeline(record)
    position = timeline.position_of(number)
    if position is None:
        raise LookupError(number)
    event = timeline.event_at(position)
    verb = f"{name_of(record)}.put_back"
    with changing(record, by=by, verb=verb, version=opened, put_back=number):
        for field in history.fields_of(type(record)):
            if field.name not in ("prepared", "reviewed", "reviewed_by_id"):
                setattr(record, field.name, getattr(event, field.name))
        record.save()
        translations.forget([record.pk])
