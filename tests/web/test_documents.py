"""Documents: the hub, the stable address, older versions, other formats, and what is found."""

from datetime import date

import pikepdf
import pytest
from django.test import Client

from content import actions as pages
from core.models import AuditEvent
from directory import files
from directory.models import Upload
from documents import actions
from documents.models import Document, DocumentVersion
from tests.documenting import add_file, document, tagged_pdf, untagged_pdf
from tests.publishing import topic
from tests.sending import docx, pdf_bytes, sent

pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    return b"".join(response.streaming_content)


# --- The file at its address ----------------------------------------------------------------------


def test_the_address_of_the_file_always_gives_the_newest_version(client, olive):
    made = document(by=olive)
    first = client.get("/documents/send-strategy/file/")
    assert first.status_code == 200
    assert first["Content-Disposition"] == 'attachment; filename="send-strategy-v1.pdf"'
    assert first["Content-Type"] == "application/pdf"
    assert "sandbox" in first["Content-Security-Policy"]
    newer = tagged_pdf("SEND strategy, second edition")
    add_file(made, by=olive, content=newer, note="New figures")
    second = client.get("/documents/send-strategy/file/")
    assert second["Content-Disposition"] == 'attachment; filename="send-strategy-v2.pdf"'
    assert body(second) != body(first)
    assert "immutable" not in second["Cache-Control"]


def test_a_document_that_moves_leaves_its_file_where_it_was(client, olive):
    made = document(by=olive)
    pages.set_up(made, values={"slug": "strategy"}, by=olive)
    for slug in ("strategy", "send-strategy"):
        answer = client.get(f"/documents/{slug}/file/")
        assert answer["Content-Disposition"] == 'attachment; filename="strategy-v1.pdf"'
    assert client.get("/documents/send-strategy/")["Location"] == "/documents/strategy/"


