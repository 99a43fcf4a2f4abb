"""The desk's page of how much the site is used, and its spreadsheet."""

import csv
from datetime import datetime, time
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import audit
from core.models import AuditEvent
from core.years import Year
from directory.figures import listings_by_month
from directory.models import Service
from directory.page_titles import titles
from tests.listings import organisation, service, term
from usage import demo, figures
from usage.models import PageCount, SearchTerm

pytestmark = pytest.mark.django_db

PAGE = "/desk/usage/"


@pytest.fixture
def used() -> None:
    """A year with a little use, the year before with less."""
    service("Saturday swim")
    for day, path, views in (
        ("2024-09-10", "/", 1200),
        ("2024-10-01", "/services/saturday-swim/", 34),
        ("2025-08-31", "/old-pages/sleep-and-rest/", 5),
        ("2023-09-30", "/", 7),
        ("2023-08-31", "/", 9999),
    ):
        PageCount.objects.create(day=day, path=path, language="en", views=views, sessions=views - 1)
    for word, searches, nothing in (("ehcp", 40, 0), ("hydrotherapy", 9, 9), ("rare", 4, 4)):
        SearchTerm.objects.create(
            day="2024-12-01", language="en", term=word, searches=searches, found_nothing=nothing
        )


def test_a_year_stands_beside_the_year_before(vera, signed_in, used):
    response = signed_in(vera).get(f"{PAGE}?year=2024-25")
    assert response.context["totals"] == [("Page views", 1239, 7), ("Sessions", 1236, 6)]
    views = response.context["charts"][0]
    assert views.rows[0] == ("September", ["1,200", "7"])
    assert views.rows[2] == ("November", ["–", "–"])
    assert [series.split()[1] for series in views.names] == ["2024", "2023"]
    html = response.text
    assert html.count("<svg") == 2
    assert "9,999" not in html


def test_pages_have_their_titles_and_words_that_few_used_are_not_shown(vera, signed_in, used):
    html = signed_in(vera).get(f"{PAGE}?year=2024-25").text
    assert 'href="/services/saturday-swim/"><bdi lang="">Saturday swim</bdi>' in html
    assert '<bdi lang="">Sleep and rest</bdi>' in html
    assert 'href="/old-pages/' not in html
    assert "hydrotherapy" in html
    assert "rare" not in html.split("Most searched words")[1].split("Listings added")[0]


def test_it_opens_on_this_year_and_leads_back_only_as_far_as_there_is_something(
    vera, signed_in, used
):
    client = signed_in(vera)
    this = client.get(PAGE)
    assert this.context["year"] == Year.current()
    assert this.context["next"] is None
    assert "This year is not over" in this.text
    assert "This year is not over" not in client.get(f"{PAGE}?year=2024-25").text
    assert client.get(f"{PAGE}?year=2024-25").context["previous"].code == "2023-24"
    assert client.get(f"{PAGE}?year=2022-23").context["previous"] is None
    assert client.get(f"{PAGE}?year=2000-01").status_code == 200


@pytest.mark.parametrize("code", ["2024", "x", "2024-26", "'--", "%00", "9999-00"])
def test_what_is_no_year_is_not_found(vera, signed_in, code):
    assert signed_in(vera).get(f"{PAGE}?year={code}").status_code == 404
    assert signed_in(vera).post(f"{PAGE}export/?year={code}").status_code == 404


def test_more_pages_and_words_ask_no_more_of_the_database(vera, signed_in, used):
    client = signed_in(vera)
    host = organisation("Trust 0")
    PageCount.objects.create(day="2024-11-01", path=host.get_absolute_url(), language="en", views=9)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{PAGE}?year=2024-25")
    for number in range(30):
        listing = service(f"Club {number}", organisation=organisation(f"Trust {number + 1}"))
        for record in (listing, listing.organisation):
            PageCount.objects.create(
                day="2024-11-01", path=record.get_absolute_url(), language="en", views=90
            )
    with CaptureQueriesContext(connection) as many:
        client.get(f"{PAGE}?year=2024-25")
    assert len(many) <= len(few) <= 16


