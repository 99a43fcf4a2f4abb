"""What was heard elsewhere is written down, many comments at a time."""

import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEvent
from feedback import spreadsheets
from feedback.models import Comment, Occasion
from tests.desk import rows
from tests.web.suggesting import text

pytestmark = pytest.mark.django_db

ADD = "/desk/feedback/add/"
ALL = {"about": "ease", "speaker": "parent"}
BY_PHONE = {
    **ALL,
    "channel": "phone",
    "heard_on_day": "3",
    "heard_on_month": "3",
    "heard_on_year": "2026",
}


@pytest.fixture
def editor(eddie, signed_in):
    return signed_in(eddie)


@pytest.fixture
def morning(eddie) -> Occasion:
    return Occasion.objects.create(
        name="Coffee at Springwell", kind="coffee_morning", date=date(2025, 3, 4), created_by=eddie
    )


def sheet(*lines: list) -> SimpleUploadedFile:
    book, content = openpyxl.Workbook(), BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(content)
    return SimpleUploadedFile("heard.xlsx", content.getvalue())


def rows_of(page) -> list[tuple[str, str, str]]:
    return [
        tuple(form[name].value() or "" for name in ("words", "about", "speaker"))
        for form in page.context["rows"]
        if form["words"].value()
    ]


def test_an_occasion_is_added_and_changed(editor, eddie):
    answer = editor.post(
        "/desk/occasions/add/",
        {
            "name": "Family day",
            "kind": "event",
            "date_day": "5",
            "date_month": "4",
            "date_year": "2025",
            "place": "Civic Centre",
            "organised_by": "Parent Carer Forum",
            "attendance": "800",
        },
    )
    occasion = Occasion.objects.get()
    assert answer.headers["Location"] == f"/desk/occasions/{occasion.pk}/"
    assert (occasion.attendance, occasion.created_by) == (800, eddie)
    assert "Parent Carer Forum" in text(editor.get("/desk/occasions/?q=civic"))
    assert "No occasion here" in text(editor.get("/desk/occasions/?kind=survey"))
    assert AuditEvent.objects.filter(verb="occasion.added", actor=eddie).exists()


@pytest.mark.parametrize("attendance", ["-3", "many", "99999999999999999999"])
def test_how_many_came_is_a_number(editor, attendance):
    page = editor.post(
        "/desk/occasions/add/",
        {"name": "Day", "kind": "event", "date_day": "5", "date_month": "4", "date_year": "2025",
         "attendance": attendance},
    )  # fmt: skip
    assert page.status_code == 422
    assert not Occasion.objects.exists()


def test_what_was_said_moves_with_the_day_of_the_occasion(editor, morning):
    editor.post(f"{ADD}?occasion={morning.pk}", {**ALL, **rows("rows", {"words": "Nice."})})
    assert Comment.objects.get().year == "2024-25"
    editor.post(
        f"/desk/occasions/{morning.pk}/change/",
        {"name": morning.name, "kind": "coffee_morning", "date_day": "4", "date_month": "10",
         "date_year": "2025"},
    )  # fmt: skip
    comment = Comment.objects.get()
    assert (comment.heard_on, comment.year) == (date(2025, 10, 4), "2025-26")


def test_only_an_empty_occasion_is_deleted(olive, signed_in, morning):
    officer = signed_in(olive)
    officer.post(f"{ADD}?occasion={morning.pk}", {**ALL, **rows("rows", {"words": "Nice."})})
    officer.post(f"/desk/occasions/{morning.pk}/delete/")
    assert Occasion.objects.exists()
    Comment.objects.all().delete()
    officer.post(f"/desk/occasions/{morning.pk}/delete/")
    assert not Occasion.objects.exists()


def test_many_rows_are_typed_at_once(editor, eddie, morning):
    typed = rows(
        "rows",
        {"words": "Hard to find."},
        {"words": ""},
        {"words": "I like the map.", "about": "praise", "speaker": "young_person"},
    )
    answer = editor.post(f"{ADD}?occasion={morning.pk}", {**ALL, **typed})
    assert answer.headers["Location"] == f"/desk/occasions/{morning.pk}/"
    first, second = Comment.objects.order_by("created_at")
    assert (first.about, first.speaker) == ("ease", "parent")
    assert (second.about, second.speaker) == ("praise", "young_person")
    for comment in (first, second):
        assert (comment.channel, comment.occasion) == ("coffee_morning", morning)
        assert (comment.heard_on, comment.year) == (date(2025, 3, 4), "2024-25")
        assert comment.entered_by == eddie
    assert "Hard to find." in text(editor.get(f"/desk/occasions/{morning.pk}/"))


