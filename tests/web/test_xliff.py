"""Files for an agency: what goes out, what comes back, and what is refused."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import etree

from content import actions
from core import translations
from core.models import AuditEvent, TranslationSource
from core.translations import State, Translated
from directory.models import Phone, Service
from directory.translatables import get
from guides.models import Guide
from tests import publishing
from tests.listings import service
from translating import tasks
from translating.models import FileBroughtIn

pytestmark = pytest.mark.django_db
LIST = "/desk/languages/pl/translations/"
NS = "{urn:oasis:names:tc:xliff:document:1.2}"
DESCRIPTION = (
    "Swim [with us](https://club.example.org/join).\n\nRing 023 8083 3000 or write to "
    "swim@club.example.org."
)


@pytest.fixture
def club() -> Service:
    made = service("Swim <club> & co", slug="swim-club", description_en=DESCRIPTION)
    Phone.objects.create(service=made, number="1", label="Bookings")
    return made


def exported(client, kind: str = "service", state: str = "", code: str = "pl") -> etree._Element:
    chosen = {"kind": kind} | ({"state": state} if state else {})
    answer = client.post(f"/desk/languages/{code}/translations/export/", chosen)
    assert answer["Content-Type"] == "application/xliff+xml"
    return etree.fromstring(b"".join(answer.streaming_content))


def units(root) -> dict[str, etree._Element]:
    return {unit.get("resname"): unit for unit in root.iter(f"{NS}trans-unit")}


def translated(root, label: str, words: str, state: str = "translated") -> None:
    """Write a target as an agency's tool does: `{1}` in the words is the first thing that stays."""
    unit = units(root)[label]
    target = unit.find(f"{NS}target")
    for child in list(target):
        target.remove(child)
    first, *rest = re.split(r"\{(\d)\}", words)
    target.text = first
    for number, tail in zip(rest[::2], rest[1::2], strict=True):
        etree.SubElement(target, f"{NS}ph", id=number).tail = tail
    target.set("state", state)


def as_file(root, name: str = "back.xlf") -> SimpleUploadedFile:
    content = root if isinstance(root, bytes) else etree.tostring(root)
    return SimpleUploadedFile(name, content)


def looked_at(client, root, code: str = "pl"):
    address = f"/desk/languages/{code}/translations/import/"
    return client.post(address, {"file": as_file(root)})


def brought(client, root, count_as: str = "draft"):
    token = looked_at(client, root).context["form"]["token"].value()
    sent = {"token": token, "count_as": count_as}
    return client.post(f"{LIST}import/", sent, follow=True)


def why(answer) -> list[str]:
    return [str(each[1]) for each in answer.context["preview"].refused]


def state(record, field: str) -> State:
    record.refresh_from_db()
    text = next(each for each in get("service").texts(record) if each.field == field)
    return text.state("pl", translations.states_of([record.pk], "pl").get(text.key))


# --- Out ------------------------------------------------------------------------------------------


def test_a_file_has_every_text_with_its_state_length_and_place(eddies, club):
    get("service").write(club, code="pl", words=_words(club, name="Klub"), made_by="machine")
    root = exported(eddies)
    file = root.find(f"{NS}file")
    assert (root.get("version"), file.get("target-language")) == ("1.2", "pl")
    found = units(root)
    assert set(found) == {"Name", "What it is", "Phone numbers: What it is for"}
    name = found["Name"]
    assert name.find(f"{NS}source").text == "Swim <club> & co"
    assert name.find(f"{NS}target").text == "Klub"
    assert name.find(f"{NS}target").get("state") == "needs-review-translation"
    assert (name.get("maxwidth"), name.get("approved")) == ("255", "no")
    notes = [note.text for note in name.iter(f"{NS}note")]
    assert notes == ["Swim <club> & co: Name", "http://testserver/services/swim-club/"]
    assert found["What it is"].find(f"{NS}target").get("state") == "needs-translation"


def _words(record, **words: str) -> dict:
    return {text: words[text.field] for text in get("service").texts(record) if text.field in words}


def test_links_numbers_and_addresses_stay_out_of_the_translators_way(eddies, club):
    source = units(exported(eddies))["What it is"].find(f"{NS}source")
    assert [ph.text for ph in source.iter(f"{NS}ph")] == [
        "](https://club.example.org/join)",
        "023 8083 3000",
        "swim@club.example.org",
    ]
    assert "".join(source.itertext()) == DESCRIPTION


def test_a_file_has_only_the_states_and_kinds_that_were_asked_for(eddies, club):
    get("service").write(club, code="pl", words=_words(club, name="Klub"), made_by="machine")
    assert set(units(exported(eddies, state="draft"))) == {"Name"}
    assert units(exported(eddies, "guide")) == {}


