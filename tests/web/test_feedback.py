"""What families tell us, and what they are told."""

import re

import pytest
from django.core import mail

from core.models import AuditEvent, OutgoingEmail
from feedback import pages
from feedback.models import Comment, CommentContact, PageAnswer
from tests.listings import service
from tests.web.feedback_givers import PARENT, contact_of, give, heard, post
from tests.web.suggesting import HERE, link_in, text

pytestmark = pytest.mark.django_db

KINDS = ("content", "missing", "ease", "development", "praise", "problem")


def test_the_first_page_asks_what_it_is_about(client):
    page = client.get("/feedback/?page=/services/")
    for about in KINDS:
        assert f'href="/feedback/about/{about}/?page=' in page.content.decode()
    assert "public" in page.headers["Cache-Control"]
    assert not page.cookies


def test_a_parent_gives_feedback_and_hears_by_e_mail(client, run_jobs):
    comment = give(
        client,
        "ease",
        words="I cannot read it on my phone.",
        speaker="parent",
        name="Paula",
        email="Paula@Example.org",
        needs_reply="on",
    )
    assert (comment.channel, comment.about, comment.speaker) == ("website", "ease", "parent")
    assert comment.state == "new"
    assert comment.needs_reply and comment.may_publish
    assert comment.original == "I cannot read it on my phone."
    assert contact_of(comment).email == PARENT
    run_jobs()
    [receipt] = mail.outbox
    assert receipt.to == [PARENT]
    assert comment.reference in receipt.body
    assert "phone" not in receipt.body
    assert client.get(link_in(receipt.body)).status_code == 200


def test_the_thanks_page_has_the_reference_and_no_cookie_is_set(client):
    comment = give(client)
    page = client.get(f"/feedback/thanks/{comment.reference}/")
    assert comment.reference in text(page)
    assert comment.original not in text(page)
    assert not client.cookies
    assert client.get("/feedback/thanks/0000000000/").status_code == 404


def test_nobody_needs_to_say_who_they_are(client):
    comment = give(client, words="Thank you!")
    assert comment.speaker == "unknown"
    assert contact_of(comment) is None
    assert not OutgoingEmail.objects.exists()


def test_the_language_and_the_page_it_is_about_are_kept(client):
    response = post(client, "/ar/feedback/about/content/?page=/ar/services/%3Fq=x", words="شكرا")
    comment = Comment.objects.get()
    assert response.headers["Location"].startswith("/ar/feedback/thanks/")
    assert (comment.language, comment.page) == ("ar", "/services/")


@pytest.mark.parametrize(
    "page", ["//evil.example/x", "/nowhere-at-all/", "x" * 9000, "javascript:1"]
)
def test_a_page_that_is_not_ours_is_not_kept(client, page):
    post(client, f"/feedback/about/content/?page={page}", words="Hello there.")
    assert Comment.objects.get().page == ""


def test_a_problem_with_ones_own_support_is_told_at_once_where_to_go(client):
    page = client.get("/feedback/about/problem/")
    for help_ in ("SENDIASS", "SENCO", "SEND team", "mediation", "tribunal", "01632 960100"):
        assert help_ in text(page)
    # Before the form, not after it.
    html = page.content.decode()
    assert html.index("SENDIASS") < html.index("<textarea")


def test_a_problem_with_ones_own_support_is_never_for_publication(client):
    comment = give(client, "problem", words="My son waits for his plan.", needs_reply="on")
    assert not comment.may_publish
    assert "SENCO" in text(client.get(f"/feedback/thanks/{comment.reference}/"))


def test_an_author_can_ask_that_nothing_is_published(client):
    assert not give(client, keep_private="on").may_publish


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": ""}, "Write what you would like to tell us."),
        ({"words": "long " * 1200}, "at most 5000 characters"),
        ({"words": "fine", "email": "nobody"}, "such as name@example.org"),
        ({"words": "fine", "homepage": "http://spam.example"}, "Leave the last box empty"),
        ({"words": "fine", "shown": ""}, "Press the button once more."),
        ({"words": "a\0b"}, "Null characters"),
    ],
)
def test_nothing_is_lost_on_an_error(client, wrong, says):
    sent = {"speaker": "professional", "name": "Nadia", "email": "n@example.org", **wrong}
    page = post(client, "/feedback/about/content/", **sent)
    assert page.status_code == 200
    assert says in text(page)
    assert 'value="Nadia"' in page.content.decode()
    assert re.search(r'value="professional"[^>]*checked', page.content.decode())
    assert page.context["form"]["words"].value() == wrong.get("words", "")
    assert not Comment.objects.exists()


