"""What was published stays as it was; everybody can read it, in every form."""

import csv
import gzip
import hashlib
import io
import json
from datetime import timedelta

import docx
import pikepdf
import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from feedback.models import Action, Comment, Theme
from reports import actions, checking, snapshot
from reports.models import AnnualReport, ReportComment, ReportFile
from reports.tasks import forget_report_comments
from tests.listings import service
from tests.reporting import YEAR, a_draft, a_published, heard, published

ADDRESS = f"/reports/{YEAR.code}/"
VERSION = f"{ADDRESS}versions/1/"


@pytest.fixture
def report(olive) -> AnnualReport:
    return a_published(by=olive)


def words_of(response) -> str:
    return response.content.decode()


def test_everybody_reads_what_was_said_and_done(report, client):
    page = words_of(client.get(ADDRESS))
    for words in (
        "Children and Families Act 2014",
        "School transport",
        "Many of you spoke about school transport.",
        "More staff answer the phone.",
        "A taxi for everybody.",
        "It costs too much.",
        "Travel team",
        "Getting about",
        "Thank you, the new website is easy.",
        "Coffee morning",
        "We heard 12 comments this year.",
        report.checksum,
    ):
        assert words in page, words


def test_an_action_leads_to_its_services_and_pages(olive, client):
    draft = a_draft(by=olive)
    bus = service("School bus", name_ar="حافلة المدرسة")
    Action.objects.get(state="done").services.add(bus, service("Old bus", status="defunct"))
    actions.publish(draft, by=olive)
    page = words_of(client.get(ADDRESS))
    assert 'href="/services/school-bus/"' in page and 'href="/contact/"' in page
    assert "Old bus" not in page
    page = words_of(client.get(f"/ar{ADDRESS}"))
    assert 'href="/ar/services/school-bus/"' in page and "حافلة المدرسة" in page


def test_a_draft_is_not_there_for_families(olive, client):
    a_draft(by=olive)
    assert client.get(ADDRESS).status_code == 404
    assert client.get(VERSION).status_code == 404
    assert client.get(f"{VERSION}data/report.json").status_code == 404
    assert YEAR.code not in words_of(client.get("/reports/"))


def test_the_archive_leads_to_every_year(report, client):
    assert f'href="{ADDRESS}"' in words_of(client.get("/reports/"))


def test_the_page_sets_no_cookie_and_may_be_kept(report, client):
    response = client.get(ADDRESS)
    assert not response.cookies
    assert "public" in response["Cache-Control"]