def test_who_took_texts_out_is_written_down(eddies, eddie, club):
    exported(eddies)
    event = AuditEvent.objects.get(verb="translations.exported")
    assert (event.actor, event.detail["language"], event.detail["texts"]) == (eddie, "pl", 3)


def test_more_records_cost_no_more_queries_to_take_out(eddies, django_assert_max_num_queries):
    for number in range(40):
        service(f"Club {number}")
    with django_assert_max_num_queries(30):
        assert len(list(exported(eddies).iter(f"{NS}trans-unit"))) == 40


# --- There and back -------------------------------------------------------------------------------


def test_words_go_out_and_come_back_as_drafts(olives, olive, client, club):
    root = exported(olives)
    translated(root, "Name", "Klub <b>pływacki</b>")
    translated(root, "What it is", "Pływaj [z nami{1}.\n\nZadzwoń {2} albo napisz {3}.")
    page = looked_at(olives, root)
    html = page.content.decode()
    assert "Klub &lt;b&gt;pływacki&lt;/b&gt;" in html
    club.refresh_from_db()
    assert not club.name_pl
    answer = brought(olives, root)
    assert "2 texts brought in" in answer.content.decode()
    club.refresh_from_db()
    assert club.name_pl == "Klub <b>pływacki</b>"
    assert club.description_pl == (
        "Pływaj [z nami](https://club.example.org/join).\n\nZadzwoń 023 8083 3000 albo napisz "
        "swim@club.example.org."
    )
    assert (state(club, "name"), state(club, "description")) == (State.DRAFT, State.DRAFT)
    shown = client.get("/pl/services/swim-club/").content.decode()
    assert "Klub &lt;b&gt;pływacki&lt;/b&gt;" in shown
    assert "<b>pływacki" not in shown
    event = AuditEvent.objects.get(verb="translations.imported")
    assert (event.actor, event.detail["texts"]) == (olive, 2)
    assert club.version == 2


