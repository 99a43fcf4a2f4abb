"""Several people change one record, and nobody's words are lost.

A record with a `version` column is changed inside `changing`. A form remembers on which version it
was opened; when the record has moved on, saving raises StaleVersion and the page shows both texts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from core import audit

MOST_DIGITS = 9


class StaleVersion(Exception):
    """Somebody else saved the record after this form was opened."""


def context_of(by: Any, verb: str) -> dict[str, str]:
    """What the history keeps of an edit: who did what. `by` is None for the system itself."""
    return {"verb": verb, "user": str(by.pk)} if by is not None else {"verb": verb}


def _at_version(record: Any) -> dict[str, Any]:
    values = {"version": record.version}
    return values | {"updated_at": timezone.now()} if hasattr(record, "updated_at") else values


def opened_on(request: HttpRequest) -> int:
    """The version that a form was opened on, which it sends as `version`."""
    opened = request.POST.get("version", "")
    if not opened.isdecimal() or len(opened) > MOST_DIGITS:
        raise SuspiciousOperation("This form was not sent by its own page.")
    return int(opened)


@contextmanager
def changing(
    record: Any, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """One edit, one version, one line of the audit log: all of it is kept, or nothing.

    With `version`, the one the form was opened on, raises StaleVersion when the record has moved
    on since, or is gone. Two people cannot pass at once: the row is locked until the end.
    """
    rows: Any = type(record)._default_manager
    with pghistory.context(**context_of(by, verb)), transaction.atomic():
        if not record._state.adding:
            locked = rows.select_for_update(of=("self",)).filter(pk=record.pk)
            current = locked.values_list("version", flat=True).first()
            if current is None or version not in (None, current):
                raise StaleVersion
            record.version = current + 1
        yield
        # A block that wrote only to rows of the record has not saved the record itself.
        stale = rows.filter(pk=record.pk, version__lt=record.version)
        stale.update(**_at_version(record))
        audit.record(by=by, verb=verb, obj=record, **detail)
