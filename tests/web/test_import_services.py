"""An officer's technician brings listings in from other systems, and nothing is lost or doubled."""

import csv
import json
import threading
import tracemalloc
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from directory.models import Location, Organisation, Service, Taxonomy, TaxonomyTerm
from openreferral.models import ImportRow, ImportRun
from search.models import SearchDocument

pytestmark = pytest.mark.django_db

ORGANISATION = {
    "id": "0f4e1c5a-9f5c-4a55-8b57-111111111111",
    "name": "Harbour Play",
    "description": "<p>Play for <b>all</b>.</p>",
    "website": "harbourplay.example.org",
}


def service(**fields) -> dict:
    return {
        "id": str(uuid4()),
        "name": "Saturday splash",
        "description": "<p>Swimming &amp; floats.</p><script>alert(1)</script>",
        "status": "active",
        "organization": ORGANISATION,
        **fields,
    }


FULL = {
    "minimum_age": 4,
    "maximum_age": 11.0,
    "url": "www.splash.example.org",
    "email": "splash@example.org",
    "fees_description": "Carers go free.",
    "application_process": "Ring us.",
    "assured_date": "2026-05-31",
    "phones": [{"number": "01632 960123", "description": "Bookings"}],
    "contacts": [
        {"name": "Ann Persona", "title": "Manager", "phones": [{"number": "01632 960124"}]}
    ],
    "cost_options": [{"option": "A swim", "amount": 3.5}],
    "languages": [{"name": "Polish"}, {"code": "bfi"}],
    "schedules": [
        {"freq": "MONTHLY", "byday": "2SA", "opens_at": "10:00:00", "closes_at": "11:30Z"}
    ],
    "service_at_locations": [
        {
            "location": {
                "id": "0f4e1c5a-9f5c-4a55-8b57-222222222222",
                "name": "The Quays",
                "latitude": 50.9,
                "longitude": -1.4,
                "addresses": [
                    {
                        "address_1": "Harbour Parade",
                        "city": "Southampton",
                        "postal_code": "SO15 1BA",
                    }
                ],
            },
            "schedules": [{"freq": "WEEKLY", "byday": "TH,FR", "opens_at": "16:00"}],
        }
    ],
    "attributes": [
        {"taxonomy_term": {"name": "Swimming and sport"}},
        {"taxonomy_term": {"name": "Goats"}},
    ],
}


def run(source, *, write=True, **options) -> ImportRun:
    out = StringIO()
    call_command("import_services", str(source), write=write, verbosity=0, stdout=out, **options)
    found = ImportRun.objects.first()
    assert found is not None
    found.printed = out.getvalue()
    return found


def outcomes(found: ImportRun) -> list[str]:
    return list(found.rows.values_list("outcome", flat=True))


