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
    "Outcome",
    "ReasonTemplate",
    "Reminder",
    "StillRightCount",
    "Suggestion",
    "SuggestionContact",
    "SuggestionMessage",
]
