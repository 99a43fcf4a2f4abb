"""The audit log: reading, narrowing, downloading; and that nobody can change it."""

import csv
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core import audit
from core.models import AuditEvent
from documents.models import PrintPack
from tests.listings import service
from tests.publishing import desk, topic

LOG = "/desk/audit/"


@pytest.fixture
def log(olive, eddie, db) -> None:
    club = service("Swim club")
    audit.record(by=olive, verb="service.published", obj=club)
    audit.record(by=eddie, verb="service.changed", obj=club, fields=["name_en"])
    audit.record(by=None, verb="services.imported", source="feed")


def shown(response) -> list[str]:
    return [row["event"].verb for row in response.context["events"]]


def test_the_newest_line_comes_first_in_plain_words(olives, log):
    response = olives.get(LOG)
    assert shown(response)[:3] == ["services.imported", "service.changed", "service.published"]
    html = response.content.decode()
    assert "Service changed" in html
    assert "Eddie Editor" in html
    assert "name_en" in html


def test_a_line_about_a_page_leads_to_it(olives, olive):
    money = topic("Money")
    pack = PrintPack.objects.create(title_en="To take home", slug="to-take-home")
    audit.record(by=olive, verb="print_pack.changed", obj=pack)
    html = olives.get(LOG).content.decode()
    assert f'href="{desk(money)}"' in html
    assert f'href="/desk/print-packs/{pack.pk}/"' in html


def test_the_log_narrows(olives, log, olive, eddie):
    today = timezone.localdate()
    date = f"after_day={today.day}&after_month={today.month}&after_year={today.year}"
    old = f"before_day={today.day}&before_month={today.month}&before_year={today.year - 1}"
    club = AuditEvent.objects.get(verb="service.changed").object_id
    for chosen, expected in {
        f"who={eddie.pk}": ["service.changed"],
        "verb=service.published": ["service.published"],
        "record=swim": ["service.changed", "service.published"],
        f"object_id={club}": ["service.changed", "service.published"],
        f"{date}&verb=service.changed": ["service.changed"],
        old: [],
    }.items():
        assert shown(olives.get(f"{LOG}?{chosen}")) == expected, chosen


@pytest.mark.parametrize(
    "odd", ["who=nobody", "verb=nonsense", "after_day=99", "record=%00", "page=-1", "object_id=%27"]
)
def test_odd_filters_do_no_harm(olives, log, odd):
    assert olives.get(f"{LOG}?{odd}").status_code == 200


def test_a_record_leads_to_its_page_and_a_deleted_one_nowhere(olives, log, olive):
    audit.record(by=olive, verb="service.deleted", obj=service("Gone"))
    html = olives.get(LOG).content.decode()
    club = AuditEvent.objects.get(verb="service.changed").object_id
    gone = AuditEvent.objects.get(verb="service.deleted").object_id
    assert f"/desk/directory/services/{club}/" in html
    assert gone not in html


def test_the_log_has_pages_and_never_more_queries(olives, olive, django_assert_max_num_queries):
    club = service("Club")
    for _ in range(60):
        audit.record(by=olive, verb="service.changed", obj=club)
    with django_assert_max_num_queries(7):
        assert len(shown(olives.get(LOG))) == 50


def test_words_of_strangers_are_escaped(olives, olive):
    audit.record(by=olive, verb="service.added", obj=service("<script>x</script>"), note="<b>")
    html = olives.get(LOG).content.decode()
    assert "<script>x" not in html
    assert "<b>" not in html


def lines(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_the_download_is_what_the_filters_leave_and_is_written_down(olives, olive, log):
    response = olives.post(f"{LOG}export/?verb=service.changed")
    header, *rows = lines(response)
    assert header[0] == "When"
    assert [row[1:3] for row in rows] == [["eddie@example.org", "service.changed"]]
    assert "attachment" in response["Content-Disposition"]
    event = AuditEvent.objects.get(verb="audit.exported")
    assert (event.actor, event.detail) == (olive, {"filters": ["verb"]})


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_never_a_formula(olives, olive, formula):
    audit.record(by=olive, verb="service.added", obj=service(formula, slug="x"))
    _header, *rows = lines(olives.post(f"{LOG}export/?verb=service.added"))
    assert rows[0][5].startswith("'")


def test_a_download_takes_the_button(olives, log):
    assert olives.get(f"{LOG}export/").status_code == 405
    assert not AuditEvent.objects.filter(verb="audit.exported").exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_auditevent SET verb = 'x'", "DELETE FROM core_auditevent"],
)
def test_the_database_itself_refuses_a_change(log, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.filter(verb="service.changed").exists()


def test_dates_are_whole_days_here(olives, olive):
    audit.record(by=olive, verb="service.changed")
    yesterday = timezone.localdate() - timedelta(days=1)
    date = f"day={yesterday.day}&before_month={yesterday.month}&before_year={yesterday.year}"
    assert "service.changed" not in shown(olives.get(f"{LOG}?before_{date}"))
