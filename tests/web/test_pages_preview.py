"""A page as it will be, by a link that needs no sign-in."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from content import actions, preview
from content.models import Topic
from tests.publishing import desk, topic


@pytest.fixture
def money(db) -> Topic:
    return topic("Money", summary_en="Help with money.")


def test_the_link_on_the_desk_shows_what_waits_to_whoever_has_it(signed_in, olive, money, client):
    actions.save(money, values={"title": "Money now"}, by=olive)
    link = signed_in(olive).get(desk(money)).context["preview_url"]
    response = client.get(link.removeprefix("http://testserver"))
    words = response.content.decode()
    assert "Money now" in words
    assert "changes that are not public yet" in words
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_a_draft_is_seen_by_its_link_alone(client, db):
    draft = topic("Secret plans", published=False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    words = client.get(preview.url_of(draft)).content.decode()
    assert "Secret plans" in words
    assert "This page is not public." in words


def test_the_preview_is_in_the_readers_language(client, olive, money):
    actions.save(money, values={"title_ar": "المال"}, by=olive)
    assert "المال" in client.get("/ar" + preview.url_of(money)).content.decode()


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "x" * 3000])
def test_a_link_that_was_changed_shows_nothing(token, client, db):
    assert client.get(f"/preview/{token}/").status_code == 404


def test_a_link_of_another_purpose_shows_nothing(client, money):
    token = signing.dumps(["topic", str(money.pk)], salt="suggestions.confirm")
    assert client.get(f"/preview/{token}/").status_code == 404


def test_a_link_runs_out(client, money, monkeypatch):
    address = preview.url_of(money)
    later = (timezone.now() + preview.GOOD_FOR + timedelta(hours=1)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    response = client.get(address)
    assert response.status_code == 410
    assert "This link has run out" in response.content.decode()


def test_the_preview_of_a_deleted_page_is_not_found(client, olive, money):
    address = preview.url_of(money)
    actions.withdraw(money, by=olive)
    actions.delete(money, by=olive)
    assert client.get(address).status_code == 404