@pytest.fixture
def save(tmp_path):
    def write(content, name="feed.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return path

    return write


@pytest.fixture
def swimming():
    taxonomy = Taxonomy.objects.create(slug="category", name_en="Topic")
    return TaxonomyTerm.objects.create(
        taxonomy=taxonomy, slug="sport-and-swimming", name_en="Swimming and sport"
    )


def test_a_rehearsal_tells_all_and_writes_nothing(save):
    found = run(save([service(), service(name="")]), write=False)
    assert outcomes(found) == ["added", "refused"]
    assert found.dry_run
    assert "rehearsal" in found.printed
    assert not Service.objects.exists()
    assert not Organisation.objects.exists()
    assert not SearchDocument.objects.exists()


def test_a_full_record_keeps_all_it_says(save, swimming):
    record = service(**FULL)
    run(save([record]))
    added = Service.objects.get(pk=record["id"])
    assert added.organisation.website == "https://harbourplay.example.org"
    assert (added.minimum_age, added.maximum_age) == (4, 11)
    assert added.website == "https://www.splash.example.org"
    assert added.cost_note == "Carers go free."
    assert added.how_to_get == "Ring us."
    assert added.languages == ["pl", "bfi"]
    assert {(phone.number, phone.label) for phone in added.phones.all()} == {
        ("01632 960123", "Bookings"),
        ("01632 960124", "Manager"),
    }
    assert added.cost_options.get().amount == 3.5
    monthly = added.schedules.get(freq="MONTHLY")
    assert (monthly.days, monthly.week_of_month) == (["SA"], 2)
    weekly = added.schedules.get(freq="WEEKLY")
    assert weekly.days == ["TH", "FR"]
    assert weekly.location == added.locations.get()
    assert added.locations.get().postal_code == "SO15 1BA"
    assert list(added.terms.all()) == [swimming]
    assert added.review_due > added.assured_date
    found = ImportRun.objects.get()
    assert found.unknown_terms == {"Goats": 1}
    # A person's name is not for a public list.
    assert "Persona" not in json.dumps(SearchDocument.objects.values_list("body", flat=True)[0])


def test_the_next_check_is_when_its_topics_ask_for_it(save, swimming):
    TaxonomyTerm.objects.filter(pk=swimming.pk).update(check_days=30)
    feed = service(**FULL)
    run(save([feed]))
    added = Service.objects.get()
    assert (added.review_due - added.assured_date).days == 30
    # The feed has a newer check, and says no topic any more: ours stays, and so does its interval.
    run(save([{**feed, "assured_date": "2026-06-30", "attributes": []}]))
    added.refresh_from_db()
    assert str(added.review_due) == "2026-07-30"


def test_a_strangers_html_becomes_plain_markdown(save, client):
    record = service()
    run(save([record]))
    added = Service.objects.get()
    assert added.description == "Swimming & floats."
    assert "script" not in SearchDocument.objects.get(language="en").body


def test_the_second_run_changes_nothing(save, swimming):
    path = save([service(**FULL), service(name="Second")])
    run(path)
    before = list(Service.objects.order_by("pk").values_list("version", "updated_at"))
    assert outcomes(run(path)) == ["unchanged", "unchanged"]
    assert list(Service.objects.order_by("pk").values_list("version", "updated_at")) == before
    assert Organisation.objects.count() == 1
    assert Location.objects.count() == 1


def test_a_change_in_the_feed_is_written_and_named(save):
    record = service(**FULL)
    run(save([record]))
    record |= {"name": "Sunday splash", "phones": []}
    found = run(save([record]))
    row = found.rows.get()
    assert row.outcome == "changed"
    assert "name" in row.notes
    assert "phones" in row.notes
    changed = Service.objects.get()
    assert changed.name == "Sunday splash"
    assert changed.slug == "saturday-splash", "an address that people kept must go on working"
    assert changed.version == 2


def test_an_officers_edit_stays_until_the_feed_itself_changes(save):
    record = service()
    run(save([record]), name="harbour")
    Service.objects.update(wait_time_en="Two weeks", description_en="Better words")
    assert outcomes(run(save([record]), name="harbour")) == ["unchanged"]
    assert Service.objects.get().description == "Better words"


def test_one_bad_row_does_not_stop_the_others(save):
    rows = [
        service(name="First"),
        "not a service",
        service(organization=None),
        service(status="on fire"),
        service(name="x" * 300),
        service(name="Last"),
    ]
    found = run(save(rows))
    # In the order of the file, each refusal with its reason.
    assert outcomes(found) == ["added", "refused", "refused", "refused", "refused", "added"]
    reasons = list(found.rows.filter(outcome="refused").values_list("notes", flat=True))
    assert "no fields" in reasons[0]
    assert "organisation" in reasons[1]
    assert "on fire" in reasons[2]
    assert "longer than 255" in reasons[3]
    assert {s.name for s in Service.objects.all()} == {"First", "Last"}


def test_a_bad_value_costs_only_itself(save):
    record = service(
        url="not a web address at all",
        email="nobody",
        minimum_age=12,
        maximum_age=5,
        assured_date="yesterday",
        service_at_locations=[
            {"location": {"name": "Moon", "latitude": 100, "longitude": 101}},
            {},
        ],
        schedules=[{"freq": "WEEKLY", "byday": "XX,MO", "opens_at": "25:00"}],
        cost_options=[{"amount": "lots"}],
        phones=[{"number": None}, "rubbish"],
    )
    found = run(save([record]))
    row = found.rows.get()
    assert row.outcome == "added"
    for words in (
        "website",
        "e-mail",
        "ages",
        "date",
        "coordinates",
        "no details",
        "XX",
        "25:00",
        "lots",
    ):
        assert words in row.notes, words
    added = Service.objects.get()
    assert added.website == added.email == ""
    assert added.minimum_age is None
    assert added.schedules.get().days == ["MO"]
    assert added.locations.get().latitude is None


def test_an_id_that_is_no_uuid_is_still_the_same_service_next_time(save):
    path = save([service(id="SID/42")])
    run(path, name="old system")
    assert outcomes(run(path, name="old system")) == ["unchanged"]
    assert Service.objects.get().source_id == "SID/42"


def test_two_rows_with_one_id_are_one_service(save):
    record = service()
    found = run(save([record, record | {"name": "Again"}]))
    assert outcomes(found) == ["added", "changed"]
    assert Service.objects.get().name == "Again"


def test_two_services_of_one_name_get_addresses_of_their_own(save):
    run(save([service(), service()]))
    slugs = Service.objects.values_list("slug", flat=True)
    assert sorted(slugs) == ["saturday-splash", "saturday-splash-2"]


def test_an_imported_service_is_found_at_once(save, client):
    run(save([service()]))
    assert SearchDocument.objects.filter(title="Saturday splash").exists()


def test_pages_in_a_folder_are_read_in_order(save, tmp_path):
    save({"contents": [service(name="One")], "total_pages": 2}, "pages/page-1.json")
    save({"contents": [service(name="Two")], "total_pages": 2}, "pages/page-2.json")
    found = run(tmp_path / "pages")
    assert list(found.rows.values_list("position", flat=True)) == [
        "page-1.json, entry 1",
        "page-2.json, entry 1",
    ]
    assert Service.objects.count() == 2


def test_a_file_that_breaks_off_keeps_what_came_before(save):
    text = json.dumps([service(name="Whole"), service(name="Broken")])
    found = run(save(text[:-40]))
    assert outcomes(found) == ["added", "refused"]
    assert "broken from here" in found.rows.last().notes


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "feed.json", "empty"),
        ("<html>", "feed.json", "not JSON"),
        ("name,colour\na,b\n", "list.csv", "no column called organisation"),
        ("organisation,name,colour\na,b,c\n", "list.csv", "'colour' is not known"),
    ],
)
def test_a_source_that_cannot_be_read_says_why_in_a_line(save, content, name, words):
    with pytest.raises(CommandError, match=words):
        run(save(content, name))


