"""What families said, and what was done about it."""

from .comment import Comment, CommentContact, Occasion, PageAnswer
from .survey import Answer, Question, Response, Survey
from .theme import Action, ActionUpdate, Gap, Priority, Theme

__all__ = [
    "Action",
    "ActionUpdate",
    "Answer",
    "Comment",
    "CommentContact",
    "Gap",
    "Occasion",
    "PageAnswer",
    "Priority",
    "Question",
    "Response",
    "Survey",
    "Theme",
]
