"""What people suggest about the directory, and what was decided about it."""

from .freshness import CheckedShare, Mailbox, Reminder
from .suggestion import (
    Outcome,
    ReasonTemplate,
    StillRightCount,
    Suggestion,
    SuggestionContact,
    SuggestionMessage,
)

__all__ = [
    "CheckedShare",
    "Mailbox",
    "Reminder",
    "Outcome",
    "ReasonTemplate",
    "StillRightCount",
    "Suggestion",
    "SuggestionContact",
    "SuggestionMessage",
]
