"""What people suggest about the directory, and what was decided about it."""

from .suggestion import (
    ReasonTemplate,
    StillRightCount,
    Suggestion,
    SuggestionContact,
    SuggestionMessage,
)

__all__ = [
    "ReasonTemplate",
    "StillRightCount",
    "Suggestion",
    "SuggestionContact",
    "SuggestionMessage",
]
