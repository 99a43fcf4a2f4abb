"""Looking up the services, videos and guides that a page shows beside its words, on the desk."""

import pytest
from django.urls import reverse

from content import actions
from core.models import AuditEvent
from guides.models import Guide
from tests import listings
from tests.publishing import desk, made, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return made(Guide(title_en="School taxi", topic=topic("Transport")))


def choose(page, column: str = "service_ids") -> str:
    return desk(page, "choose", "guide", column)


def press(client, page, column: str = "service_ids", **button):
    page.refresh_from_db()
    return client.post(choose(page, column), {"version": page.version, **button})


def waiting(page) -> list[str]:
    page.refresh_from_db()
    return page.working["service_ids"] if page.working else []


def test_an_editor_looks_up_adds_moves_and_takes_out(signed_in, eddie, page, client):
    eddies = signed_in(eddie)
    bus, taxi = listings.service("City bus"), listings.service("City taxi")
    found = eddies.get(f"{choose(page)}?q=city").content.decode()
    assert "City bus" in found
    assert "City taxi" in found
    for one in (bus, taxi):
        assert press(eddies, page, add=str(one.pk)).status_code == 302
    assert waiting(page) == [str(bus.pk), str(taxi.pk)]
    # What is chosen is not offered again.
    assert list(eddies.get(f"{choose(page)}?q=city").context["found"]) == []
    press(eddies, page, up=str(taxi.pk))
    assert waiting(page) == [str(taxi.pk), str(bus.pk)]
    press(eddies, page, remove=str(bus.pk))
    assert waiting(page) == [str(taxi.pk)]
    # Nobody sees it before it is published.
    assert "City taxi" not in client.get(page.get_absolute_url()).content.decode()
    assert "City taxi" in eddies.get(desk(page, kind="guide")).content.decode()
    assert AuditEvent.objects.filter(verb="page.changed", actor=eddie).count() == 4


def test_what_was_chosen_comes_out_with_publish(signed_in, olive, page, client):
    olives = signed_in(olive)
    taxi = listings.service("City taxi")
    press(olives, page, add=str(taxi.pk))
    page.refresh_from_db()
    olives.post(desk(page, "publish", "guide"), {"version": page.version})
    assert "City taxi" in client.get(page.get_absolute_url()).content.decode()


def test_guides_of_any_state_but_withdrawn_may_be_chosen_and_never_itself(signed_in, eddie, page):
    made(Guide(title_en="School bus", topic=page.topic), published=False)
    gone = made(Guide(title_en="School boat", topic=page.topic))
    actions.withdraw(gone, by=eddie)
    found = signed_in(eddie).get(f"{choose(page, 'related_ids')}?q=school").context["found"]
    assert [each.title for each in found] == ["School bus"]
    assert press(signed_in(eddie), page, "related_ids", add=str(page.pk)).status_code == 404


def test_nothing_else_can_be_written_there(signed_in, eddie, page):
    eddies = signed_in(eddie)
    stranger = made(Guide(title_en="Other", topic=page.topic))
    for button in ({"add": str(stranger.pk)}, {"add": "x"}, {"sideways": str(stranger.pk)}):
        assert press(eddies, page, **button).status_code == 404
    for column in ("terms", "title_en", "nothing"):
        assert eddies.get(choose(page, column)).status_code == 404
    page.refresh_from_db()
    assert page.working is None


def test_an_old_page_changes_nothing(signed_in, eddie, page):
    taxi = listings.service("City taxi")
    eddies = signed_in(eddie)
    response = eddies.post(choose(page), {"version": page.version - 1, "add": str(taxi.pk)})
    assert response.status_code == 302
    assert waiting(page) == []


def test_only_editors_choose(signed_in, vera, percy, client, page):
    assert client.get(choose(page)).status_code == 302
    for person in (vera, percy):
        assert signed_in(person).get(choose(page)).status_code == 404
    assert reverse("desk:page_choose", args=["guide", page.pk, "service_ids"]) not in (
        signed_in(vera).get(desk(page, kind="guide")).content.decode()
    )


def test_a_list_has_an_end(signed_in, eddie, page):
    page.service_ids = [listings.service(f"Service {number}").pk for number in range(20)]
    page.save()
    press(signed_in(eddie), page, add=str(listings.service("One more").pk))
    page.refresh_from_db()
    assert page.working is None
