"""The officer decides on what people suggested."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from core.models import AuditEvent
from directory import actions as directory
from directory.models import Service
from suggestions import actions
from suggestions.models import ReasonTemplate, Suggestion, SuggestionContact
from tests.listings import organisation, service, term
from tests.web.suggesting import link_in, post, rows, step, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def splash() -> Service:
    return service(
        "Splash club",
        phones=("01632 960123",),
        description_en="We swim on Mondays.",
        website="https://old.example.org",
        terms=(term("category", "swimming"),),
    )


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


def choices(suggestion: Suggestion, **by_key: str) -> dict[str, str]:
    """The form's fields: what becomes of each part, else approved."""
    data = {}
    for index, key in enumerate(actions.parts_of(suggestion)):
        outcome, _, note = by_key.get(key, "approved").partition(": ")
        data |= {f"part-{index}": outcome, f"note-{index}": note}
    return data


def decide(client, suggestion: Suggestion, version: int | str = "", **more: str):
    version = version or (suggestion.service.version if suggestion.service else "")
    data = {**choices(suggestion), "version": version, **more}
    return client.post(f"/desk/suggestions/{suggestion.pk}/decide/", data)


@pytest.fixture
def desk(olive, signed_in):
    return signed_in(olive)


def test_the_officer_approves_and_the_next_one_opens(desk, splash, run_jobs, olive, client):
    other = service("Art club")
    first = suggest(splash, description_en="We swim on Tuesdays.")
    second = suggest(other, summary_en="Painting")
    response = desk.post("/desk/suggestions/next/")
    assert response["Location"] == f"/desk/suggestions/{first.pk}/"
    page = desk.get(response["Location"])
    assert "Removed: Mondays." in text(page) and "Added: Tuesdays." in text(page)
    response = decide(desk, first)
    assert response["Location"] == f"/desk/suggestions/{second.pk}/"
    first.refresh_from_db()
    assert (first.state, first.decided_by) == ("approved", olive)
    assert "We swim on Tuesdays." in text(client.get("/services/splash-club/"))
    assert "Splash club" in text(client.get("/services/?q=tuesdays"))
    run_jobs()
    assert mail.outbox[-1].subject == "We have published your suggestion"
    assert mail.outbox[-1].to == ["paula@example.org"]