def test_older_versions_are_listed_and_can_be_read(client, olive):
    made = document(by=olive)
    old = made.versions.get()
    add_file(made, by=olive, note="New figures")
    page = client.get("/documents/send-strategy/").content.decode()
    assert f"/documents/send-strategy/file/{old.pk}/" in page
    assert "Older versions" in page and "New figures" in page
    answer = client.get(f"/documents/send-strategy/file/{old.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="send-strategy-v1.pdf"'


def test_other_formats_and_languages_stand_beside_the_document(client, olive):
    made = document(by=olive)
    easy = add_file(made, by=olive, format="easy_read")
    polish = add_file(made, by=olive, language="pl")
    page = client.get("/documents/send-strategy/").content.decode()
    assert "Easy Read" in page and "Polski" in page
    assert "Older versions" not in page
    answer = client.get(f"/documents/send-strategy/file/{easy.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="send-strategy-easy-read-v1.pdf"'
    answer = client.get(f"/documents/send-strategy/file/{polish.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="send-strategy-pl-v1.pdf"'
    # The document itself is the one in its own language.
    answer = client.get("/documents/send-strategy/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="send-strategy-v1.pdf"'


def test_the_hub_reads_the_name_of_a_language_in_that_language(client, olive):
    made = document(by=olive)
    add_file(made, by=olive, format="easy_read")
    add_file(made, by=olive, language="pl")
    page = client.get("/documents/").content.decode()
    assert '<bdi lang="pl">Polski</bdi>' in page
    assert "<bdi>Easy Read</bdi>" in page


@pytest.mark.parametrize("state", ["draft", "withdrawn", "expired"])
def test_a_file_is_public_only_when_its_document_is(client, olive, state, signed_in, vera):
    made = document(by=olive)
    version = made.versions.get()
    if state == "draft":
        Document.objects.filter(pk=made.pk).update(state="draft", published_at=None)
    elif state == "withdrawn":
        pages.withdraw(made, by=olive)
    else:
        Document.objects.filter(pk=made.pk).update(expires_at="2026-01-01T10:00Z")
    for address in ("file/", f"file/{version.pk}/", "another-format/"):
        assert client.get(f"/documents/send-strategy/{address}").status_code == 404
    upload = version.upload
    assert client.get(upload.get_absolute_url()).status_code == 404
    kept = signed_in(vera).get(f"/desk/documents/files/{version.pk}/")
    assert kept.status_code == 200 and "no-store" in kept["Cache-Control"]


def test_a_version_of_another_document_is_not_there(client, olive):
    document(by=olive)
    other = document("Other", by=olive)
    assert (
        client.get(f"/documents/send-strategy/file/{other.versions.get().pk}/").status_code == 404
    )


def test_a_document_without_a_file_says_so_and_is_not_on_the_hub(client, olive):
    document(by=olive, content=b"")
    assert client.get("/documents/send-strategy/file/").status_code == 404
    page = client.get("/documents/send-strategy/").content.decode()
    assert "There is no file of it here" in page
    assert "SEND strategy" not in client.get("/documents/").content.decode()


def test_files_of_documents_are_not_swept_away(olive):
    made = document(by=olive)
    add_file(made, by=olive)
    Upload.objects.update(created_at="2025-01-01T10:00Z")
    assert files.forget(needed=[]) == 0
    version = made.versions.get(number=1)
    actions.remove_version(version, by=olive)
    assert files.forget(needed=[]) == 1
    assert made.versions.get().upload.file.storage.exists(made.versions.get().upload.file.name)


# --- The hub --------------------------------------------------------------------------------------


def test_the_hub_is_narrowed_by_words_kind_and_topic(client, olive):
    travel = topic("Getting about")
    document(by=olive)
    document("Travel policy", by=olive, topic=travel)
    document("Asking for an assessment", by=olive, kind="form", search_words_en="EHCP form")

    def shown(query: str) -> list[str]:
        response = client.get(f"/documents/{query}")
        assert response.status_code == 200
        return [entry.document.title for entry in response.context["entries"]]

    assert shown("?sort=title") == ["Asking for an assessment", "SEND strategy", "Travel policy"]
    assert shown("?q=ehcp") == ["Asking for an assessment"]
    assert shown("?kind=form&kind=policy&q=a&sort=title")[0] == "Asking for an assessment"
    assert shown("?kind=form") == ["Asking for an assessment"]
    assert shown(f"?topic={travel.slug}") == ["Travel policy"]
    assert shown("?q=nothing+like+this") == []


@pytest.mark.parametrize(
    "query", ["?page=abc", "?page=99", "?kind=x&sort=y&topic=z", "?q=%00", "?q=" + "a+" * 300]
)
def test_odd_questions_to_the_hub_are_answered(client, olive, query):
    document(by=olive)
    assert client.get(f"/documents/{query}").status_code == 200


def test_words_of_strangers_are_only_words(client, olive):
    document(by=olive)
    page = client.get("/documents/?q=<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page


def test_the_hub_asks_no_more_for_more_documents(client, olive, django_assert_max_num_queries):
    for number in range(12):
        made = document(f"Document {number}", by=olive, topic=topic(f"Topic {number}"))
        add_file(made, by=olive, format="easy_read")
    with django_assert_max_num_queries(8):
        response = client.get("/documents/")
    assert len(response.context["entries"]) == 12
    with django_assert_max_num_queries(8):
        client.get("/documents/document-3/")


def test_search_finds_documents(client, olive):
    document(by=olive)
    page = client.get("/services/?q=strategy").content.decode()
    assert "/documents/send-strategy/" in page


def test_the_sitemap_and_the_pages_in_other_languages_have_them(client, olive):
    document(by=olive)
    assert (
        "/documents/send-strategy/"
        in b"".join(client.get("/sitemap-documents-1.xml").streaming_content).decode()
    )
    page = client.get("/ar/documents/send-strategy/")
    assert page.status_code == 200
    assert '<span lang="en" dir="ltr">SEND strategy</span>' in page.content.decode()


# --- What is found in a PDF -----------------------------------------------------------------------


def test_a_good_pdf_is_said_to_be_marked_up(client, olive):
    made = document(by=olive)
    assert made.versions.get().findings == []
    assert (
        "marked up for screen readers" in client.get("/documents/send-strategy/").content.decode()
    )


def test_a_bad_pdf_is_said_to_be_bad_to_families_and_flagged_to_the_officer(
    client, olive, vera, signed_in
):
    made = document(by=olive, content=untagged_pdf())
    assert made.versions.get().findings == ["no_words", "not_tagged", "no_title", "no_language"]
    page = client.get("/documents/send-strategy/").content.decode()
    assert "A screen reader may not read this file well" in page
    listed = signed_in(vera).get("/desk/documents/to-make-accessible/").content.decode()
    assert "SEND strategy" in listed and "It has no tags" in listed
    add_file(made, by=olive)
    listed = signed_in(vera).get("/desk/documents/to-make-accessible/").content.decode()
    assert "SEND strategy" not in listed


def test_a_word_document_is_not_judged(olive):
    made = document(by=olive, content=docx())
    assert made.versions.get().findings is None


# --- The desk -------------------------------------------------------------------------------------


def add(client, made, content: bytes, **typed):
    values = {"format": "original", "language": "en", "date_day": "1", "date_month": "2"}
    values |= {"date_year": "2026", "file": sent("new.pdf", content), **typed}
    return client.post(f"/desk/documents/{made.pk}/files/add/", values)


def test_an_officer_makes_a_document_public_from_the_desk(olive, signed_in):
    client = signed_in(olive)
    response = client.post(
        "/desk/pages/document/add/",
        {"title_en": "Short breaks statement", "kind": "policy", "language": "en", "do": "publish"},
    )
    assert response.status_code == 302, response.content.decode()
    made = Document.objects.get()
    assert add(client, made, tagged_pdf()).status_code == 302
    version = made.versions.get()
    assert (version.number, version.date, version.added_by) == (1, date(2026, 2, 1), olive)
    assert AuditEvent.objects.filter(verb="document.file_added").count() == 1
    assert Client().get("/documents/short-breaks-statement/file/").status_code == 200


@pytest.mark.parametrize("kind", ["program", "locked", "pretender", "empty"])
def test_hostile_and_broken_files_are_refused_with_words(olive, signed_in, kind):
    made = document(by=olive, content=b"")
    content = {
        "program": b"MZ\x90\x00 this is a program",
        "locked": pdf_bytes(encryption=pikepdf.Encryption(user="a", owner="b")),
        "pretender": b"%PDF-1.7 but nothing else",
        "empty": b"",
    }[kind]
    response = add(signed_in(olive), made, content)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not DocumentVersion.objects.exists() and not Upload.objects.exists()


def test_a_right_file_is_kept_while_another_box_is_wrong(olive, signed_in):
    made = document(by=olive, content=b"")
    client = signed_in(olive)
    response = add(client, made, tagged_pdf(), date_day="99")
    assert response.status_code == 200 and "date" in response.context["form"].errors
    key = str(Upload.objects.get().pk)
    assert key in response.content.decode()
    typed = {"format": "original", "language": "en", "upload_id": key}
    typed |= {"date_day": "1", "date_month": "2", "date_year": "2026"}
    response = client.post(f"/desk/documents/{made.pk}/files/add/", typed)
    assert response.status_code == 302
    assert str(made.versions.get().upload_id) == key


def test_somebody_elses_upload_cannot_be_taken_by_its_key(olive, eddie, signed_in):
    other = document("Other", by=olive)
    made = document(by=olive, content=b"")
    Document.objects.filter(pk=made.pk).update(state="draft", published_at=None)
    typed = {"format": "original", "language": "en", "date_day": "1", "date_month": "2"}
    typed |= {"date_year": "2026", "upload_id": str(other.versions.get().upload_id)}
    response = signed_in(eddie).post(f"/desk/documents/{made.pk}/files/add/", typed)
    assert response.status_code == 200
    assert not made.versions.exists()


def test_an_editor_adds_files_to_drafts_alone(olive, eddie, vera, signed_in):
    made = document(by=olive)
    assert add(signed_in(eddie), made, tagged_pdf()).status_code == 404
    Document.objects.filter(pk=made.pk).update(state="draft", published_at=None)
    assert add(signed_in(vera), made, tagged_pdf()).status_code == 404
    assert add(signed_in(eddie), made, tagged_pdf()).status_code == 302
    assert made.versions.count() == 2


def test_the_desk_page_of_a_document_shows_its_files(olive, signed_in):
    made = document(by=olive, content=untagged_pdf())
    page = signed_in(olive).get(f"/desk/pages/document/{made.pk}/").content.decode()
    assert "To mend" in page and "Add a file" in page
    version = made.versions.get()
    remove = f"/desk/documents/files/{version.pk}/remove/"
    client = signed_in(olive)
    assert remove in page and client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    assert not made.versions.exists()
    # The preview draws the page as families see it.
    preview = client.get(f"/desk/pages/document/{made.pk}/").context["preview_url"]
    assert client.get(preview).status_code == 200
