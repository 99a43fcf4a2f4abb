"""A thousand hostile comments: nothing breaks, and nothing of them reaches a public page."""

import random
import re

import pytest
from django.test import Client

from core.models import AuditEvent, OutgoingEmail
from core.ratelimit import Limit
from core.years import Year
from feedback import actions, personal
from feedback.models import Comment
from feedback.views import following, giving
from tests import answering
from tests.web.feedback_givers import heard, post

pytestmark = pytest.mark.django_db

MARK = "Xyzzy7"
SCRIPTS = (
    "<script>alert('{mark}')</script>",
    "<img src=x onerror=alert('{mark}')>",
    "\"><svg onload=alert('{mark}')>",
    "</textarea><script>{mark}</script>",
    "{{{{ {mark}.__class__ }}}}{{% debug %}}",
    "javascript:alert('{mark}')",
    "[{mark}](javascript:alert(1)) <b>{mark}</b>",
    "'; DROP TABLE feedback_comment; -- {mark}",
    '=HYPERLINK("http://evil.example/{mark}")',
)
TEXTS = (
    "\u202e{mark} turned round\u202c\u2066",
    "😀👩‍👧‍👦🏳️‍🌈 {mark} 🧩",
    "{mark}" + "\u0316" * 300,
    "{mark} " + "W" * 4000,
    "{mark}\n" * 400,
    "مرحبا {mark} שלום",
    "{mark}\x1b[31m\x07",
    "%s %d {mark} %(x)s {{0}}",
)
PEOPLE = (
    "My son {mark} goes to Springwell School, ring 01632 960123.",
    "{mark}@example.org, SO14 7LY, born 3/4/2015, NHS 943 476 5919.",
    "12 Acacia Avenue. My name is {mark} Ott. +44 7700 900 123",
)
HOSTILE = [text.format(mark=MARK) for text in (*SCRIPTS, *TEXTS, *PEOPLE)]


def hostile_text(number: int) -> str:
    """One of a thousand, the same in every run."""
    rng = random.Random(number)
    return "\n".join(rng.choice(HOSTILE) for _line in range(rng.randint(1, 3)))[:5000]


@pytest.fixture
def no_limit(monkeypatch) -> None:
    free = Limit(name="free", seconds=1, of_subject=10**6, of_address=10**6)
    monkeypatch.setattr(giving, "GIVES", free)
    monkeypatch.setattr(giving, "LOOKS", free)
    monkeypatch.setattr(following, "LOOKS", free)


def public_pages(client: Client, comment: Comment) -> list[str]:
    addresses = (
        f"/feedback/status/{comment.reference}/",
        f"/feedback/thanks/{comment.reference}/",
        "/",
        "/feedback/",
        "/you-said-we-did/",
        f"/you-said-we-did/{comment.year}/",
    )
    return [client.get(address).content.decode() for address in addresses]


def test_a_thousand_hostile_comments_break_nothing_and_leak_nothing(
    client, olive, signed_in, no_limit
):
    for number in range(1000):
        words = hostile_text(number)
        answer = post(
            client,
            f"/feedback/about/{random.Random(number).choice(list(giving.KINDS))}/?page={words[:50]}",
            words=words,
            name=f"{MARK} <b>",
        )
        assert answer.status_code == 302, words
    comments = list(Comment.objects.all())
    assert len(comments) == 1000
    for page in public_pages(client, comments[0]):
        assert MARK not in page
    officer = signed_in(olive)
    for page in range(1, 21):
        html = officer.get(f"/desk/feedback/?page={page}").content.decode()
        assert (
            "<script>alert" not in html and "<img src=x" not in html and "<svg onload" not in html
        )
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x07\x1b]", html)
    for comment in comments[:60]:
        html = officer.get(f"/desk/feedback/{comment.pk}/").content.decode()
        assert (
            "<script>alert" not in html and "<img src=x" not in html and "<svg onload" not in html
        )
        assert "</textarea><script>" not in html
    assert MARK not in " ".join(
        f"{event.object_label} {event.detail}" for event in AuditEvent.objects.all()
    )


def test_what_is_published_of_them_is_text_and_nothing_else(client, olive):
    theme = answering.theme(year=Year.current().code)
    for words in (*SCRIPTS, *TEXTS):
        comment = heard("Something.")
        actions.publish(comment, by=olive, words={"en": words.format(mark=MARK)}, seen=None)
        theme.comments.add(comment)
    html = client.get(f"/you-said-we-did/{theme.year}/{theme.pk}/").content.decode()
    assert html.count(MARK) > len(SCRIPTS)
    for bad in ("<script>alert", "<img src=x", "<svg onload", f"<b>{MARK}", "\u202e", "\x1b"):
        assert bad not in html


@pytest.mark.parametrize("size", [5_001, 100_000, 2_000_000])
def test_a_text_that_is_too_long_is_refused_and_given_back(client, size):
    words = "long text " * (size // 10) + "x" * (size % 10)
    page = post(client, "/feedback/about/content/", words=words)
    assert page.status_code == 200
    assert not Comment.objects.exists()
    assert page.context["form"]["words"].value() == words


def test_more_than_a_form_can_hold_is_refused_without_a_fault(client):
    page = post(client, "/feedback/about/content/", words="x" * 3_000_000)
    assert page.status_code == 400
    assert not Comment.objects.exists()


def test_no_personal_data_is_in_a_receipt(client):
    for number, words in enumerate(PEOPLE):
        post(
            client, "/feedback/about/ease/", words=words.format(mark=MARK), name=MARK,
            email=f"p{number}@example.org",
        )  # fmt: skip
    assert OutgoingEmail.objects.count() == len(PEOPLE)
    for email in OutgoingEmail.objects.all():
        assert MARK not in email.subject + email.text + email.html


def test_every_form_of_personal_data_is_marked_for_the_officer():
    for text in PEOPLE:
        assert personal.find(text.format(mark="Ximena"))


def test_nobody_learns_from_the_desk_what_they_may_not(client, percy, signed_in):
    comment = heard(f"My son {MARK}.")
    addresses = ("/desk/feedback/", f"/desk/feedback/{comment.pk}/", "/desk/feedback/people/")
    for address in addresses:
        assert signed_in(percy).get(address).status_code == 404
        assert MARK not in client.get(address, follow=True).content.decode()


def test_references_cannot_be_tried_in_a_row(client, monkeypatch):
    few = Limit(name="feedback.look", seconds=3600, of_subject=5, of_address=5)
    monkeypatch.setattr(following, "LOOKS", few)
    answers = {client.get(f"/feedback/status/{number:010}/").status_code for number in range(8)}
    assert answers == {404, 429}
