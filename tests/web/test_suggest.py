"""A parent without an account suggests a change or a service, and sees what becomes of it."""

import pytest
from django.core import mail

from directory.models import Service
from suggestions.models import Suggestion
from tests.listings import service
from tests.web.suggesting import confirm, finish, rows, start_change, step, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def splash() -> Service:
    return service("Splash club", phones=("01632 960123",), description_en="We swim.")


def test_a_parent_corrects_a_phone_number(client, splash, run_jobs):
    phone = splash.phones.get()
    page = start_change(client, "splash-club", "contact")
    assert "01632 960123" in text(client.get(page))
    page = step(
        client,
        page,
        website="",
        email="",
        **rows("phones", {"id": str(phone.pk), "number": "01632 960999"}, initial=1),
    )
    sent = finish(client, page)
    assert sent.state == "unconfirmed"
    confirm(client, run_jobs)
    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert list(sent.proposed) == ["phones"]
    assert sent.proposed["phones"][0]["number"] == "01632 960999"
    assert splash.phones.get().number == "01632 960123"
