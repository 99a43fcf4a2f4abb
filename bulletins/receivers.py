"""What an e-mail provider tells by its webhooks, where one is used (docs/operating.md).

Django-anymail tells of it only by a signal. SMTP alone tells of a refusal when an e-mail is handed
over, and that is taken in where it happens (`sending`).
"""

from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking

from . import subscribing

# What is for good; "deferred" is tried again by the provider itself.
_LOST = ("bounced", "invalid")


def connect() -> None:
    """Called once, when the app is ready."""
    tracking.connect(told)


def told(event: AnymailTrackingEvent, **kwargs: Any) -> None:
    if not event.recipient:
        return
    if event.event_type == "complained":
        subscribing.complained(event.recipient)
    elif event.event_type == "bounced" and event.reject_reason in _LOST:
        subscribing.bounced(event.recipient)
