"""What a trusted organisation published: an officer looks at it after, and may undo it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core import audit
from directory import actions as directory
from directory.models import Service

from . import emails, parts, writing
from .actions import NotNow
from .models import Outcome, Suggestion
from .parts import Values

State = Suggestion.State


def looks_right(suggestion: Suggestion, *, by: Any) -> None:
    """It stays as it was published. Raises NotNow when somebody looked at it already."""
    with _to_be_reviewed(suggestion) as locked:
        _reviewed(locked, by=by, verb="suggestion.looks_right")


def changed_since(suggestion: Suggestion, now: Values) -> list[str]:
    """The parts that were published and that say something else by now."""
    return [
        key
        for key, decided in suggestion.decisions.items()
        if "became" in decided and not parts.same(key, decided["became"], now.get(key))
    ]


def undo(
    suggestion: Suggestion,
    *,
    by: Any,
    reason: str,
    version: int | None = None,
    anyway: Collection[str] = (),
) -> Suggestion:
    """Put back what the listing said before; a new service goes to the archive.

    A part that was changed since stays as it is now, unless it is in `anyway`. `version`: of the
    listing as the officer saw it; raises directory.actions.StaleVersion when it has moved on.
    Raises NotNow when somebody looked at it already, or nothing is left to undo.
    """
    with _to_be_reviewed(suggestion) as locked:
        service = locked.service
        if service is None or service.archived_at is not None:
            raise NotNow(_("The service is no longer listed, so there is nothing to undo."))
        if locked.kind == Suggestion.Kind.NEW:
            undone = list(locked.decisions)
            directory.archive(service, by=by, reason=locked.reference)
        else:
            undone = _put_back(locked, service, by=by, version=version, anyway=anyway)
        for key in undone:
            locked.decisions[key]["outcome"] = Outcome.UNDONE.value
        is_whole = len(undone) == len(locked.decisions)
        locked.state = State.REJECTED if is_whole else State.PART_APPROVED
        locked.decided_by, locked.decided_at = by, timezone.now()
        locked.reason = reason.strip()
        _reviewed(locked, by=by, verb="suggestion.undone", fields=sorted(undone))
        emails.decided(locked)
    return locked


def _put_back(
    suggestion: Suggestion,
    service: Service,
    *,
    by: Any,
    version: int | None,
    anyway: Collection[str],
) -> list[str]:
    kept = set(changed_since(suggestion, parts.now(service))) - set(anyway)
    undone = [key for key in suggestion.decisions if key not in kept]
    if not undone:
        raise NotNow(
            _("Every part was changed since. Tick what you want to put back all the same.")
        )
    writing.change(
        service,
        {key: suggestion.decisions[key]["was"] for key in undone},
        by=by,
        version=version or service.version,
        suggestion=suggestion,
        verb="service.put_back",
    )
    return undone


def _reviewed(suggestion: Suggestion, *, by: Any, verb: str, **detail: Any) -> None:
    suggestion.reviewed_by, suggestion.reviewed_at = by, timezone.now()
    suggestion.save()
    audit.record(by=by, verb=verb, obj=suggestion, **detail)


@contextmanager
def _to_be_reviewed(suggestion: Suggestion) -> Iterator[Suggestion]:
    """The suggestion as it is now, locked until the end; NotNow when somebody was first."""
    with transaction.atomic():
        locked = Suggestion.objects.for_update().get(pk=suggestion.pk)
        if not locked.published_at_once:
            raise NotNow(_("This was not published at once."))
        if locked.reviewed_at is not None:
            when = timezone.localtime(locked.reviewed_at)
            raise NotNow(
                _("{who} looked at this already, on {when}.").format(
                    who=locked.reviewed_by,
                    when=formats.date_format(when, "SHORT_DATETIME_FORMAT"),
                )
            )
        yield locked
