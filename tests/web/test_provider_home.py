"""The provider's first page: what needs doing, one press for what is still right, all listings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEvent
from directory import actions as directory
from directory.models import Service
from suggestions import actions, freshness
from suggestions.models import Mailbox, Reminder
from suggestions.provider import demo
from tests import listings
from tests.web.providing import changed, send
from tests.web.suggesting import suggest, text

HOME = "/provider/"


def due(name="Saturday club", days=-3, **fields):
    """A listing whose check was due some days ago."""
    return listings.service(
        name,
        review_due=listings.days_from_today(days),
        assured_date=listings.days_from_today(days - 182),
        **fields,
    )


def press(client, service, version=None):
    return client.post(
        f"/provider/listing/{service.slug}/still-right/",
        {"version": version or service.version},
        follow=True,
    )


def test_pat_sees_the_listings_that_she_looks_after(pat, signed_in):
    listings.service("Harbour swim")
    listings.service("Northside judo", organisation=listings.organisation("Northside Club"))
    page = signed_in(pat).get(HOME)
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    html = page.content.decode()
    assert "Harbour Play" in html and "/provider/listing/harbour-swim/" in html
    assert "Northside" not in html


def test_it_is_not_there_for_people_who_look_after_nothing(client, percy, olive, signed_in):
    assert client.get(HOME)["Location"] == "/accounts/login/code/?next=/provider/"
    for person in (percy, olive):
        assert signed_in(person).get(HOME).status_code == 404


def test_what_is_due_comes_first_with_what_families_read(pat, signed_in):
    due("Later club", days=20)
    due("Saturday club", days=-3, phones=("023 8000 0001",), summary_en="Games and a quiet room.")
    listings.service("Fresh club", review_due=listings.days_from_today(150))
    response = signed_in(pat).get(HOME)
    assert [each["service"].name for each in response.context["due"]] == [
        "Saturday club",
        "Later club",
    ]
    page = text(response)
    assert "Check overdue" in page
    assert "023 8000 0001" in page and "Games and a quiet room." in page


def test_one_press_says_that_everything_is_still_right(pat, signed_in):
    service = due()
    response = press(signed_in(pat), service)
    assert "Families now see that it was checked" in text(response)
    service.refresh_from_db()
    assert service.assured_date == timezone.localdate()
    assert service.assurer == "Harbour Play"
    assert service.review_due > listings.days_from_today(100)
    assert AuditEvent.objects.get(verb="service.checked").actor == pat
    assert not response.context["due"]


def test_the_press_answers_our_reminders_too(pat, signed_in):
    service = due(email="club@example.org")
    mailbox = Mailbox.objects.create(address="club@example.org")
    Reminder.objects.create(
        mailbox=mailbox, service=service, due=service.review_due, sent_on=timezone.localdate()
    )
    press(signed_in(pat), service)
    assert Reminder.objects.get().answered_at
    assert not freshness.waiting(mailbox, timezone.localdate()).exists()


def test_nobody_confirms_words_that_they_have_not_seen(pat, olive, signed_in):
    service = due()
    opened = service.version
    with directory.changing(service, by=olive, verb="service.changed"):
        service.summary_en = "It has moved."
        service.save()
    response = press(signed_in(pat), service, version=opened)
    assert "changed while this page was open" in text(response)
    assert "It has moved." in text(response)
    service.refresh_from_db()
    assert service.assured_date < timezone.localdate()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_press_without_a_version_is_none(version, pat, signed_in):
    service = due()
    address = f"/provider/listing/{service.slug}/still-right/"
    assert signed_in(pat).post(address, {"version": version}).status_code == 404
    service.refresh_from_db()
    assert service.assured_date < timezone.localdate()


def test_looking_confirms_nothing(pat, signed_in):
    service = due()
    address = f"/provider/listing/{service.slug}/still-right/"
    assert signed_in(pat).get(address).status_code == 405


def test_what_is_not_published_cannot_be_called_right(pat, signed_in):
    service = due(status=Service.Status.INACTIVE)
    address = f"/provider/listing/{service.slug}/still-right/"
    assert signed_in(pat).post(address, {"version": service.version}).status_code == 404


def test_other_peoples_listings_are_not_there(pat, nora, percy, olive, signed_in):
    service = due()
    for other in (nora, percy, olive):
        client = signed_in(other)
        response = press(client, service)
        assert response.status_code == 404
        page = client.get(HOME)
        assert page.status_code == (200 if other == nora else 404)
        assert "Saturday club" not in text(page)
    service.refresh_from_db()
    assert service.assured_date < timezone.localdate()


def test_whoever_leaves_loses_access_at_once(pat, signed_in):
    service = due()
    client = signed_in(pat)
    assert client.get(HOME).status_code == 200
    pat.memberships.update(ended_at=timezone.now())
    assert client.get(HOME).status_code == 404
    assert press(client, service).status_code == 404
    assert client.get(f"/provider/listing/{service.slug}/").status_code == 404


def test_an_archived_organisation_is_nobodys(pat, olive, signed_in):
    service = due()
    directory.archive(service.organisation, by=olive)
    assert signed_in(pat).get(HOME).status_code == 404
    assert signed_in(pat).get(f"/provider/listing/{service.slug}/").status_code == 404


def test_everything_unfinished_stands_under_what_it_needs(pat, olive, signed_in):
    client = signed_in(pat)
    for name in ("Art club", "Book club", "Chess club", "Drama club"):
        listings.service(name, review_due=listings.days_from_today(150))
    changed(client, "art-club", "about", description_en="We paint.")
    back = send(client, changed(client, "book-club", "about", description_en="We read."))
    actions.decide(back, by=olive, send_back={"description_en": "Which books?"}, reason="Nearly.")
    asked = send(client, changed(client, "chess-club", "about", description_en="We play."))
    actions.ask(asked, by=olive, text="Is it open to girls?")
    send(client, changed(client, "drama-club", "about", description_en="We act."))
    context = client.get(HOME).context
    named = {
        name: [each.service_name for each in context[name]]
        for name in ("drafts", "sent_back", "questions", "waiting")
    }
    assert named == {
        "drafts": ["Art club"],
        "sent_back": ["Book club"],
        "questions": ["Chess club"],
        "waiting": ["Drama club"],
    }
    assert "Nearly." in text(client.get(HOME))


def test_what_visitors_suggest_is_not_shown_to_providers(pat, signed_in):
    service = listings.service("Art club", review_due=listings.days_from_today(150))
    theirs = suggest(service, description_en="We paint.")
    client = signed_in(pat)
    assert theirs.reference not in text(client.get(HOME))
    assert client.get(f"/provider/suggestion/{theirs.reference}/").status_code == 404


def test_many_listings_can_be_searched(pat, signed_in):
    for number in range(30):
        listings.service(f"Club {number:02}", review_due=listings.days_from_today(150))
    client = signed_in(pat)
    first = client.get(HOME)
    assert len(first.context["page"].object_list) == 20
    found = client.get(HOME, {"q": "club 27"})
    assert [service.name for service in found.context["page"]] == ["Club 27"]
    nothing = client.get(HOME, {"q": "<script>alert(1)</script>"})
    assert "No listing has these words" in text(nothing)
    assert b"<script>alert" not in nothing.content


def test_two_organisations_of_one_person_are_told_apart(pat, signed_in):
    other = listings.organisation("Southside Club")
    listings.join(pat, other)
    listings.service("Art club", review_due=listings.days_from_today(150))
    listings.service("Art club south", organisation=other, review_due=listings.days_from_today(150))
    page = text(signed_in(pat).get(HOME))
    assert "Harbour Play" in page and "Southside Club" in page


def test_the_page_asks_no_more_of_the_database_for_200_listings(
    pat, signed_in, django_assert_max_num_queries
):
    service = due("Saturday club")
    for number in range(200):
        copy = directory.unsaved_copy(service, slug=f"club-{number}", name_en=f"Club {number}")
        copy.review_due = timezone.localdate() - timedelta(days=number % 7)
        copy.save()
    client = signed_in(pat)
    with django_assert_max_num_queries(24):
        assert client.get(HOME).context["due_more"] == 196


def test_the_demo_has_a_provider_in_the_middle_of_their_work(make_user, olive, signed_in):
    charity = listings.organisation("Re:Minds", slug=demo.ORGANISATION)
    parents = listings.join(make_user(demo.EMAIL), charity)
    for number in range(4):
        listings.service(
            f"Group {number}",
            organisation=charity,
            review_due=listings.days_from_today(150),
        )
    for _twice in range(2):
        demo.load()
    context = signed_in(parents).get(HOME).context
    for name in ("drafts", "sent_back", "waiting", "due"):
        assert len(context[name]) == 1, name
