"""The words of a service in another language, beside the English they say."""

import json

import pytest

from core.models import AuditEvent
from directory.models import Phone, Service
from search.models import SearchDocument
from tests.desk import saved
from tests.listings import service


@pytest.fixture
def club(db) -> Service:
    made = service("Swim club", summary="Swimming", description="Line one.\n\nLine two.")
    Phone.objects.create(service=made, number="1", label="Bookings")
    return made


def page(record: Service, code: str = "pl") -> str:
    return f"/desk/directory/services/{record.pk}/translate/{code}/"


def opened(client, record: Service, code: str = "pl") -> dict:
    """What the page would send if nobody typed anything."""
    form = client.get(page(record, code)).context["form"]
    return {field.html_name: field.value() for field in form if field.value()}


def name(record, field: str) -> str:
    return f"{record._meta.model_name}-{record.pk}-{field}"


def progress(client, record: Service, code: str = "pl"):
    page_of_it = client.get(f"/desk/directory/services/{record.pk}/")
    return next(p for p in page_of_it.context["translations"] if p.language.code == code)


def test_every_text_with_english_has_a_box_in_the_order_of_the_page(eddies, club):
    response = eddies.get(page(club, "ar"))
    labels = [each["text"].label for each in response.context["form"].boxes()]
    assert labels == ["Name", "In one sentence", "What it is", "Phone numbers: What it is for"]
    html = response.content.decode()
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


def test_a_translation_is_saved_shown_found_and_audited(eddies, eddie, client, club):
    typed = {name(club, "name"): "Klub pływacki", name(club.phones.get(), "label"): "Rezerwacje"}
    assert eddies.post(page(club), opened(eddies, club) | typed).status_code == 302
    club.refresh_from_db()
    assert (club.name_pl, club.name_en, club.version) == ("Klub pływacki", "Swim club", 2)
    assert club.phones.get().label_pl == "Rezerwacje"
    assert "Klub pływacki" in client.get("/pl/services/swim-club/").content.decode()
    assert SearchDocument.objects.get(object_id=club.pk, language="pl").title == "Klub pływacki"
    event = AuditEvent.objects.get(verb="service.translated")
    assert (event.actor, event.detail["language"]) == (eddie, "pl")
    done = progress(eddies, club)
    assert (done.done, done.total, done.old) == (2, 4, 0)


def test_saving_nothing_makes_no_version(eddies, club):
    Service.objects.filter(pk=club.pk).update(description_pl="Raz.\n\nDwa.")
    sent = opened(eddies, club)
    # A browser sends each new line as two characters.
    sent[name(club, "description")] = "Raz.\r\n\r\nDwa."
    assert eddies.post(page(club), sent).status_code == 302
    club.refresh_from_db()
    assert (club.description_pl, club.version) == ("Raz.\n\nDwa.", 1)


def test_a_translation_of_english_that_changed_is_flagged_until_somebody_looks(
    olives, eddies, club
):
    eddies.post(page(club), opened(eddies, club) | {name(club, "summary"): "Pływanie"})
    saved(eddies, club, "about", summary_en="Swimming and diving")
    assert progress(eddies, club).old == 1
    assert "English has changed since" in eddies.get(page(club)).content.decode()
    waiting = olives.get("/desk/directory/services/?missing=translation")
    assert [each.pk for each in waiting.context["page"]] == [club.pk]
    eddies.post(page(club), opened(eddies, club) | {"all_checked": "on"})
    assert progress(eddies, club).old == 0
    waiting = olives.get("/desk/directory/services/?missing=translation")
    assert not waiting.context["page"].object_list


def test_english_that_changes_while_somebody_translates_is_flagged_at_once(olives, eddies, club):
    sent = opened(eddies, club) | {name(club, "summary"): "Pływanie"}
    saved(olives, club, "about", summary_en="Swimming and diving")
    assert eddies.post(page(club), sent).status_code == 302
    assert progress(eddies, club).old == 1


def test_two_translators_at_once(olives, eddies, club):
    mine = opened(olives, club) | {name(club, "name"): "Olive", name(club, "summary"): "Tylko moje"}
    eddies.post(page(club), opened(eddies, club) | {name(club, "name"): "Eddie"})
    response = olives.post(page(club), mine)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Eddie" in html
    form = response.context["form"]
    assert form[name(club, "name")].value() == "Olive"
    assert form[name(club, "summary")].value() == "Tylko moje"
    club.refresh_from_db()
    assert club.name_pl == "Eddie"
    sent = {field.html_name: field.value() for field in form if field.value()}
    assert olives.post(page(club), sent).status_code == 302
    club.refresh_from_db()
    assert (club.name_pl, club.summary_pl) == ("Olive", "Tylko moje")


def test_two_translators_of_different_texts_do_not_meet(olives, eddies, club):
    mine = opened(olives, club) | {name(club, "summary"): "Moje"}
    eddies.post(page(club), opened(eddies, club) | {name(club, "name"): "Eddie"})
    assert olives.post(page(club), mine).status_code == 302
    club.refresh_from_db()
    assert (club.name_pl, club.summary_pl) == ("Eddie", "Moje")


@pytest.mark.parametrize("code", ["en", "xx", "zh_hans", "PL"])
def test_languages_that_are_not_ours_are_not_found(eddies, club, code):
    assert eddies.get(page(club, code)).status_code == 404
    assert eddies.post(page(club, code), {"opened": "{}"}).status_code == 404


@pytest.mark.parametrize("made_up", ["no json", "[]", "3", '{"a": 1}', '{"a": [1]}', "null"])
def test_a_made_up_form_is_refused(eddies, club, made_up):
    sent = {"opened": made_up, name(club, "name"): "X"}
    assert eddies.post(page(club), sent).status_code == 400
    club.refresh_from_db()
    assert not club.name_pl


def test_a_text_of_another_record_cannot_be_written(eddies, club):
    other = service("Other")
    sent = opened(eddies, club) | {name(other, "name"): "Mine"}
    eddies.post(page(club), sent)
    other.refresh_from_db()
    assert not other.name_pl


def test_too_long_a_translation_is_refused_and_kept_in_its_box(eddies, club):
    sent = opened(eddies, club) | {name(club, "name"): "x" * 256}
    response = eddies.post(page(club), sent)
    assert response.status_code == 200
    assert "x" * 256 in response.content.decode()
    assert json.loads(response.context["form"]["opened"].value())


def test_an_emptied_box_shows_families_english_again(eddies, client, club):
    eddies.post(page(club), opened(eddies, club) | {name(club, "name"): "Klub"})
    eddies.post(page(club), opened(eddies, club) | {name(club, "name"): ""})
    html = client.get("/pl/services/swim-club/").content.decode()
    assert "Klub" not in html
    assert "Swim club" in html