def test_a_call_needs_no_occasion(editor):
    editor.post(ADD, {**BY_PHONE, **rows("rows", {"words": "The bus is late."})})
    comment = Comment.objects.get()
    assert (comment.channel, comment.occasion, comment.heard_on) == (
        "phone",
        None,
        date(2026, 3, 3),
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"about": ""}, "Choose what most of it is about."),
        ({"speaker": ""}, "Choose who most of the speakers are."),
        ({"heard_on_year": "2999"}, "Enter a date that has been"),
        ({"heard_on_day": "31", "heard_on_month": "2"}, "Enter a real date"),
        ({"channel": "website"}, "Select a valid choice"),
        ({"rows-0-words": "x" * 5001}, "at most 5000"),
        ({"rows-0-words": "", "rows-0-about": "ease"}, "Write what was said."),
    ],
)
def test_nothing_is_guessed_and_nothing_is_lost_on_an_error(editor, wrong, says):
    typed = rows("rows", {"words": "The bus is late."}, {"words": "Second row."})
    page = editor.post(ADD, {**BY_PHONE, **typed, **wrong})
    assert page.status_code == 422
    assert says in text(page)
    assert "Second row." in page.content.decode()
    assert not Comment.objects.exists()


def test_no_row_at_all_is_said(editor):
    page = editor.post(ADD, {**BY_PHONE, **rows("rows", {"words": " "})})
    assert "one row at least" in text(page)


def test_pasted_lines_are_looked_at_before_they_are_saved(editor):
    pasted = "The bus is late.\tease\tparent\n\nI like it.\tPraise from Mars\tSomebody else\nThird"
    page = editor.post(
        ADD, {**BY_PHONE, **rows("rows", {"words": "Typed before."}), "pasted": pasted, "fill": "1"}
    )
    assert page.status_code == 200
    assert rows_of(page) == [
        ("Typed before.", "", ""),
        ("The bus is late.", "ease", "parent"),
        ("I like it.", "", "other"),
        ("Third", "", ""),
    ]
    assert "3 rows were read" in text(page)
    assert "1 row needs your attention" in text(page)
    assert "“Praise from Mars” is not known. Choose one." in text(page)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_fills_the_rows(editor, separator):
    lines = [["Who", "Comment"], ["Parent or carer", "Café “Zoé” is shut."], ["", "=1+1"]]
    content = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    file = SimpleUploadedFile("heard.csv", ("\ufeff" + content).encode())
    page = editor.post(ADD, {**BY_PHONE, **rows("rows"), "file": file, "fill": "1"})
    assert rows_of(page) == [("Café “Zoé” is shut.", "", "parent"), ("=1+1", "", "")]


def test_an_excel_file_fills_the_rows_and_no_formula_is_run(editor):
    file = sheet(["Comment", "About"], ["Old pages", "content"], ["=1+1", ""], [None, None])
    page = editor.post(ADD, {**BY_PHONE, **rows("rows"), "file": file, "fill": "1"})
    assert rows_of(page) == [("Old pages", "content", "")]


def test_what_was_filled_is_saved_like_what_was_typed(editor):
    found = [{"words": f"Number {number}", "about": "", "speaker": ""} for number in range(200)]
    editor.post(ADD, {**BY_PHONE, **rows("rows", *found)})
    assert Comment.objects.filter(about="ease", speaker="parent").count() == 200


def bomb() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (spreadsheets.MOST_UNPACKED + 1))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "There is nothing in it."),
        (b"PK\x03\x04 broken", "The file is broken"),
        (b"\xd0\xcf\x11\xe0 old excel", "old Excel file"),
        (b"\x89PNG\r\n\0\0\0", "This is no spreadsheet."),
        (b"a\n" * 201, "more than 200 rows"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        ((b"word " * 2000 + b"\n") * 60, "too much text"),
        (bomb(), "too large when it is unpacked"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_loses_nothing(editor, content, says):
    file = SimpleUploadedFile("heard.xlsx", content)
    page = editor.post(
        ADD, {**BY_PHONE, **rows("rows", {"words": "Typed before."}), "file": file, "fill": "1"}
    )
    assert page.status_code == 422
    assert says in text(page)
    assert rows_of(page) == [("Typed before.", "", "")]
    assert page.context["form"]["about"].value() == "ease"


def test_an_occasion_that_is_not_there_is_not_found(editor):
    for key in ("nonsense", "00000000-0000-4000-8000-000000000000"):
        assert editor.get(f"{ADD}?occasion={key}").status_code == 404


def test_the_lists_cost_no_query_more(editor, django_assert_max_num_queries):
    for number in range(60):
        Occasion.objects.create(name=f"Day {number}", kind="event", date=date(2025, 3, 4))
    with django_assert_max_num_queries(10):
        editor.get("/desk/occasions/")
