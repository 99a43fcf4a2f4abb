"""How people give feedback, for the tests of it."""

from typing import Any

from django.test import Client

from feedback import actions
from feedback.models import Comment, CommentContact
from tests.web.suggesting import HERE, read_before

PARENT = "paula@example.org"


def post(client: Client, address: str, **data: Any):
    return client.post(address, {"shown": read_before(), **data}, headers=HERE)


def give(client: Client, about: str = "content", **data: Any) -> Comment:
    """Send the form as a parent does; the comment."""
    data = {"words": "The pages about transport are old.", **data}
    response = post(client, f"/feedback/about/{about}/", **data)
    assert response.status_code == 302, response.content.decode()
    return Comment.objects.get(reference=response.headers["Location"].split("/")[-2])


def heard(words: str = "The pages about transport are old.", **fields: Any) -> Comment:
    """A comment that has reached the desk."""
    values = {"channel": "website", "about": "content", **fields}
    return actions.receive(words=words, **values)


def contact_of(comment: Comment) -> CommentContact | None:
    return CommentContact.objects.filter(comment=comment).first()
