"""The first page of the desk: what waits, and what changed."""

import pytest
from django.utils import timezone

from accounts.models import MembershipRequest
from core import audit
from core.years import Year
from directory.models import Phone
from feedback.models import Action, Comment, Gap, Theme
from suggestions.models import Suggestion
from tests.listings import days_from_today, join, organisation, place, service, term
from usage.models import SearchTerm


def tiles(response) -> dict[str, int]:
    return {
        str(tile.label): tile.count
        for tile in (*response.context["due"], *response.context["missing"])
    }


@pytest.fixture
def listings(db) -> None:
    full = {
        "terms": (term("category", "sport"),),
        "places": (place(),),
        "phones": ("1",),
        "description": "Words.",
    }
    service("In order", review_due=days_from_today(30), **full)
    service("Overdue", review_due=days_from_today(-1), **full)
    service("Due today", review_due=days_from_today(0), **full)
    service("Never", **full | {"assured_date": None})
    service("Draft", status="inactive")
    service("Shut", status="temporarily closed", **full)
    service("Old", archived_at="2026-01-01T00:00Z")
    service("Ended", status="defunct")
    service("Of nobody", organisation=organisation("Gone", archived_at="2026-01-01T00:00Z"))
    service("Bare", organisation=organisation("Bare"))
    by_phone = organisation("By phone")
    Phone.objects.create(organisation=by_phone, number="2")
    service(
        "Online", organisation=by_phone, delivery=["online"], **full | {"places": (), "phones": ()}
    )


def test_each_number_is_the_length_of_the_list_behind_it(olives, listings):
    home = olives.get("/desk/")
    assert tiles(home) == {
        "The next check is overdue": 1,
        "Never checked": 1,
        "Not published": 1,
        "Closed for now": 1,
        "No phone, e-mail or website": 1,
        "No description": 1,
        "No topic": 1,
        "No place, and not online": 1,
        "English changed under a translation": 0,
    }
    for tile in (*home.context["due"], *home.context["missing"]):
        assert olives.get(tile.url).context["page"].paginator.count == tile.count, tile.label


def test_what_people_sent_and_said_is_counted_as_its_lists_are(olives, pat):
    harbour = organisation("Harbour Play")
    asking = {"organisation": harbour, "email": "new@example.org", "name": "Nell"}
    MembershipRequest.objects.create(state="waiting", confirmed_at=timezone.now(), **asking)
    sent = {"kind": "report", "words": "Old.", "submitted_at": timezone.now(), "author": pat}
    Suggestion.objects.create(state="submitted", **sent)
    decided = {"decided_by": pat, "decided_at": timezone.now(), "ended_at": timezone.now()}
    Suggestion.objects.create(state="approved", published_at_once=True, **sent, **decided)
    said = {"channel": "website", "about": "content", "heard_on": timezone.localdate()}
    Comment.objects.create(original="New.", due=days_from_today(9), **said)
    Comment.objects.create(
        original="Reply.", state="open", needs_reply=True, due=days_from_today(-1), **said
    )
    Gap.objects.create(words="A swimming club", state="open")
    Gap.objects.create(words="A drama club", state="planned")
    theme = Theme.objects.create(year=Year.current().code, title_en="Buses", said_en="Late.")
    for day in (-1, 9):
        Action.objects.create(
            theme=theme, did_en="New buses.", state="planned", date=days_from_today(day)
        )
    home = olives.get("/desk/")
    found = {str(t.label): t for t in (*home.context["suggested"], *home.context["said"])}
    assert {label: tile.count for label, tile in found.items()} == {
        "Suggestions to decide on": 1,
        "Waiting longer than a week": 0,
        "Published already, to look at": 1,
        "People who ask to look after listings": 1,
        "New comments": 1,
        "Need a reply": 1,
        "Comments that are late": 1,
        "Gaps that nobody has answered": 1,
        "Promises past their day": 1,
    }
    assert found.pop("Promises past their day").url == "/desk/themes/"
    for label, tile in found.items():
        assert olives.get(tile.url).context["page"].paginator.count == tile.count, label


def test_the_page_never_takes_more_queries(olives, listings, olive, django_assert_max_num_queries):
    for number in range(30):
        audit.record(by=olive, verb="service.changed", obj=service(f"Club {number}"))
    with django_assert_max_num_queries(46):
        olives.get("/desk/")


def test_searches_that_found_nothing_are_counted_over_a_month(olives):
    today = timezone.localdate()
    for day, term_, nothing in (
        (today, "riding", 2),
        (days_from_today(-3), "riding", 3),
        (today, "<b>judo</b>", 1),
        (days_from_today(-40), "long ago", 9),
        (today, "swimming", 0),
    ):
        SearchTerm.objects.create(
            day=day, language="en", term=term_, searches=5, found_nothing=nothing
        )
    response = olives.get("/desk/")
    found = [(row["term"], row["times"]) for row in response.context["searches"]]
    assert found == [("riding", 5), ("<b>judo</b>", 1)]
    assert "<b>judo" not in response.content.decode()


def test_what_changed_leaves_out_people_coming_and_going(olives, olive):
    audit.record(by=olive, verb="service.changed", obj=service("Swim club"))
    audit.record(by=None, verb="account.sign_in_refused")
    latest = olives.get("/desk/").context["latest"]
    assert [row["event"].verb for row in latest] == ["service.changed"]


def test_an_empty_desk_says_so(olives):
    html = olives.get("/desk/").content.decode()
    assert "None of late" in html
    assert "Nothing yet." in html


@pytest.mark.parametrize("code", ["ar", "pl", "zh-hans"])
def test_the_desk_speaks_the_sites_languages(olives, listings, code):
    response = olives.get(f"/{code}/desk/")
    assert response.status_code == 200
    assert response.context["due"][0].url.startswith(f"/{code}/desk/directory/services/?")


def test_staff_who_look_after_listings_find_them_from_the_desk(olives, olive):
    link = '<a class="govuk-link" href="/provider/">Your listings</a>'
    assert link not in olives.get("/desk/").content.decode()
    join(olive, organisation("Harbour Play"))
    assert link in olives.get("/desk/").content.decode()
