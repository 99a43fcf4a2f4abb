"""Help without internet, and packs of pages and listings as one PDF."""

from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from content import actions as pages
from directory import mylist
from directory.translatables import get
from documents import actions, packs
from documents.models import HelpPage, PackFile, PrintPack
from tests.documenting import document
from tests.listings import place, service
from tests.publishing import made, topic

pytestmark = pytest.mark.django_db


def pack(*records, by, title="First steps", **values) -> PrintPack:
    made = PrintPack(is_published=values.pop("is_published", True))
    chosen = [
        {"kind": "service" if hasattr(each, "organisation") else kind_of(each), "id": str(each.pk)}
        for each in records
    ]
    actions.save_pack(made, by=by, values={"title_en": title, "entries": chosen, **values})
    return made


def kind_of(record) -> str:
    return {"Topic": "topic", "Document": "document"}[type(record).__name__]


def opened(response) -> pikepdf.Pdf:
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/pdf"
    return pikepdf.open(BytesIO(response.content))


def headings(pdf: pikepdf.Pdf) -> list[str]:
    """What the file's own list of contents says."""
    with pdf.open_outline() as outline:
        return [str(item.title) for item in outline.root]


# --- The page -------------------------------------------------------------------------------------


def test_the_page_says_whom_to_ring_before_anybody_has_written_it(client):
    page = client.get("/help-without-internet/")
    assert page.status_code == 200
    assert "01632 960100" in page.content.decode()
    assert not page.cookies


def test_the_officer_writes_the_page_once(client, olive, signed_in):
    library = service("Library of Shirley", places=(place(),), phones=("01632 960200",))
    typed = {"title_en": "Help on paper", "body_en": "## Ask\n\nAsk us.", "do": "publish"}
    desk = signed_in(olive)
    response = desk.post("/desk/pages/help/add/", typed)
    assert response.status_code == 302, response.content.decode()
    written = HelpPage.objects.get()
    on_desk = f"/desk/pages/help/{written.pk}/"
    assert f"{on_desk}choose/service_ids/" in desk.get(on_desk).content.decode()
    chosen = {"version": written.version, "add": library.pk}
    desk.post(f"{on_desk}choose/service_ids/", chosen)
    desk.post(f"{on_desk}publish/", {"version": written.version + 1})
    page = client.get("/help-without-internet/").content.decode()
    assert "Help on paper" in page and "Ask us." in page
    assert "Library of Shirley" in page and "1 High Street" in page
    # There is one.
    assert desk.post("/desk/pages/help/add/", typed).status_code == 200
    assert HelpPage.objects.count() == 1


def test_the_page_says_how_often_somebody_is_there_and_not_each_day(client):
    start = timezone.localdate()
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[start.weekday()]
    times = ({"days": [day], "interval": 2, "dtstart": start},)
    library = service("Library of Shirley", schedules=times)
    made(HelpPage(title_en="Help on paper", service_ids=[library.pk]))
    page = client.get("/help-without-internet/").content.decode()
    assert "Every other" in page
    assert "Next dates" not in page
    assert "Next dates" in client.get("/services/library-of-shirley/").content.decode()


def test_packs_that_are_ready_are_on_the_page(client, olive):
    pack(topic(), by=olive)
    pack(topic("Travel"), by=olive, title="Not yet", is_published=False)
    page = client.get("/help-without-internet/").content.decode()
    assert "/help-without-internet/packs/first-steps/?size=large" in page
    assert "Not yet" not in page
    assert client.get("/help-without-internet/packs/not-yet/").status_code == 404


# --- The file -------------------------------------------------------------------------------------