def test_words_that_a_translator_checked_count_as_checked(olives, olive, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    brought(olives, root, "checked")
    assert state(club, "name") == State.CHECKED
    row = TranslationSource.objects.get(object_id=club.pk, field="name")
    assert (row.made_by, row.checked_by) == ("import", olive)


def test_words_that_came_back_as_they_were_are_approved(olives, club):
    get("service").write(club, code="pl", words=_words(club, name="Klub"), made_by="machine")
    root = exported(olives)
    translated(root, "Name", "Klub", "final")
    assert len(looked_at(olives, root).context["preview"].same) == 1
    brought(olives, root, "checked")
    assert (state(club, "name"), club.version) == (State.CHECKED, 2)


def test_a_file_that_is_partly_filled_brings_that_part(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    translated(root, "What it is", "zaczęte", state="needs-translation")
    preview = looked_at(olives, root).context["preview"]
    assert (len(preview.changes), preview.empty, preview.refused) == (1, 2, [])


def test_what_came_in_can_be_undone_by_the_history(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    brought(olives, root)
    olives.post(f"/desk/directory/services/{club.pk}/history/1/put-back/", {"version": 2})
    club.refresh_from_db()
    assert not club.name_pl


def undo(client, code: str = "pl") -> str:
    """Undo the last file that was brought in; what is said then."""
    last = FileBroughtIn.objects.first()
    address = f"/desk/languages/{code}/translations/import/{last.pk if last else 1}/undo/"
    return client.post(address, follow=True).content.decode()


def test_a_file_is_undone_but_for_what_somebody_did_since(olives, olive, client, club):
    other = service("Diving", slug="diving")
    get("service").write(other, code="pl", words=_words(other, name="Nurki"), made_by="machine")
    root = exported(olives)
    for unit in root.iter(f"{NS}trans-unit"):
        name = unit.find(f"{NS}note").text
        said = {"Diving: Name": "Nurkowanie", "Swim <club> & co: Name": "Klub"}.get(name)
        said = "Rezerwacje" if "Phone" in name else said
        if said:
            unit.find(f"{NS}target").text = said
            unit.find(f"{NS}target").set("state", "translated")
    page = brought(olives, root).content.decode()
    assert "3 texts" in page
    # Somebody writes one of them better.
    phone = club.phones.get()
    get("service").write(club, code="pl", words={_phone(club): "Zapisy"}, made_by="person")
    html = undo(olives)
    assert "2 texts are as they were before the file" in html
    assert "1 text stays" in html
    assert "Swim &lt;club&gt; &amp; co: Phone numbers" in html
    for record in (club, other, phone):
        record.refresh_from_db()
    assert (club.name_pl or "", other.name_pl, phone.label_pl) == ("", "Nurki", "Zapisy")
    row = TranslationSource.objects.get(object_id=other.pk, field="name")
    assert (row.made_by, row.checked_at) == ("machine", None)
    assert not TranslationSource.objects.filter(object_id=club.pk, field="name").exists()
    assert "Klub" not in client.get("/pl/services/swim-club/").content.decode()
    event = AuditEvent.objects.get(verb="translations.import_undone")
    assert (event.actor, event.detail["texts"], event.detail["left"]) == (olive, 2, 1)
    assert "nothing to undo" in undo(olives)


def _phone(club):
    return next(text for text in get("service").texts(club) if text.field == "label")


def test_undoing_makes_drafts_again_of_what_a_file_approved(olives, club):
    get("service").write(club, code="pl", words=_words(club, name="Klub"), made_by="machine")
    root = exported(olives)
    translated(root, "Name", "Klub", "final")
    translated(root, "Phone numbers: What it is for", "Rezerwacje")
    brought(olives, root, "checked")
    assert state(club, "name") == State.CHECKED
    assert "2 texts are as they were" in undo(olives)
    assert state(club, "name") == State.DRAFT
    assert club.name_pl == "Klub"
    assert not club.phones.get().label_pl


def test_what_was_approved_since_the_file_came_in_stays(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    brought(olives, root)
    translations.approve([Translated(club.pk, "name", "pl", club.name_en)], by=None)
    assert "1 text stays" in undo(olives)
    assert state(club, "name") == State.CHECKED


def test_a_guide_that_waits_with_other_words_keeps_them_when_a_file_is_undone(olives, client):
    topic = publishing.topic("Money", slug="money")
    guide = publishing.made(Guide(slug="pip", title_en="PIP", body_en="Money.", topic=topic))
    root = exported(olives, "guide")
    translated(root, "Text", "Pieniądze.")
    translated(root, "Title", "PIP po polsku")
    brought(olives, root)
    guide.refresh_from_db()
    actions.save(guide, values={"body_pl": "Inaczej."}, by=None)
    assert "1 text stays" in undo(olives)
    shown = client.get("/pl/information/money/pip/").content.decode()
    assert ("Pieniądze." in shown, "PIP po polsku" in shown) == (True, False)


def test_a_file_can_be_undone_for_two_days(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    brought(olives, root)
    FileBroughtIn.objects.update(at=timezone.now() - timedelta(days=2, minutes=1))
    assert "Brought in during" not in olives.get(f"{LIST}import/").content.decode()
    assert "nothing to undo" in undo(olives)
    assert state(club, "name") == State.DRAFT
    tasks.forget_files_brought_in(timestamp=0)
    assert not FileBroughtIn.objects.exists()


def test_only_who_may_bring_files_in_undoes_one_and_in_its_own_language(olives, eddies, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    brought(olives, root)
    assert "nothing to undo" in undo(olives, "ar")
    pk = FileBroughtIn.objects.get().pk
    assert eddies.post(f"{LIST}import/{pk}/undo/").status_code == 404
    assert state(club, "name") == State.DRAFT


def test_a_guide_comes_back_and_is_read_at_once(olives, client):
    topic = publishing.topic("Money", slug="money")
    publishing.made(Guide(slug="pip", title_en="PIP", body_en="Money.", topic=topic))
    root = exported(olives, "guide")
    translated(root, "Text", "Pieniądze.")
    brought(olives, root)
    assert "Pieniądze." in client.get("/pl/information/money/pip/").content.decode()


# --- What is refused, text by text ----------------------------------------------------------------


def test_a_text_whose_english_has_changed_is_refused(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    Service.objects.filter(pk=club.pk).update(name_en="Diving club")
    answer = looked_at(olives, root)
    assert "English has changed since the file was made" in why(answer)[0]
    assert answer.context["preview"].changes == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Pływaj [z nami{1}. Zadzwoń {2}.", "is missing"),
        ("{1}{2}{3} [tu](https://evil.example.org/)", "English does not have"),
        ("{1}{2}{3} www.evil.example.org", "English does not have"),
        ("{1}{2}{3}{7}", "was changed"),
        ("x" * 50_001 + " {1} {2} {3}", "too long"),
    ],
)
def test_words_that_lose_or_bring_a_link_or_are_too_long_are_refused(olives, club, words, said):
    root = exported(olives)
    translated(root, "What it is", words)
    assert [said in each for each in why(looked_at(olives, root))] == [True]


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_text_that_is_not_known_is_refused(olives, club, part):
    root = exported(olives)
    translated(root, "Name", "Klub")
    unit = units(root)["Name"]
    parts = unit.get("id").split(":")
    parts[part] = "nonsense"
    unit.set("id", ":".join(parts))
    assert len(why(looked_at(olives, root))) == 1


def test_a_record_that_left_the_site_is_refused(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    Service.objects.filter(pk=club.pk).update(status="inactive")
    assert "no such text any more" in why(looked_at(olives, root))[0]


def test_the_same_text_twice_is_taken_once(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    unit = units(root)["Name"]
    unit.addnext(etree.fromstring(etree.tostring(unit)))
    preview = looked_at(olives, root).context["preview"]
    assert (len(preview.changes), len(preview.refused)) == (1, 1)


def test_words_that_somebody_wrote_after_the_look_stay(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    translated(root, "Phone numbers: What it is for", "Rezerwacje")
    token = looked_at(olives, root).context["form"]["token"].value()
    Service.objects.filter(pk=club.pk).update(name_pl="Ktoś inny")
    sent = {"token": token, "count_as": "checked"}
    html = olives.post(f"{LIST}import/", sent, follow=True).content.decode()
    assert "Somebody else has written it since" in html
    club.refresh_from_db()
    assert club.name_pl == "Ktoś inny"
    assert club.phones.get().label_pl == "Rezerwacje"
    assert state(club, "name") == State.DRAFT


# --- Whole files that are refused -----------------------------------------------------------------


def refused(client, content, code: str = "pl") -> str:
    answer = looked_at(client, content, code)
    assert answer.status_code == 422
    return str(answer.context["form"].errors["file"])


def test_a_file_of_another_language_is_refused(olives, club):
    root = exported(olives, code="ar")
    assert "another language" in refused(olives, root)


def test_a_file_of_another_site_is_refused(olives, club):
    root = exported(olives)
    root.find(f"{NS}file").set("original", "https://elsewhere.example.org")
    assert "not made on this site" in refused(olives, root)


@pytest.mark.parametrize(
    "content",
    [b"x", b"", b"<xliff>", b"<html></html>", b"\x00\x01", b"PK\x03\x04", "<a>ą".encode("utf-16")],
)
def test_what_is_no_such_file_is_refused(olives, content):
    assert refused(olives, content)


def test_a_newer_xliff_is_refused_by_name(olives):
    newer = b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"/>'
    assert "XLIFF 1.2" in refused(olives, newer)


def test_a_file_cannot_read_files_of_the_server(olives, club, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the server")
    root = exported(olives)
    translated(root, "Name", "ENTITY")
    bad = etree.tostring(root).replace(b"ENTITY", b"&bad;")
    declared = f'<!DOCTYPE xliff [<!ENTITY bad SYSTEM "file://{secret}">]>'.encode()
    answer = looked_at(olives, declared + bad)
    assert answer.status_code == 422
    assert "secret of the server" not in answer.content.decode()


def test_a_bomb_of_entities_is_refused(olives):
    levels = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 20}">' for number in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "lol">{levels}]><x>&e11;</x>'.encode()
    assert refused(olives, bomb)


def test_a_file_that_is_too_large_is_refused(olives, monkeypatch):
    monkeypatch.setattr("translating.xliff.LARGEST_FILE", 100)
    assert "too large" in refused(olives, b"<a>" + b" " * 100 + b"</a>")


def test_a_file_with_too_many_texts_is_refused(olives, club, monkeypatch):
    monkeypatch.setattr("translating.xliff.MOST_UNITS", 2)
    assert "more texts" in refused(olives, exported(olives))


def test_no_file_says_so(olives):
    answer = olives.post(f"{LIST}import/", {})
    assert (answer.status_code, "Choose a file" in answer.content.decode()) == (422, True)


# --- Who may --------------------------------------------------------------------------------------


def test_a_file_waits_for_the_person_who_sent_it_alone(olives, signed_in, make_user, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    token = looked_at(olives, root).context["form"]["token"].value()
    other = signed_in(make_user("other.officer@example.org", role="officer"))
    sent = {"token": token, "count_as": "checked"}
    assert "Send it again" in other.post(f"{LIST}import/", sent, follow=True).content.decode()
    club.refresh_from_db()
    assert not club.name_pl


def test_one_says_what_the_words_are(olives, club):
    root = exported(olives)
    translated(root, "Name", "Klub")
    token = looked_at(olives, root).context["form"]["token"].value()
    answer = olives.post(f"{LIST}import/", {"token": token})
    assert (answer.status_code, "Choose what these words are" in answer.content.decode()) == (
        422,
        True,
    )
    assert "Klub" in answer.content.decode()
    club.refresh_from_db()
    assert not club.name_pl


def test_an_editor_takes_out_but_does_not_bring_in(eddies, club):
    root = exported(eddies)
    answer = eddies.post(f"{LIST}import/", {"file": BytesIO(etree.tostring(root))})
    assert answer.status_code == 404
