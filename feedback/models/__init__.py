"""What families said, and what was done about it."""

from .comment import Comment, CommentContact, Occasion, PageAnswer

__all__ = ["Comment", "CommentContact", "Occasion", "PageAnswer"]