def test_a_missing_file_says_so():
    with pytest.raises(CommandError, match="no file or folder"):
        run("/nowhere/at/all.json")


def test_a_spreadsheet_is_read_with_its_lists_and_places(save, swimming):
    text = (
        "id,organisation,name,description,minimum_age,referral,delivery,categories,postcode,"
        "address_1,days,opens_at,closes_at,term_time_only,cost,phone,languages\n"
        'a1,Harbour Play,"Splash, for all",Come & swim,4,Self;GP,in person,'
        "sport-and-swimming,SO15 1BA,1 Quay,Mon; Wednesday,16:00,17:00,yes,0,"
        "01632 960123;01632 960124,pl;Martian\n"
        "a2,Harbour Play,,,,,,,,,,,,,,,\n"
    )
    found = run(save("\ufeff" + text, "list.csv"))
    assert outcomes(found) == ["added", "refused"]
    added = Service.objects.get()
    assert added.name == "Splash, for all"
    assert added.referral == ["self", "gp"]
    assert added.delivery == ["in_person"]
    times = added.schedules.get()
    assert (times.days, times.term_time_only) == (["MO", "WE"], True)
    assert times.location == added.locations.get()
    assert added.cost_options.get().amount == 0
    assert added.phones.count() == 2
    assert added.languages == ["pl"]
    assert "martian" in found.rows.first().notes
    assert list(added.terms.all()) == [swimming]
    assert outcomes(run(save("\ufeff" + text, "list.csv"))) == ["unchanged", "refused"]


