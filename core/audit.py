"""The one way to write to the audit log."""

from typing import Any

from django.db.models import Model

from core import requestid
from core.models import AuditEvent


def record(*, by: Any, verb: str, obj: Model | None = None, **detail: Any) -> AuditEvent:
    """Write down that `by` (a user, or None for the system) did `verb` to `obj`.

    Call it inside the transaction of the change, so that both are kept or neither.
    """
    actor = by if by is not None and getattr(by, "pk", None) else None
    return AuditEvent.objects.create(
        actor=actor,
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:255] if obj is not None else "",
        detail=detail,
        request_id=requestid.current.get(),
    )