def test_a_pack_is_one_tagged_pdf_with_contents_and_where_each_page_is(client, olive):
    money = topic("Money", body_en="# Help\n\n! Ask **soon**.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    club = service("Swim club", places=(place(),), phones=("01632 960200",), description="*Fun*")
    pack(money, club, by=olive)
    response = client.get("/help-without-internet/packs/first-steps/")
    assert response["Content-Disposition"] == 'attachment; filename="first-steps.pdf"'
    with opened(response) as pdf:
        assert headings(pdf) == ["Money", "Swim club"]
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "First steps"
        links = [str(link) for page in pdf.pages for link in _links(page)]
        assert "http://localhost:8000/services/swim-club/" in links
        ordinary = len(pdf.pages)
    with opened(client.get("/help-without-internet/packs/first-steps/?size=large")) as large:
        assert len(large.pages) >= ordinary
    assert sorted(PackFile.objects.values_list("is_large", flat=True)) == [False, True]


def _links(page):
    for annotation in page.get("/Annots", []):
        action = annotation.get("/A", {})
        if "/URI" in action:
            yield action["/URI"]


def test_in_arabic_it_turns_and_says_what_is_english(client, olive):
    money = topic("Money", summary_en="Help with money", title_ar="المال")
    pack(money, by=olive, title_ar="الخطوات الأولى")
    response = client.get("/ar/help-without-internet/packs/first-steps/")
    with opened(response) as pdf:
        assert str(pdf.Root.Lang).startswith("ar")
        assert headings(pdf) == ["المال"]
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "الخطوات الأولى"


def test_it_is_made_once_and_again_when_a_word_changes(client, olive, monkeypatch):
    money = topic()
    pack(money, by=olive)
    made = []
    typeset = packs.typeset.make
    monkeypatch.setattr(packs.typeset, "make", lambda *a, **k: made.append(1) or typeset(*a, **k))
    for _time in range(2):
        client.get("/help-without-internet/packs/first-steps/")
    assert len(made) == 1
    pages.save_and_publish(money, values={"body": "New words"}, by=olive)
    client.get("/help-without-internet/packs/first-steps/")
    assert len(made) == 2 and PackFile.objects.count() == 1


def test_what_is_taken_off_the_site_is_taken_out_of_the_pack(client, olive):
    money, travel = topic(), topic("Travel")
    pack(money, travel, by=olive)
    pages.withdraw(travel, by=olive)
    with opened(client.get("/help-without-internet/packs/first-steps/")) as pdf:
        assert "Travel" not in headings(pdf)
    pages.withdraw(money, by=olive)
    assert client.get("/help-without-internet/packs/first-steps/").status_code == 404


def test_words_that_wait_are_in_no_pack(client, olive):
    money = topic("Money", body_en="Old words")
    before = packs.blocks_of([money])
    pages.save(money, values={"body": "Secret new words"}, by=olive)
    money.refresh_from_db()
    assert "Secret" not in str(packs.blocks_of([money]))
    assert len(packs.blocks_of([money])) == len(before)


def test_words_of_strangers_are_never_typst(client, olive):
    wild = '#panic("no") $x$ *bold* `raw` #import "x" @label <a> \\u{1F600} 😀'
    pack(topic("Money", title_ar="#let x", body_en=wild), by=olive, summary_en=wild)
    with opened(client.get("/help-without-internet/packs/first-steps/")) as pdf:
        assert "Money" in headings(pdf)


def test_a_pack_asks_the_database_no_more_for_more_entries(olive, django_assert_max_num_queries):
    records = [topic(f"Topic {number}") for number in range(6)]
    records += [document(f"Paper {number}", by=olive) for number in range(3)]
    records += [service(f"Club {number}", places=(place(f"Hall {number}"),)) for number in range(6)]
    made = pack(*records, by=olive)
    with django_assert_max_num_queries(14):
        found = packs.found(made.entries)
        packs.blocks_of(found)
    assert len(found) == 15


def test_a_pack_is_never_larger_than_it_may_be(olive):
    money = topic()
    made = PrintPack(title_en="Long")
    entries = [{"kind": "topic", "id": str(money.pk)}] * 100
    actions.save_pack(made, by=olive, values={"entries": entries})
    assert len(packs.found(made.entries)) == 1


# --- One's own list -------------------------------------------------------------------------------


def test_anybody_makes_a_pack_of_their_list(client):
    club, choir = service("Swim club"), service("Choir")
    ids = mylist.encode([choir.pk, club.pk])
    response = client.get(f"/help-without-internet/my-list/?ids={ids}&size=large")
    with opened(response) as pdf:
        assert headings(pdf) == ["Choir", "Swim club"]
    assert response["X-Robots-Tag"] == "noindex" and "no-store" in response["Cache-Control"]
    assert not PackFile.objects.exists()
    page = client.get(f"/services/my-list/?ids={ids}").content.decode()
    assert f"/help-without-internet/my-list/?ids={ids}" in page


@pytest.mark.parametrize("ids", ["", "nonsense", "AAAA.BBBB"])
def test_of_an_empty_list_there_is_no_pack(client, ids):
    assert client.get(f"/help-without-internet/my-list/?ids={ids}").status_code == 404


def test_nobody_keeps_the_machine_busy_with_packs(client, monkeypatch):
    ids = mylist.encode([service("Swim club").pk])
    monkeypatch.setattr(packs.typeset, "make", lambda *args, **kwargs: b"%PDF-")
    address = f"/help-without-internet/my-list/?ids={ids}"
    statuses = [client.get(address).status_code for _number in range(61)]
    assert statuses == [200] * 60 + [429]


# --- The desk -------------------------------------------------------------------------------------


def change(client: Client, made: PrintPack, record, kind: str, do: str, version=None):
    made.refresh_from_db()
    sent = {"kind": kind, "id": str(record.pk), "do": do, "version": version or made.version}
    return client.post(f"/desk/print-packs/{made.pk}/entries/", sent)


def test_an_editor_composes_a_pack_and_an_officer_shows_it(olive, eddie, signed_in, run_jobs):
    money, travel, club = topic(), topic("Travel money"), service("Swim club")
    editor = signed_in(eddie)
    response = editor.post("/desk/print-packs/add/", {"title_en": "First steps"})
    made = PrintPack.objects.get()
    assert response["Location"] == f"/desk/print-packs/{made.pk}/"
    found = editor.get(f"/desk/print-packs/{made.pk}/?q=money").context["found"]
    assert [each["title"] for each in found] == ["Money", "Travel money"]
    for record, kind in ((money, "topic"), (travel, "topic"), (club, "service")):
        assert change(editor, made, record, kind, "add").status_code == 302
    change(editor, made, club, "service", "up")
    change(editor, made, travel, "topic", "remove")
    made.refresh_from_db()
    assert [each["kind"] for each in made.entries] == ["topic", "service"]
    assert editor.post(f"/desk/print-packs/{made.pk}/show/", {"do": "publish"}).status_code == 404
    signed_in(olive).post(f"/desk/print-packs/{made.pk}/show/", {"do": "publish"})
    run_jobs()
    assert PackFile.objects.filter(pack=made).count() == 2
    assert Client().get("/help-without-internet/packs/first-steps/").status_code == 200


def test_an_empty_pack_is_not_shown(olive, signed_in):
    made = pack(by=olive, is_published=False)
    signed_in(olive).post(f"/desk/print-packs/{made.pk}/show/", {"do": "publish"})
    made.refresh_from_db()
    assert not made.is_published


def test_two_who_change_a_pack_do_not_undo_each_other(olive, eddie, signed_in):
    money, travel = topic(), topic("Travel")
    made = pack(money, by=olive)
    old = made.version
    change(signed_in(olive), made, travel, "topic", "add")
    change(signed_in(eddie), made, money, "topic", "remove", version=old)
    made.refresh_from_db()
    assert len(made.entries) == 2


@pytest.mark.parametrize(
    ("kind", "key"),
    [("topic", "no-id"), ("user", "0" * 32), ("topic", "0" * 32), ("__class__", ""), ("", "x")],
)
def test_made_up_entries_are_not_there(olive, signed_in, kind, key):
    made = pack(topic(), by=olive)
    sent = {"kind": kind, "id": key, "do": "add", "version": made.version}
    response = signed_in(olive).post(f"/desk/print-packs/{made.pk}/entries/", sent)
    assert response.status_code == 404
    made.refresh_from_db()
    assert len(made.entries) == 1


def test_a_pack_is_deleted_with_its_files(olive, signed_in):
    made = pack(topic(), by=olive)
    packs.make_by_id(str(made.pk))
    client = signed_in(olive)
    assert client.get(f"/desk/print-packs/{made.pk}/delete/").status_code == 200
    client.post(f"/desk/print-packs/{made.pk}/delete/")
    assert not PrintPack.objects.exists() and not PackFile.objects.exists()


# --- Other languages ------------------------------------------------------------------------------


def test_a_pack_is_translated_on_the_desk_and_families_read_it(client, olive, eddie, signed_in):
    made = pack(topic(), by=olive, summary_en="The first weeks.")
    desk = signed_in(eddie)
    assert "translate/pl/" in desk.get(f"/desk/print-packs/{made.pk}/").content.decode()
    listed = desk.get("/desk/languages/pl/translations/?kind=print_pack")
    assert [row.record for row in listed.context["rows"]] == [made]
    address = f"/desk/print-packs/{made.pk}/translate/pl/"
    opened = desk.get(address).context["form"]["opened"].value()
    sent = {"opened": opened, f"printpack-{made.pk}-title": "<b>Pierwsze kroki</b>"}
    assert desk.post(address, sent).status_code == 302
    made.refresh_from_db()
    text = next(each for each in get("print_pack").texts(made) if each.field == "title")
    assert (text.words("pl"), text.english) == ("<b>Pierwsze kroki</b>", "First steps")
    page = client.get("/pl/help-without-internet/").content.decode()
    assert "&lt;b&gt;Pierwsze kroki" in page and "<b>Pierwsze" not in page


def test_a_pack_that_is_hidden_is_not_sent_to_an_agency_nor_a_machine(olive):
    made = pack(topic(), by=olive, is_published=False)
    assert get("print_pack").find([made.pk]) == {}


def test_who_may_not_edit_does_not_translate_a_pack(olive, vera, signed_in):
    made = pack(topic(), by=olive)
    client = signed_in(vera)
    assert client.post(f"/desk/print-packs/{made.pk}/translate/pl/", {}).status_code == 404
