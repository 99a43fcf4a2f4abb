"""How somebody who looks after listings walks through their pages, for the tests of them."""

from typing import Any

from django.test import Client

from suggestions.models import Suggestion
from suggestions.views.following import state_of
from tests.desk import boxes


def sent_by(response) -> dict:
    """Everything that the form of a section would send if nobody typed anything."""
    form = response.context["form"]
    sent = {"version": str(response.context["version"])}
    forms = [form, *(form.rows.forms if form.rows else [])]
    for each in forms:
        for field in each:
            sent |= boxes(field)
    if form.rows:
        for field in form.rows.management_form:
            sent[field.html_name] = str(field.value())
    return sent


def fill_in(client: Client, address: str, **typed: Any):
    """Open a section, change some boxes, save; the answer."""
    page = client.get(address, follow=True)
    assert page.status_code == 200, page.content.decode()
    # A listing with a draft leads to the section of the draft.
    if page.redirect_chain:
        address = page.redirect_chain[-1][0]
    sent = sent_by(page) | typed
    return client.post(address, {name: each for name, each in sent.items() if each is not None})


def changed(client: Client, slug: str, section: str, **typed: Any) -> Suggestion:
    """The draft after a section of a listing was changed."""
    response = fill_in(client, f"/provider/listing/{slug}/change/{section}/", **typed)
    assert response.status_code == 302, response.content.decode()
    return Suggestion.objects.get(reference=response.headers["Location"].split("/")[-3])


def send(client: Client, draft: Suggestion) -> Suggestion:
    response = client.post(f"/provider/suggestion/{draft.reference}/check/")
    assert response.status_code == 302, response.content.decode()
    draft.refresh_from_db()
    return draft


def outcomes(suggestion: Suggestion) -> dict[str, str]:
    suggestion.refresh_from_db()
    return {row["label"]: str(row["outcome"]) for row in state_of(suggestion)["parts"]}
