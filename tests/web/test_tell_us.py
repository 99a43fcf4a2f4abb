"""Telling us that a page cannot be used, or is needed in another way."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from core import working_days
from feedback import keeping
from feedback.models import Comment
from tests.web.feedback_givers import PARENT, contact_of, post

pytestmark = pytest.mark.django_db
TELL = "/accessibility/tell-us/"
SITE = "http://testserver"


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def page_in(response) -> str:
    return response.context["form"]["page"].value() or ""


def test_it_reaches_the_desk_with_what_they_use_and_need(client, settings, olives):
    response = post(
        client,
        f"{TELL}?page=/services/",
        page="https://anything.example/services/",
        words="My screen reader does not say the price.",
        uses=["screen_reader", "voice"],
        format="braille",
        name="Paula",
        other_contact="1 High Street, Southampton",
    )
    comment = Comment.objects.get()
    contact = contact_of(comment)
    assert response.headers["Location"] == f"/feedback/thanks/{comment.reference}/"
    assert (comment.about, comment.page) == ("ease", "/services/")
    # Whoever asks for another form waits for an answer.
    assert comment.needs_reply
    days = settings.ACCESS_ANSWER_WORKING_DAYS
    assert comment.due == working_days.after(timezone.localdate(), days)
    assert contact.uses == ["screen_reader", "voice"]
    on_desk = words(olives.get(f"/desk/feedback/{comment.pk}/"))
    assert "A screen reader or a braille display" in on_desk
    assert "Needs the answer like this: Braille" in on_desk
    assert "1 High Street" in on_desk


def test_a_viewer_of_the_desk_does_not_learn_who_has_which_disability(client, signed_in, vera):
    post(client, TELL, words="Too small.", uses=["magnifier"], other_contact="023 8000 0000")
    seen = words(signed_in(vera).get(f"/desk/feedback/{Comment.objects.get().pk}/"))
    assert "magnifier" not in seen
    assert "023 8000 0000" not in seen


def test_nobody_needs_to_say_who_they_are(client):
    post(client, TELL, words="The colours hurt my eyes.")
    comment = Comment.objects.get()
    assert contact_of(comment) is None
    assert not comment.needs_reply
    assert not client.cookies


def test_the_page_is_filled_in_from_the_link(client, settings):
    assert page_in(client.get(f"{TELL}?page=/ar/services/")) == f"{settings.SITE_URL}/services/"


def test_or_from_the_page_that_led_here(client, settings):
    came = client.get(TELL, headers={"referer": f"{SITE}/services/?q=private"})
    assert page_in(came) == f"{settings.SITE_URL}/services/"


@pytest.mark.parametrize(
    ("query", "referer"),
    [
        ("", "https://evil.example/services/"),
        ("", "not an address"),
        ("?page=//evil.example/x", f"{SITE}/services/"),
        ("?page=javascript:alert(1)", ""),
        ("?page=/no/such/page/", ""),
        ("?page=" + "x" * 5000, ""),
        ('?page="><script>', ""),
    ],
)
def test_what_is_not_a_page_of_ours_is_not_filled_in(client, query, referer):
    response = client.get(f"{TELL}{query}", headers={"referer": referer})
    assert response.status_code == 200
    assert page_in(response) == ""


def test_a_page_that_we_do_not_know_is_kept_in_their_words(client):
    post(client, TELL, page="the page about buses", words="It is too long.")
    comment = Comment.objects.get()
    assert comment.page == ""
    assert comment.original == "the page about buses\n\nIt is too long."


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": ""}, "Write what went wrong, or what you need."),
        ({"format": "braille"}, "to send it to"),
        ({"format": "telepathy"}, "not one of the available choices"),
        ({"uses": ["everything"]}, "not one of the available choices"),
        ({"email": "nobody"}, "such as name@example.org"),
        ({"homepage": "http://spam.example"}, "Leave the last box empty"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(client, wrong, says):
    response = post(client, TELL, **{"words": "It shakes.", **wrong})
    assert response.status_code == 200
    assert says in words(response)
    assert wrong.get("words") == "" or "It shakes." in response.text
    assert not Comment.objects.exists()


def test_it_is_not_taken_from_another_site(client):
    data = {"words": "Hello."}
    response = client.post(TELL, data, headers={"origin": "https://evil.example"})
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_what_they_use_is_deleted_with_their_name_and_handed_out_on_request(client, olive):
    post(client, TELL, words="Too fast.", uses=["keyboard"], format="audio", email=PARENT)
    comment = Comment.objects.get()
    [row] = keeping.exported(keeping.of_person(PARENT), by=olive)["comments"]
    assert row["uses"] == ["A keyboard or a switch, no mouse"]
    assert row["answer_needed_as"] == "A recording to listen to"
    keeping.erase([comment], by=olive)
    assert contact_of(comment) is None


def test_every_page_leads_to_it(client):
    assert 'href="/accessibility/tell-us/?page=/contact/"' in client.get("/contact/").text
    arabic = Client().get("/ar/contact/").text
    assert 'href="/ar/accessibility/tell-us/?page=/ar/contact/"' in arabic


def test_search_engines_leave_it_alone(client):
    assert "noindex" in client.get(TELL).headers["X-Robots-Tag"]