def test_a_spreadsheet_saved_by_excel_on_windows_keeps_its_letters(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("organisation,name\nCafé Noël,Fête – £5\n".encode("cp1252"))
    run(path)
    assert Service.objects.get().name == "Fête – £5"


def test_a_map_of_words_files_services_under_our_topics(save, swimming, tmp_path):
    words = tmp_path / "words.csv"
    words.write_text("word,taxonomy,term\nGoats,category,sport-and-swimming\n")
    run(save([service(**FULL)]), terms=words)
    assert list(Service.objects.get().terms.all()) == [swimming]
    assert ImportRun.objects.get().unknown_terms == {}


def test_the_report_has_a_line_for_every_row(save, tmp_path):
    report = tmp_path / "report.csv"
    run(save([service(), service(name="")]), report=report)
    with report.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["outcome"] for row in rows] == ["added", "refused"]
    assert rows[1]["notes"] == "It has no name."


def test_a_run_is_in_the_audit_log_with_its_counts(save):
    run(save([service(), "junk"]))
    event = AuditEvent.objects.get(verb="services.imported")
    assert event.detail == {"dry_run": False, "added": 1, "refused": 1}


def test_only_the_last_runs_are_kept(save):
    path = save([service()])
    for _ in range(22):
        run(path, write=False)
    assert ImportRun.objects.count() == 20


class Feed(BaseHTTPRequestHandler):
    """A small Open Referral UK feed: three services on two pages, one of whose details fail."""

    services = [service(name=f"Service {number}") for number in range(3)]
    broken: UUID | str = services[1]["id"]

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/api/services":
            page = int(parse_qs(url.query)["page"][0])
            brief = [{"id": s["id"], "name": s["name"]} for s in self.services]
            part = brief[:2] if page == 1 else brief[2:]
            return self.answer({"total_pages": 2, "page_number": page, "contents": part})
        identifier = url.path.rsplit("/", 1)[1]
        found = [s for s in self.services if s["id"] == identifier and identifier != self.broken]
        return self.answer(found[0]) if found else self.send_error(404)

    def answer(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def feed():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_feed_is_read_page_by_page_with_details(feed):
    found = run(feed)
    assert outcomes(found) == ["added", "refused", "added"]
    assert "404" in found.rows.get(outcome="refused").notes
    assert found.rows.last().position == "page 2, entry 1"
    # The details were asked for: a list holds no organisation.
    assert Organisation.objects.get().name == "Harbour Play"


def test_a_feed_that_is_not_there_says_so(monkeypatch):
    monkeypatch.setattr("openreferral.sources.time.sleep", lambda seconds: None)
    with pytest.raises(CommandError, match="does not answer"):
        run("http://127.0.0.1:9/nothing")


def test_a_long_list_is_read_in_bounded_memory(save, monkeypatch):
    """Ten times the rows must not take ten times the memory: rows are spooled, not held."""

    def peak(count: int) -> int:
        records = (
            service(
                organization=ORGANISATION | {"id": str(UUID(int=number))}, description="x" * 2000
            )
            for number in range(1, count + 1)
        )
        path = save("[" + ",".join(json.dumps(record) for record in records) + "]", f"{count}.json")
        monkeypatch.setattr("openreferral.importing.Importer._organisation", lambda self, rows: [])
        tracemalloc.start()
        run(path, write=False)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(50)  # what is only made once
    assert peak(2000) < peak(200) + 2_000_000


def test_rows_of_a_run_are_kept_for_the_desk(save):
    found = run(save([service(name="Only")]))
    row = ImportRow.objects.get(run=found)
    assert (row.name, row.number, row.position) == ("Only", 1, "entry 1")