def test_the_page_asks_for_the_report_alone(report, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get(ADDRESS)


def test_the_page_is_small_for_a_phone(report, client):
    assert len(gzip.compress(client.get(ADDRESS).content)) < 15_000


def test_later_changes_of_the_data_alter_nothing(report, olive, client):
    before = words_of(client.get(ADDRESS))
    data = client.get(f"{VERSION}data/report.json").content
    Theme.objects.update(title_en="Changed", said_en="Changed")
    Action.objects.all().delete()
    Comment.objects.all().delete()
    report.sections.all().delete()
    report.figures.update(value=0, last_year=1)
    heard()
    assert words_of(client.get(ADDRESS)) == before
    assert client.get(f"{VERSION}data/report.json").content == data


def test_nobody_can_change_or_delete_a_published_report(report, olive, signed_in):
    with pytest.raises(ProgrammingError), transaction.atomic():
        AnnualReport.objects.filter(pk=report.pk).update(checksum="0")
    with pytest.raises(ProgrammingError), transaction.atomic():
        AnnualReport.objects.filter(pk=report.pk).delete()
    client = signed_in(olive)
    section = report.sections.first()
    sent = {"heading": "x", "words": "y", "version": "1"}
    address = reverse("desk:report_section", args=[report.pk, section.pk])
    assert client.post(address, sent).status_code == 404
    assert client.post(reverse("desk:report_count", args=[report.pk])).status_code == 404
    assert client.post(reverse("desk:report_discard", args=[report.pk])).status_code == 404
    assert client.get(f"/desk/reports/{report.pk}/").status_code == 200


def test_the_checksum_is_of_the_file_that_everybody_can_download(report, client):
    content = client.get(f"{VERSION}data/report.json").content
    assert hashlib.sha256(content).hexdigest() == report.checksum
    data = json.loads(content)
    assert data["year"] == YEAR.code
    assert data["sections"][0]["kind"] == "introduction"


def test_the_data_is_there_as_spreadsheets(report, client):
    answer = client.get(f"{VERSION}data/figures.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    heard_row = next(row for row in rows if row["key"] == "comments_heard")
    assert heard_row["number"] == "12"
    answer = client.get(f"{VERSION}data/answers.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["state"] for row in rows] == ["done", "in_progress", "cannot"]
    assert rows[2]["why not"] == "It costs too much."


def test_a_correction_is_a_new_version_with_a_note(report, olive, client, signed_in):
    staff = signed_in(olive)
    response = staff.post(reverse("desk:report_correct", args=[report.pk]))
    draft = AnnualReport.objects.drafts().get()
    assert response["Location"] == reverse("desk:report_title", args=[draft.pk])
    assert staff.post(reverse("desk:report_correct", args=[report.pk])).status_code == 302
    assert AnnualReport.objects.drafts().count() == 1
    typed = {"title_en": "Annual report", "note_en": "The number was wrong.", "version": "1"}
    staff.post(reverse("desk:report_title", args=[draft.pk]), typed)
    draft.refresh_from_db()
    section = draft.sections.get(kind="summary")
    section.words_en = "Right words."
    actions.save_section(section, by=olive, edit=section.edit, fields=["words"])
    actions.publish(draft, by=olive)
    newest = words_of(client.get(ADDRESS))
    assert "The number was wrong." in newest and "Right words." in newest
    assert "Version 2" in newest
    older = words_of(client.get(VERSION))
    assert "This version was corrected." in older and "Right words." not in older
    assert client.get(f"{ADDRESS}versions/9/").status_code == 404


def test_a_correction_is_not_published_before_it_says_what_it_corrects(report, olive, signed_in):
    staff = signed_in(olive)
    staff.post(reverse("desk:report_correct", args=[report.pk]))
    draft = AnnualReport.objects.drafts().get()
    typed = {"title_en": "Annual report", "note_en": " ", "version": "1"}
    refused = staff.post(reverse("desk:report_title", args=[draft.pk]), typed)
    assert refused.status_code == 422 and "Write what was corrected." in words_of(refused)
    pressed = staff.post(
        reverse("desk:report_publish", args=[draft.pk]), {"reason": "Soon."}, follow=True
    )
    assert "Say first what this version corrects." in words_of(pressed)
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_page_in_arabic_says_what_is_in_english(olive, client):
    draft = a_draft(by=olive)
    section = draft.sections.get(kind="summary")
    section.heading_ar, section.words_ar = "ملخص", "شكرا لكم"
    section.save()
    actions.publish(draft, by=olive)
    page = words_of(client.get(f"/ar{ADDRESS}"))
    assert "ملخص" in page and "النقل المدرسي" in page
    assert '<span lang="en" dir="ltr">Getting about</span>' in page
    assert 'dir="rtl"' in page


# --- Files ----------------------------------------------------------------------------------------


@pytest.fixture
def files(report, run_jobs) -> dict[tuple[str, str], bytes]:
    run_jobs()
    return {(row.kind, row.language): bytes(row.content) for row in report.files.all()}


def test_the_worker_makes_the_files_once(files, report, run_jobs):
    made = set(files)
    assert {("pdf", "en"), ("large", "en"), ("docx", "en")} <= made
    ReportFile.objects.filter(kind="large").delete()
    from reports.files import make

    first = report.files.get(kind="pdf", language="en").made_at
    make(str(report.pk), "en")
    assert report.files.get(kind="pdf", language="en").made_at == first
    assert report.files.filter(kind="large").exists()


@pytest.mark.parametrize("kind", ["pdf", "large"])
def test_the_pdf_is_tagged_and_says_what_it_is(files, kind):
    with pikepdf.open(io.BytesIO(files[kind, "en"])) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang).startswith("en")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"].startswith("Local Offer annual report")
        tags = list(_tags(root.StructTreeRoot))
        names = [name for name, _alt in tags]
        assert names.count("H1") > 5 and {"H2", "P", "L", "LI", "Table", "TH"} <= set(names)
        assert all(alt for name, alt in tags if name == "Figure")
        assert "Figure" in names
        assert all(_is_embedded(font) for font in _fonts(pdf))
        assert len(pdf.open_outline().root) > 5


def _tags(node):
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S).removeprefix("/"), str(kid.get("/Alt", ""))
            yield from _tags(kid)


def _fonts(pdf):
    for page in pdf.pages:
        yield from page.resources.get("/Font", {}).values()


def _is_embedded(font) -> bool:
    fonts = font.get("/DescendantFonts", [font])
    return all(
        any(name in each.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))
        for each in fonts
    )


def test_large_print_has_larger_letters_on_more_pages(files):
    pages = {}
    for kind in ("pdf", "large"):
        with pikepdf.open(io.BytesIO(files[kind, "en"])) as pdf:
            pages[kind] = len(pdf.pages)
    assert pages["large"] > pages["pdf"]


