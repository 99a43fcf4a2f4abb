"""How a parent walks through the pages of a suggestion, for the tests of it."""

import re
import time
from html import unescape
from typing import Any

from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from directory.models import Service
from suggestions import actions
from suggestions.models import Suggestion, SuggestionContact

HERE = {"sec-fetch-site": "same-origin"}
PARENT = "paula@example.org"


def read_before() -> str:
    """The signed time of a page that was opened a minute ago."""
    return signing.dumps(int(time.time()) - 60, salt="core.robots")


def post(client: Client, address: str, **data: Any):
    return client.post(address, {"shown": read_before(), **data}, headers=HERE)


def start_change(client: Client, slug: str, *what: str) -> str:
    """The address of the first question."""
    response = post(client, f"/suggest/change/{slug}/", what=list(what))
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def start_new(client: Client) -> str:
    response = post(client, "/suggest/service/")
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def step(client: Client, address: str, **data: Any) -> str:
    """The address of the page after the one that was answered."""
    response = post(client, address, **data)
    assert response.status_code == 302, text(response)
    return response.headers["Location"]


def rows(name: str, *given: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The fields of a list of rows, as a browser sends them."""
    data: dict[str, Any] = {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": initial}
    for index, row in enumerate(given):
        data |= {f"{name}-{index}-{field}": value for field, value in row.items()}
    return data


def finish(client: Client, address: str, email: str = PARENT, **you: Any) -> Suggestion:
    """From “About you” until it is sent; the suggestion."""
    address = step(client, address, **{"relation": "family", "name": "Paula", **you})
    address = step(client, address, email=email)
    step(client, address)
    return Suggestion.objects.get(key=address.split("/")[-3])


def confirm(client: Client, run_jobs) -> str:
    """Open the link in the latest e-mail and press the button; the link."""
    run_jobs()
    link = link_in(mail.outbox[-1].body)
    assert client.get(link).status_code == 200
    response = client.post(link, headers=HERE)
    assert response.status_code == 302, text(response)
    return link


def link_in(body: str) -> str:
    """The path of the first link of an e-mail into this site."""
    return re.search(r"http://localhost:8000(/\S+)", body)[1]


def text(response) -> str:
    html = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def suggest(
    listing: Service | None,
    *,
    email="paula@example.org",
    words="",
    kind="change",
    language="en",
    **proposed,
):
    """A suggestion that has reached the desk."""
    made = actions.start(kind=kind, service=listing, language=language, questions=["about"])
    made = actions.save_draft(
        made,
        by=None,
        proposed=proposed,
        words=words,
        contact={"relation": "family", "name": "Paula", "email": email},
    )
    SuggestionContact.objects.filter(suggestion=made).update(confirmed_at=timezone.now())
    return actions.submit(Suggestion.objects.get(pk=made.pk))
