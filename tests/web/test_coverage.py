"""What the law asks for, beside what is published: counted, edited, exported."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.models import AuditEvent
from directory.models import Requirement, Service
from tests import listings

pytestmark = pytest.mark.django_db
OLD = timedelta(days=400)


@pytest.fixture
def topics():
    breaks = listings.term("category", "short-breaks")
    return {"short-breaks": breaks, "clubs": listings.term("category", "clubs", parent=breaks)}


@pytest.fixture
def short_breaks(topics) -> Requirement:
    made = Requirement.objects.create(
        code="short-breaks",
        title="Short breaks",
        description="Breaks for disabled children.",
        law="SEND Regulations 2014",
        enough=2,
    )
    made.terms.add(topics["short-breaks"])
    return made


def row(html: str, title: str) -> str:
    """The cells of one item of the table, without tags."""
    body = html.split("<tbody")[1].split("</tbody>")[0]
    found = next(part for part in body.split("</tr>") if title in part)
    text = "".join(piece.split(">", 1)[-1] for piece in found.split("<"))
    return " ".join(text.split())


def coverage_page(client) -> str:
    return client.get("/desk/coverage/").content.decode()


# --- Counting -------------------------------------------------------------------------------------


def test_an_item_is_missing_then_thin_then_covered_then_stale(
    olive, signed_in, short_breaks, topics
):
    client = signed_in(olive)
    assert row(coverage_page(client), "Short breaks") == "Short breaks Missing 0 0 0 –"
    listings.service("Saturday club", terms=(topics["short-breaks"],))
    assert "Thin 1 0" in row(coverage_page(client), "Short breaks")
    listings.service("Sunday club", terms=(topics["clubs"],))
    assert "Covered 2 0" in row(coverage_page(client), "Short breaks")
    Service.objects.filter(slug="sunday-club").update(review_due=timezone.localdate() - OLD)
    assert "Stale 2 1 (50%)" in row(coverage_page(client), "Short breaks")


def test_a_service_that_is_linked_in_many_ways_counts_once(olive, signed_in, short_breaks, topics):
    both = (topics["short-breaks"], topics["clubs"])
    made = listings.service("Saturday club", terms=both, coverage="outside")
    short_breaks.services.add(made)
    Requirement.objects.update(counts_outside=True)
    assert "Thin 1 0" in row(coverage_page(signed_in(olive)), "Short breaks")


def test_what_families_cannot_see_does_not_count(olive, signed_in, short_breaks, topics):
    listings.service("Draft", terms=(topics["clubs"],), status="inactive")
    listings.service("Gone", terms=(topics["clubs"],), archived_at=timezone.now())
    assert "Missing 0" in row(coverage_page(signed_in(olive)), "Short breaks")


def test_pages_count_towards_an_item(olive, signed_in, short_breaks):
    Requirement.objects.update(pages=["/contact/", "https://example.org/breaks"])
    assert "Covered 0 0 2" in row(coverage_page(signed_in(olive)), "Short breaks")


def test_only_what_is_in_force_is_counted(olive, signed_in, short_breaks):
    today = timezone.localdate()
    Requirement.objects.update(effective_to=today)
    assert "Short breaks" in coverage_page(signed_in(olive)).split("<tbody")[1]
    Requirement.objects.update(effective_to=today - timedelta(days=1))
    html = coverage_page(signed_in(olive))
    assert "Not in force today" in html
    assert "<tbody" not in html


def test_the_number_of_queries_does_not_grow(
    olive, signed_in, short_breaks, topics, django_assert_max_num_queries
):
    for number in range(12):
        made = Requirement.objects.create(code=f"item-{number}", title=f"Item {number}", law="Law")
        made.terms.add(topics["clubs"])
        listings.service(f"Club {number}", terms=(topics["clubs"],))
    client = signed_in(olive)
    for address in ("", "print/", f"{short_breaks.pk}/"):
        with django_assert_max_num_queries(13):
            assert client.get(f"/desk/coverage/{address}").status_code == 200


# --- For an inspector -----------------------------------------------------------------------------


def exported(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_has_dates_and_is_written_down(olive, signed_in, short_breaks, topics):
    listings.service("Saturday club", terms=(topics["clubs"],))
    Requirement.objects.update(effective_from=date(2014, 9, 1), title="=1+1 breaks")
    response = signed_in(olive).post("/desk/coverage/export/")
    today = timezone.localdate().isoformat()
    assert today in response.headers["Content-Disposition"]
    (line,) = exported(response)
    assert line["What it is"] == "'=1+1 breaks"
    assert (line["State"], line["Services"], line["Counts from"]) == ("thin", "1", "2014-09-01")
    assert line["State of (date)"] == today
    assert AuditEvent.objects.filter(verb="coverage.exported", actor=olive).count() == 1


def test_an_export_is_never_made_by_following_a_link(olive, signed_in):
    assert signed_in(olive).get("/desk/coverage/export/").status_code == 405
    assert not AuditEvent.objects.filter(verb="coverage.exported").exists()


def test_the_page_to_print_says_everything(olive, signed_in, short_breaks):
    html = signed_in(olive).get("/desk/coverage/print/").content.decode()
    for words in ("Breaks for disabled children.", "SEND Regulations 2014", "Missing"):
        assert words in html


# --- Editing --------------------------------------------------------------------------------------


def form(item: Requirement | None = None, **different) -> dict:
    values = {
        "code": "short-breaks",
        "title": "Short breaks",
        "description": "",
        "law": "SEND Regulations 2014",
        "enough": "2",
        "order": "",
        "pages": "",
        "version": item.version if item else "",
    }
    return values | different


def test_an_officer_adds_an_item_and_changes_it(olive, signed_in, topics):
    client = signed_in(olive)
    response = client.post("/desk/coverage/add/", form(topics=[str(topics["clubs"].pk)]))
    item = Requirement.objects.get()
    assert response.headers["Location"] == f"/desk/coverage/{item.pk}/"
    assert list(item.terms.all()) == [topics["clubs"]]
    client.post(
        f"/desk/coverage/{item.pk}/edit/",
        form(item, title="Breaks", topics=[str(topics["short-breaks"].pk)]),
    )
    item.refresh_from_db()
    assert (item.title, item.version) == ("Breaks", 2)
    written = AuditEvent.objects.filter(actor=olive, verb__startswith="requirement.")
    assert sorted(written.values_list("verb", flat=True)) == [
        "requirement.added",
        "requirement.changed",
    ]
    html = client.get(f"/desk/coverage/{item.pk}/history/").content.decode()
    assert "Olive Officer" in html
    removed = [part.split("</del>")[0] for part in html.split("<del>")[1:]]
    assert any("Clubs" in part for part in removed)
    assert any("Short breaks" in part for part in removed)
    assert "put-back" not in html


def test_two_officers_do_not_overwrite_each_other(olive, signed_in, short_breaks):
    client = signed_in(olive)
    edit = f"/desk/coverage/{short_breaks.pk}/edit/"
    client.post(edit, form(short_breaks, title="First"))
    response = client.post(edit, form(short_breaks, title="Second"))
    assert response.status_code == 409
    assert "Second" in response.content.decode()
    short_breaks.refresh_from_db()
    assert short_breaks.title == "First"


@pytest.mark.parametrize(
    "pages",
    ["javascript:alert(1)", "//evil.example", "/no-such-page/", "https://", "contact", "/x" * 300],
)
def test_a_page_must_be_one_that_a_link_can_lead_to(olive, signed_in, short_breaks, pages):
    response = signed_in(olive).post(
        f"/desk/coverage/{short_breaks.pk}/edit/", form(short_breaks, pages=pages)
    )
    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()
    short_breaks.refresh_from_db()
    assert short_breaks.pages == []


def test_good_pages_are_kept_once_each(olive, signed_in, short_breaks):
    signed_in(olive).post(
        f"/desk/coverage/{short_breaks.pk}/edit/",
        form(short_breaks, pages="/contact/\nhttps://example.org/a?b=1\n/contact/"),
    )
    short_breaks.refresh_from_db()
    assert short_breaks.pages == ["/contact/", "https://example.org/a?b=1"]


def test_an_item_does_not_end_before_it_begins(olive, signed_in, short_breaks):
    dates = {
        f"effective_{end}_{box}": value
        for end, day in (("from", (1, 2, 2030)), ("to", (31, 1, 2030)))
        for box, value in zip(("day", "month", "year"), day, strict=True)
    }
    response = signed_in(olive).post(
        f"/desk/coverage/{short_breaks.pk}/edit/", form(short_breaks, **dates)
    )
    assert "must not end before it begins" in response.content.decode()


def test_services_are_named_and_taken_off(olive, signed_in, short_breaks):
    made = listings.service("فرصة للراحة <script>alert(1)</script>", slug="rest")
    client = signed_in(olive)
    found = client.get(f"/desk/coverage/{short_breaks.pk}/services/?q=rest").content.decode()
    assert "<script>alert" not in found
    address = f"/desk/coverage/{short_breaks.pk}/services/"
    client.post(address, {"service": made.pk, "do": "add"})
    html = client.get(f"/desk/coverage/{short_breaks.pk}/").content.decode()
    assert "فرصة للراحة &lt;script&gt;" in html
    client.post(address, {"service": made.pk, "do": "remove"})
    assert not short_breaks.services.exists()
    for hostile in ({"service": "x", "do": "add"}, {"service": made.pk, "do": "delete"}):
        assert client.post(address, hostile).status_code == 404


# --- The first list -------------------------------------------------------------------------------


def test_the_laws_list_is_loaded_once_and_never_over_an_edit(topics, capsys):
    call_command("load_requirements")
    assert Requirement.objects.count() > 20
    assert list(Requirement.objects.get(code="short-breaks").terms.all()) == [
        topics["short-breaks"]
    ]
    Requirement.objects.filter(code="leisure").update(title="Our words")
    call_command("load_requirements")
    assert "0 items added." in capsys.readouterr().out
    assert Requirement.objects.get(code="leisure").title == "Our words"


# --- Who may --------------------------------------------------------------------------------------

LOOKING = ("", "print/", "{pk}/", "{pk}/history/")
CHANGING = ("add/", "{pk}/edit/", "{pk}/services/")


@pytest.mark.parametrize("address", [*LOOKING, *CHANGING])
def test_who_may_open_what(client, olive, eddie, vera, percy, signed_in, short_breaks, address):
    url = "/desk/coverage/" + address.format(pk=short_breaks.pk)
    looking = address in LOOKING
    assert client.get(url).status_code == 302
    expected = {olive: 200, eddie: 200 if looking else 404, vera: 200 if looking else 404}
    for person, status in (expected | {percy: 404}).items():
        assert signed_in(person).get(url).status_code == status


@pytest.mark.parametrize("address", [*CHANGING, "export/"])
def test_who_may_change(client, eddie, vera, percy, signed_in, short_breaks, address):
    url = "/desk/coverage/" + address.format(pk=short_breaks.pk)
    may_export = address == "export/"
    assert client.post(url, form()).status_code == 302
    for person in (eddie, vera):
        assert signed_in(person).post(url, form()).status_code == (200 if may_export else 404)
    assert signed_in(percy).post(url, form()).status_code == 404
    short_breaks.refresh_from_db()
    assert short_breaks.version == 1
    assert Requirement.objects.count() == 1