def test_another_site_cannot_send_the_form(client):
    answer = client.post(
        "/feedback/about/content/", {"words": "x"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not Comment.objects.exists()


def test_one_address_gets_only_a_few_e_mails_and_the_words_stay(client):
    for _time in range(6):
        give(client, email=PARENT)
    refused = post(client, "/feedback/about/content/", words="My seventh story.", email=PARENT)
    assert refused.status_code == 429
    assert "My seventh story." in refused.content.decode()
    assert "Your words are still here" in text(refused)
    assert Comment.objects.count() == 6
    assert give(client, email="other@example.org")


def test_only_the_kinds_of_the_law_have_a_form(client):
    assert client.get("/feedback/about/weather/").status_code == 404
    assert client.get("/feedback/about/other/").status_code == 404


# --- What became of it ----------------------------------------------------------------------------


def test_whoever_has_the_reference_sees_state_and_reply_and_nothing_else(client):
    comment = heard("My daughter Zelda cannot read this.", name="Paula", email=PARENT)
    Comment.objects.filter(pk=comment.pk).update(
        reply="We have <b>mended</b> it.",
        replied_at=comment.created_at,
        published_words_en="Secret",
    )
    page = client.get(f"/feedback/status/{comment.reference}/")
    assert "We have <b>mended</b> it." in text(page)
    assert "<b>mended</b>" not in page.content.decode()
    for private in ("Zelda", "Paula", PARENT, "Secret"):
        assert private not in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]


def test_a_reference_is_found_as_people_write_it(client):
    comment = heard()
    typed = f"{comment.reference[:5].lower()} - {comment.reference[5:]}"
    found = client.get("/feedback/status/", {"reference": typed})
    assert found.headers["Location"] == f"/feedback/status/{comment.reference}/"
    assert "do not know" in text(client.get("/feedback/status/", {"reference": "0000000000"}))
    assert "10 letters" in text(client.get("/feedback/status/", {"reference": "12"}))
    assert client.get("/feedback/status/0000000000/").status_code == 404


def test_the_audit_log_has_no_word_of_it(client):
    give(client, words="My daughter Zelda.", name="Paula", email=PARENT)
    event = AuditEvent.objects.get(verb="comment.received")
    kept = f"{event.object_label} {event.detail}"
    assert not re.search("Zelda|Paula|example", kept)


# --- Young people ---------------------------------------------------------------------------------


def test_a_young_person_answers_by_pictures_one_question_at_a_time(client):
    address = "/feedback/young-people/"
    for _question in ("how", "what"):
        page = client.get(address)
        links = re.findall(r'class="app-picture [^"]*" href="([^"]+)"', page.content.decode())
        assert len(links) in (3, 6)
        assert "Childline" in text(client.get("/feedback/young-people/"))
        address = links[-1]
    done = post(client, address)
    comment = Comment.objects.get()
    assert done.headers["Location"] == f"/feedback/young-people/thanks/{comment.reference}/"
    assert comment.speaker == "young_person"
    assert comment.original == "Not good. Something else."
    assert comment.reference in text(client.get(done.headers["Location"]))
    assert not client.cookies


def test_what_a_young_person_chose_is_kept_in_english_for_the_desk(client):
    post(client, "/pl/feedback/young-people/good/finding/", words="Lubię to.")
    assert Comment.objects.get().original == "Good. Finding things.\n\nLubię to."
    assert Comment.objects.get().language == "pl"


@pytest.mark.parametrize("address", ["awful/", "good/weather/", "awful/finding/"])
def test_only_our_pictures_have_a_page(client, address):
    assert client.get(f"/feedback/young-people/{address}").status_code == 404
    assert post(client, f"/feedback/young-people/{address}").status_code in (404, 405)


# --- Is this page useful? -------------------------------------------------------------------------


def useful(client, path: str, answer: str, prefix: str = ""):
    signed = re.search(r'name="page" value="([^"]+)"', client.get(path).content.decode())[1]
    return client.post(
        f"{prefix}/feedback/useful/", {"page": signed, "useful": answer}, headers=HERE
    )


def test_one_tap_is_counted_for_the_page_and_day(client):
    service("Splash club")
    for answer in ("yes", "yes", "no"):
        useful(client, "/services/splash-club/", answer)
    useful(client, "/ar/services/splash-club/", "no", prefix="/ar")
    counts = PageAnswer.objects.order_by("-language").values_list("page", "language", "yes", "no")
    page = "/services/splash-club/"
    assert list(counts) == [(page, "en", 2, 1), (page, "ar", 0, 1)]
    assert not client.cookies


def test_after_yes_comes_a_thank_you_and_the_way_back(client):
    answer = useful(client, "/pl/privacy/", "yes", prefix="/pl")
    page = client.get(answer.headers["Location"])
    assert 'href="/pl/privacy/"' in page.content.decode()


def test_after_no_words_may_be_given(client):
    answer = useful(client, "/privacy/", "no")
    words = answer.headers["Location"]
    assert "What is wrong or missing on the page?" in text(client.get(words))
    empty = post(client, words, words=" ")
    assert "Write what is wrong or missing." in text(empty)
    sent = post(client, words, words="Too many hard words.")
    comment = Comment.objects.get()
    assert (comment.channel, comment.page) == ("page", "/privacy/")
    assert comment.reference in sent.headers["Location"]


def test_the_question_costs_the_page_no_query_and_no_cache(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/privacy/")
    assert 'name="useful" value="yes"' in page.content.decode()
    assert client.get("/privacy/").content == page.content
    home = client.get("/")
    assert 'name="useful"' in home.content.decode()
    assert "public" in home.headers["Cache-Control"]


def test_private_pages_and_errors_do_not_ask(client, olive, signed_in):
    for address in ("/feedback/status/", "/suggest/service/", "/accounts/login/", "/nowhere/"):
        assert 'name="useful"' not in client.get(address).content.decode()
    assert 'name="useful"' not in signed_in(olive).get("/desk/").content.decode()


def test_staff_are_not_counted(client, vera, signed_in):
    useful(signed_in(vera), "/privacy/", "yes")
    assert not PageAnswer.objects.exists()


def test_whoever_is_not_to_be_followed_is_still_heard(client):
    address = "/feedback/useful/"
    sent = {"page": pages.signed("/privacy/"), "useful": "yes"}
    client.post(address, sent, headers={**HERE, "dnt": "1", "sec-gpc": "1"})
    assert PageAnswer.objects.get().yes == 1


@pytest.mark.parametrize(
    "sent", [{}, {"page": "/x/"}, {"page": "/x/:forged", "useful": "yes"}, {"useful": "yes"}]
)
def test_a_made_up_page_is_not_counted(client, sent):
    assert client.post("/feedback/useful/", sent, headers=HERE).status_code == 404
    assert client.get("/feedback/useful/words/?page=/x/:forged").status_code == 404
    assert not PageAnswer.objects.exists()


def test_opening_the_address_of_the_tap_counts_nothing(client):
    assert client.get("/feedback/useful/").headers["Location"] == "/feedback/"
    assert not PageAnswer.objects.exists()


def test_too_many_taps_from_one_place_are_refused(client, monkeypatch):
    from core.ratelimit import Limit
    from feedback.views import useful as views

    few = Limit(name="feedback.useful", seconds=3600, of_subject=2, of_address=2)
    monkeypatch.setattr(views, "ANSWERS", few)
    answers = [useful(client, "/privacy/", "yes").status_code for _time in range(3)]
    assert answers == [302, 302, 429]


# --- We could not find it -------------------------------------------------------------------------


def test_a_search_that_found_nothing_leads_to_a_form_with_its_words(client):
    page = client.get("/services/", {"q": "zebra riding"})
    link = re.search(r'href="(/feedback/about/missing/\?searched=[^"]+)"', page.content.decode())[1]
    form = client.get(link)
    assert 'value="zebra riding"' in form.content.decode()
    sent = post(client, link, search_term="zebra riding", words="")
    comment = Comment.objects.get()
    assert (comment.channel, comment.about) == ("search", "missing")
    assert (comment.search_term, comment.original) == ("zebra riding", "zebra riding")
    assert comment.reference in sent.headers["Location"]


def test_what_a_person_could_be_known_by_is_not_kept_among_searches(client):
    link = "/feedback/about/missing/?searched=x"
    post(client, link, search_term="clubs for zelda@example.org near SO14 7LY")
    assert Comment.objects.get().search_term == "clubs for near"
    again = post(client, link, search_term=" ", words="Zebras.")
    assert "Write what you looked for." in text(again)
    assert "Zebras." in again.content.decode()
    assert CommentContact.objects.count() == 0
