"""The e-mails to whoever sent a comment, in their language. Call them inside the transaction of
what they tell of."""

from django.conf import settings
from django.utils.translation import override

from core import email

from .models import Comment


def received(comment: Comment) -> None:
    """The reference, and where to see the answer. None of the words: anybody's address may have
    been typed into the form."""
    _to_author(comment, "comment_received")


def replied(comment: Comment) -> None:
    _to_author(comment, "comment_replied")


def _to_author(comment: Comment, name: str) -> None:
    with override(comment.language):
        link = settings.SITE_URL + comment.get_absolute_url()
    context = {"comment": comment, "link": link, "days": settings.FEEDBACK_ANSWER_DAYS}
    email.send(name, to=comment.address, language=comment.language, context=context)