def test_every_kind_of_page_has_a_title(django_assert_max_num_queries):
    service("Saturday swim", terms=(term("category", "leisure", "Things to do"),))
    term("stage", "primary", "Primary school")
    with django_assert_max_num_queries(3):
        found = titles(
            [
                "/",
                "/services/topics/leisure/",
                "/services/stages/primary/",
                "/services/saturday-swim/",
                "/services/gone-for-good/",
                "/suggest/",
                "/you-said-we-did/",
                "/information/semh-and-send/",
                "/x/<script>/",
                "",
            ]
        )
    assert {path: title.words for path, title in found.items()} == {
        "/": "Home page",
        "/services/topics/leisure/": "Things to do",
        "/services/stages/primary/": "Primary school",
        "/services/saturday-swim/": "Saturday swim",
        "/services/gone-for-good/": "Gone for good",
        "/suggest/": "Suggest",
        "/you-said-we-did/": "You said, we did",
        "/information/semh-and-send/": "SEMH and SEND",
        "/x/<script>/": "<script>",
        "": "",
    }


def test_strangers_words_stay_words(vera, signed_in):
    hostile = "<script>alert(1)</script>"
    SearchTerm.objects.create(day="2024-12-01", language="en", term=hostile, searches=9)
    PageCount.objects.create(day="2024-12-01", path=f"/{hostile}/", language="en", views=9)
    assert "<script>alert" not in signed_in(vera).get(f"{PAGE}?year=2024-25").text


def test_the_demo_has_the_figures_of_a_real_year(vera, signed_in):
    for _ in range(2):
        demo.load(lambda line: None)
    year = Year.parse("2024-25")
    months = figures.months(year)
    assert round(sum(month.views for month in months) / 12) == 5058
    assert round(sum(month.sessions for month in months) / 12) == 3472
    assert [(page.path.split("/")[-2], page.views) for page in figures.top_pages(year, 3)] == [
        ("global-developmental-delay", 8281),
        ("what-are-semh-difficulties", 6539),
        ("ehc-plans", 4624),
    ]
    assert [term.term for term in figures.top_terms(year, 3)] == ["ehcp", "send", "eyss"]
    assert figures.failed_terms(year, 1)[0].term == "hydrotherapy"
    assert all(row.sessions <= row.views for row in PageCount.objects.all())
    assert not PageCount.objects.filter(day__gte=timezone.localdate().replace(day=1)).exists()
    html = signed_in(vera).get(f"{PAGE}?year=2025-26").text
    assert "What are SEMH difficulties" in html


def test_listings_are_counted_by_month_each_once(olive):
    added = service("Saturday swim")
    other = service("Monday swim")
    for each in (added, added, other):
        audit.record(by=olive, verb="service.changed", obj=each)
    audit.record(by=olive, verb="service.checked", obj=added)
    audit.record(by=olive, verb="service.archived", obj=other)
    long_ago = timezone.make_aware(datetime.combine(Year.parse("2010-11").start, time(12)))
    Service.objects.filter(pk=other.pk).update(created_at=long_ago)
    months = listings_by_month(Year.current())
    this = months[Year.current().months.index(timezone.localdate().replace(day=1))]
    assert (this.added, this.changed, this.checked) == (1, 2, 1)
    assert listings_by_month(Year.parse("2010-11"))[0].added == 1
    assert listings_by_month(Year.current().next)[0].added is None


def test_the_figures_are_downloaded_and_that_is_written_down(vera, signed_in, used):
    SearchTerm.objects.create(day="2024-12-02", language="en", term="=cmd()", searches=8)
    client = signed_in(vera)
    response = client.post(f"{PAGE}export/?year=2024-25")
    assert response["Content-Disposition"] == 'attachment; filename="usage-2024-25.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == ["Figure", "Month", "Page or words", "Language", "Number"]
    assert ["Page views", "2024-09", "", "", "1200"] in rows
    assert ["Page views", "", "/services/saturday-swim/", "", "34"] in rows
    assert ["Searches that found nothing", "", "hydrotherapy", "en", "9"] in rows
    assert ["Searches", "", "'=cmd()", "en", "8"] in rows
    assert not [row for row in rows if "rare" in row]
    event = AuditEvent.objects.get(verb="usage.exported")
    assert (event.actor, event.detail) == (vera, {"year": "2024-25"})