def test_the_word_document_can_be_worked_on(files):
    document = docx.Document(io.BytesIO(files["docx", "en"]))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= styles
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "School transport" in words and "A taxi for everybody." in words
    assert document.core_properties.language == "en"
    cells = [cell.text for table in document.tables for cell in table._cells]
    assert "Comments we heard" in cells and "12" in cells


def test_files_are_handed_out_and_kept_by_caches(files, client):
    response = client.get(f"{VERSION}files/pdf/en/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content == files["pdf", "en"]
    assert "max-age=31536000" in response["Cache-Control"]
    assert client.get(f"{VERSION}files/pdf/cy/").status_code == 404
    assert client.get(f"{VERSION}files/exe/en/").status_code == 404
    assert 'href="/reports/2024-25/versions/1/files/pdf/en/"' in words_of(client.get(ADDRESS))


HOSTILE = (
    "<script>alert(1)</script> \u202egnp.exe \U0001f44d\U0001f3fd z\u0301\u0302\u0303\u0304a "
    '#set page(width: 1pt) $x$ `raw` "=cmd" \x0b {{ 7*7 }} 𐎠 '
)


def test_hostile_words_break_no_page_and_no_file(olive, client, run_jobs):
    draft = a_draft(by=olive)
    published(HOSTILE, by=olive, about="praise")
    Theme.objects.update(title_en=HOSTILE[:200], said_en=HOSTILE * 300)
    section = draft.sections.get(kind="summary")
    section.words_en = f"# {HOSTILE}\n\n##### deep\n\n1. a\n   - b\n     - c\n\n> {HOSTILE}"
    section.save()
    actions.publish(draft, by=olive)
    page = words_of(client.get(ADDRESS))
    assert "<script>alert" not in page
    run_jobs()
    assert AnnualReport.objects.get().files.filter(language="en").count() == 3
    lines = b"".join(client.get(f"{VERSION}data/answers.csv")).decode()
    assert "School" not in lines


def test_an_arabic_pdf_runs_from_right_to_left(olive, run_jobs):
    draft = a_draft(by=olive)
    section = draft.sections.get(kind="summary")
    section.words_ar = "شكرا لكم"
    section.save()
    report = actions.publish(draft, by=olive)
    run_jobs()
    row = report.files.get(kind="pdf", language="ar")
    with pikepdf.open(io.BytesIO(bytes(row.content))) as pdf:
        assert str(pdf.Root.Lang) == "ar"
        assert str(pdf.Root.ViewerPreferences.Direction) == "/R2L"
    assert report.files.filter(kind="docx", language="ar").exists()


# --- The check ------------------------------------------------------------------------------------


def kinds(report: AnnualReport) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in checking.of(report):
        found.setdefault(finding.kind, []).append(finding.words)
    return found


def test_the_check_finds_what_is_missing_and_where_to_mend_it(olive, signed_in):
    draft = a_draft(by=olive)
    Theme.objects.create(
        year=YEAR.code, title_en="Play", published=True, published_at="2025-01-01T00:00Z"
    )
    Action.objects.filter(state="in_progress").update(owner="")
    section = draft.sections.get(kind="summary")
    section.words_en = (
        "See [this](/services/nothing-here/), [that](/reports/) and ![](x.png). "
        "Ask Zelda on 023 8083 2419."
    )
    section.save()
    draft.figures.create(key="f", place="data", label_en="Followers", typed=True)
    Action.objects.filter(state="done").update(pages=["/information/gone/"])
    found = kinds(draft)
    assert any("“Play” has no answer yet." in words for words in found["missing"])
    assert any("still wait for you: 11" in words for words in found["missing"])
    assert any("A booklet for parents." in words for words in found["owner"])
    assert any("023 8083 2419" in words for words in found["personal"])
    assert len(found["link"]) == 2
    assert "/services/nothing-here/" in found["link"][0] and "/information/" in found["link"][1]
    assert len(found["image"]) == 1
    assert any("Followers" in words for words in found["figures"])
    client = signed_in(olive)
    page = words_of(client.get(reverse("desk:report_check", args=[draft.pk])))
    for finding in checking.of(draft):
        assert f'href="{finding.mend}"' in page
        assert client.get(finding.mend).status_code == 200, finding


def test_hard_words_are_a_thing_to_think_about(olive):
    draft = a_draft(by=olive)
    section = draft.sections.get(kind="summary")
    section.words_en = (
        "The implementation of multidisciplinary commissioning arrangements necessitates "
        "collaborative prioritisation of intervention methodologies by the organisations that are "
        "responsible for the coordination of specialist educational provision, notwithstanding "
        "the limitations of the available infrastructure and of the accountability frameworks."
    )
    section.save()
    found = [each for each in checking.of(draft) if each.kind == "reading"]
    assert len(found) == 1 and not found[0].serious


def test_an_officer_publishes_over_a_finding_with_a_reason_only(olive, signed_in, client):
    draft = a_draft(by=olive)
    staff = signed_in(olive)
    address = reverse("desk:report_publish", args=[draft.pk])
    assert staff.post(address).status_code == 422
    draft.refresh_from_db()
    assert draft.is_draft
    assert staff.post(address, {"reason": "They wait for a reply by post."}).status_code == 302
    draft.refresh_from_db()
    assert draft.publish_reason == "They wait for a reply by post."
    assert draft.published_by == olive
    assert "They wait" not in words_of(client.get(ADDRESS))


def test_a_clean_draft_needs_no_reason(olive, signed_in):
    draft = a_draft(by=olive)
    Comment.objects.filter(state="new").update(state="kept_back", kept_back_reason="other")
    assert [each for each in checking.of(draft) if each.serious] == []
    signed_in(olive).post(reverse("desk:report_publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert not draft.is_draft


# --- A shared draft -------------------------------------------------------------------------------


@pytest.fixture
def shared(olive) -> AnnualReport:
    return actions.share(a_draft(by=olive), by=olive)


@pytest.fixture
def send(client, monkeypatch):
    """What a person's browser sends after they have read the page."""
    from core import robots

    monkeypatch.setattr(robots, "QUICKEST_SECONDS", 0)

    def post(address: str, **typed: str):
        sent = {"name": "Paula of the forum", "words": "Say more of play.", "homepage": ""}
        headers = {"sec-fetch-site": "same-origin"}
        return client.post(address, sent | {"shown": robots.token()} | typed, headers=headers)

    return post


def test_readers_of_a_shared_draft_say_what_to_change(shared, send, client, olive, signed_in):
    address = f"/reports/draft/{shared.share_key}/"
    response = client.get(address)
    assert "School transport" in words_of(response)
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies
    response = send(address)
    assert response["Location"] == f"{address}?sent=1"
    page = words_of(client.get(response["Location"]))
    assert "Thank you." in page and "Say more of play." not in page
    page = words_of(signed_in(olive).get(f"/desk/reports/{shared.pk}/"))
    assert "Paula of the forum" in page and "Say more of play." in page


def test_a_reader_who_sends_too_much_keeps_the_words(shared, send, monkeypatch):
    from core.ratelimit import Limit
    from reports import views

    few = Limit(name="reports.comment", seconds=3600, of_subject=1, of_address=1)
    monkeypatch.setattr(views, "COMMENTS", few)
    address = f"/reports/draft/{shared.share_key}/"
    assert "Write what we should change." in words_of(send(address, words=""))
    send(address)
    refused = send(address, words="And more of buses.")
    assert refused.status_code == 429
    assert "And more of buses." in words_of(refused)
    assert shared.comments.count() == 1


def test_a_link_that_is_ended_or_guessed_leads_nowhere(shared, send, client, olive, signed_in):
    address = f"/reports/draft/{shared.share_key}/"
    assert client.get("/reports/draft/abcdefgh/").status_code == 404
    signed_in(olive).post(reverse("desk:report_share_end", args=[shared.pk]))
    assert client.get(address).status_code == 404
    assert send(address).status_code == 404


def test_a_link_ends_when_the_report_is_published(shared, client, olive):
    address = f"/reports/draft/{shared.share_key}/"
    actions.publish(shared, by=olive)
    assert client.get(address).status_code == 404


def test_another_site_and_a_robot_cannot_comment(shared, send, client):
    address = f"/reports/draft/{shared.share_key}/"
    assert client.post(address, {"name": "x", "words": "y"}).status_code == 403
    response = send(address, homepage="https://spam.example.org")
    assert response.status_code == 422
    assert send(address, words="").status_code == 422
    assert not shared.comments.exists()


def test_what_readers_said_is_forgotten_after_a_year(shared):
    for days in (364, 366):
        made = actions.comment(shared, name="Paula", words=f"{days} days ago")
        ReportComment.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=days))
    forget_report_comments(0)
    assert [each.words for each in shared.comments.all()] == ["364 days ago"]


def test_a_long_list_of_thanks_is_cut_and_a_year_of_comments_asks_no_more(
    olive, django_assert_max_num_queries
):
    draft = a_draft(by=olive)
    for number in range(30):
        published(f"Thank you, {number}.", by=olive, about="praise")
    with django_assert_max_num_queries(16):
        data = snapshot.of(draft, on=YEAR.end)
    thanks = next(each for each in data["sections"] if each["kind"] == "thanks")
    assert len(thanks["comments"]) == snapshot.MOST_THANKS
