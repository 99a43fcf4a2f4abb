"""What people of a trusted organisation send in is published at once; an officer looks after.

Only what an officer would approve at a glance: a change of a listing, or a new service of theirs.
What was said in words, and whatever would take a listing off the site, waits for the officer.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core import audit
from directory import actions as directory
from directory.models import PUBLIC_STATUSES, Organisation, Service

from . import emails, parts, writing
from .models import Suggestion
from .parts import Values

Kind = Suggestion.Kind


def publish(suggestion: Suggestion) -> bool:
    """Publish what has just been sent to the desk; False when it must wait for an officer.

    Expects the suggestion locked. Either all of it is published or none.
    """
    organisation = _trusted_organisation(suggestion)
    if organisation is None or not _is_for_nobody_else(suggestion):
        return False
    service = _listing(suggestion)
    before = parts.snapshot(service) if service else {}
    if not _is_harmless(suggestion, service, before):
        return False
    keys = parts.in_order(suggestion.proposed)
    try:
        with transaction.atomic():
            writing.publish(
                suggestion,
                keys,
                by=suggestion.author,
                version=service.version if service else None,
                organisation=organisation,
            )
    except (directory.StaleVersion, ValidationError):
        if suggestion.service is not None:
            suggestion.service.refresh_from_db()
        return False
    _close(suggestion, writing.published(suggestion, keys, before))
    return True


def _trusted_organisation(suggestion: Suggestion) -> Organisation | None:
    """The organisation whose trusted person sent it; None when there is no such trust."""
    service, author = suggestion.service, suggestion.author
    organisation = service.organisation if service else suggestion.organisation
    if author is None or organisation is None or organisation.archived_at is not None:
        return None
    is_member = organisation.memberships.current().filter(user=author).exists()
    return organisation if organisation.is_trusted and is_member else None


def _is_for_nobody_else(suggestion: Suggestion) -> bool:
    """Whether it needs no person to read it: words alone do, and so does an end."""
    if suggestion.words or parts.ORGANISATION_NAME in suggestion.proposed:
        return False
    return suggestion.kind in (Kind.CHANGE, Kind.NEW) and bool(suggestion.proposed)


def _listing(suggestion: Suggestion) -> Service | None:
    if suggestion.service_id is None:
        return None
    found: Service = Service.objects.with_everything().get(pk=suggestion.service_id)
    return found


def _is_harmless(suggestion: Suggestion, service: Service | None, now: Values) -> bool:
    if suggestion.kind == Kind.NEW:
        # Without a topic nobody would find it.
        return bool(suggestion.proposed.get("terms:category"))
    if service is None or service.archived_at is not None:
        return False
    # A draft that nobody has published yet stays one until an officer shows it, and a listing
    # is taken off by an officer.
    status = suggestion.proposed.get("status", service.status)
    if status != service.status and not {status, service.status} <= set(PUBLIC_STATUSES):
        return False
    return not any(_has_moved(key, suggestion, now) for key in suggestion.proposed)


def _has_moved(key: str, suggestion: Suggestion, now: Values) -> bool:
    return parts.has_moved(
        key,
        base=suggestion.base.get(key),
        now=now.get(key),
        proposed=suggestion.proposed[key],
    )


def _close(suggestion: Suggestion, decisions: dict[str, dict[str, Any]]) -> None:
    after = parts.now(suggestion.service) if suggestion.service else {}
    # Rows get their keys by being written: what became of them tells later whether they changed.
    for key, decided in decisions.items():
        decided["became"] = after.get(key)
    suggestion.decisions = decisions
    suggestion.state = Suggestion.State.APPROVED
    suggestion.published_at_once = True
    suggestion.decided_by = suggestion.author
    suggestion.decided_at = suggestion.ended_at = timezone.now()
    suggestion.save()
    audit.record(
        by=suggestion.author,
        verb="suggestion.published_at_once",
        obj=suggestion,
        fields=sorted(decisions),
    )
    emails.decided(suggestion)
