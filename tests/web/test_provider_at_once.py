"""People of one organisation at the same moment, each in a transaction of their own."""

import pytest
from django.test import Client

from core.models import AuditEvent
from suggestions.models import Suggestion
from tests import listings
from tests.web.providing import changed, sent_by
from tests.web.test_moderation_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def saving(client: Client, section: str, **typed):
    """Has the page open; gives the press of the button."""
    address = f"/provider/listing/saturday-club/change/{section}/"
    sent = sent_by(client.get(address)) | typed
    return lambda: client.post(address, sent).status_code


def test_two_tabs_of_one_person_write_into_one_draft(pat):
    listings.service("Saturday club", phones=("023 8000 0001",))
    client, other = browser_of(pat), browser_of(pat)
    answers = at_once(
        saving(client, "contact", **{"phones-0-number": "023 8000 0002"}),
        saving(other, "about", description_en="We sing."),
        saving(browser_of(pat), "who", minimum_age="3"),
    )
    assert answers == [302, 302, 302]
    draft = Suggestion.objects.get()
    assert set(draft.proposed) == {"phones", "description_en", "minimum_age"}


def test_a_check_and_a_change_at_once_lose_nothing(pat, make_user):
    cora = listings.join(make_user("cora@example.org"), listings.organisation("Harbour Play"))
    club = listings.service("Saturday club", review_due=listings.days_from_today(-3))
    pats = browser_of(pat)
    press = f"/provider/listing/{club.slug}/still-right/"
    answers = at_once(
        lambda: pats.post(press, {"version": "1"}).status_code,
        saving(browser_of(cora), "about", description_en="We sing."),
    )
    # Whoever saves after the check sees the listing once more before anything is kept.
    assert answers[0] == 302 and answers[1] in (302, 409)
    assert AuditEvent.objects.filter(verb="service.checked").count() == 1
    assert Suggestion.objects.count() == (1 if answers[1] == 302 else 0)


def test_a_draft_is_sent_once_however_often_the_button_is_pressed(pat):
    listings.service("Saturday club")
    draft = changed(browser_of(pat), "saturday-club", "about", description_en="We sing.")
    address = f"/provider/suggestion/{draft.reference}/check/"
    clients = [browser_of(pat) for _number in range(4)]
    answers = at_once(*[lambda client=each: client.post(address).status_code for each in clients])
    assert answers == [302] * 4
    assert AuditEvent.objects.filter(verb="suggestion.submitted").count() == 1
