"""How a theme, an action, a gap or a survey is changed by several people without a loss."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import transaction

from core import audit
from directory.actions import StaleVersion

from .models import Action, Gap, Survey, Theme

Versioned = Theme | Action | Gap | Survey


@contextmanager
def changing(
    record: Versioned, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """One edit, one version, one line of the audit log: all of it is kept, or nothing.

    With `version`, the one the form was opened on, raises StaleVersion when the record has moved
    on since, or is gone.
    """
    rows: Any = type(record)._default_manager
    with pghistory.context(verb=verb, user=str(by.pk)), transaction.atomic():
        if not record._state.adding:
            current = rows.select_for_update(of=("self",)).filter(pk=record.pk).first()
            if current is None or version not in (None, current.version):
                raise StaleVersion
            record.version = current.version + 1
        yield
        rows.filter(pk=record.pk, version__lt=record.version).update(version=record.version)
        audit.record(by=by, verb=verb, obj=record, **detail)
