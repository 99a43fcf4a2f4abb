"""Asking for another format, and the desk's answer."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from content import actions as pages
from core import working_days
from core.models import AuditEvent
from documents import actions, keeping
from documents.models import FormatRequest
from tests.documenting import document
from tests.web.suggesting import HERE, post, read_before, text

pytestmark = pytest.mark.django_db
ADDRESS = "/documents/another-format/"
TYPED = {"wanted": "The page about money", "format": "large_print", "language": "en"}


def ask(client, address=ADDRESS, **typed):
    return post(client, address, **{**TYPED, "email": "Paula@example.org", **typed})


def asked(**values) -> FormatRequest:
    given = {"document": None, "wanted": "Money", "format": "audio", "language": "en"}
    given |= {"page_language": "en", "email": "paula@example.org"}
    return actions.receive(**given | values)


# --- Families -------------------------------------------------------------------------------------


def test_a_parent_asks_and_gets_a_reference_and_a_date(client, run_jobs):
    response = ask(client)
    made = FormatRequest.objects.get()
    assert response["Location"] == f"/documents/requests/{made.reference}/?sent=1"
    assert not response.cookies
    page = client.get(response["Location"])
    assert made.reference in text(page) and "You get an answer by" in text(page)
    assert page["X-Robots-Tag"] == "noindex"
    run_jobs()
    [email] = mail.outbox
    assert email.to == ["paula@example.org"] and made.reference in email.body
    # Whoever got it by mistake reads nothing of what somebody typed.
    assert "money" not in email.body


def test_a_document_is_known_by_its_address(client, olive):
    made = document(by=olive)
    page = client.get("/documents/send-strategy/another-format/")
    assert "wanted" not in page.context["form"].fields
    ask(client, "/documents/send-strategy/another-format/", format="original", language="pl")
    request = FormatRequest.objects.get()
    assert (request.document, request.wanted, request.language) == (made, "SEND strategy", "pl")


def test_a_phone_number_is_enough_and_nothing_is_too_little(client):
    response = ask(client, email="")
    assert response.status_code == 200 and response.context["form"].errors["email"]
    assert not FormatRequest.objects.exists()
    assert ask(client, email="", other_contact="01632 960123").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"homepage": "http://spam.example"},
        {"shown": ""},
        {"format": "gold"},
        {"language": "tlh"},
        {"wanted": "x" * 201},
    ],
)
def test_robots_and_made_up_values_are_refused(client, typed):
    assert ask(client, **typed).status_code == 200
    assert not FormatRequest.objects.exists()


def test_another_site_cannot_ask(client):
    typed = TYPED | {"email": "p@example.org", "shown": read_before()}
    assert client.post(ADDRESS, typed).status_code == 403
    crossing = {**HERE, "sec-fetch-site": "cross-site"}
    assert client.post(ADDRESS, typed, headers=crossing).status_code == 403


def test_one_address_is_not_flooded_and_the_words_are_kept(client):
    for _number in range(5):
        assert ask(client).status_code == 302
    response = ask(client)
    assert response.status_code == 429
    assert "The page about money" in response.content.decode()
    assert FormatRequest.objects.count() == 5


def test_nobody_finds_a_request_without_its_reference(client):
    asked()
    assert client.get("/documents/requests/AAAAAAAAAA/").status_code == 404


def test_in_arabic_the_e_mail_is_arabic_too(client, run_jobs):
    ask(client, f"/ar{ADDRESS}")
    assert FormatRequest.objects.get().page_language == "ar"
    run_jobs()
    assert 'dir="rtl"' in mail.outbox[0].alternatives[0][0]


# --- When it is due -------------------------------------------------------------------------------


def test_working_days_leave_out_weekends_and_bank_holidays():
    # Friday before Christmas 2024: Wednesday and Thursday are bank holidays.
    assert working_days.after(date(2024, 12, 20), 3) == date(2024, 12, 27)
    assert working_days.after(date(2026, 9, 4), 1) == date(2026, 9, 7)


def test_it_is_due_in_working_days(settings):
    settings.FORMAT_REQUEST_WORKING_DAYS = 2
    assert asked(today=date(2026, 9, 4)).due == date(2026, 9, 8)


# --- The desk -------------------------------------------------------------------------------------


def test_the_queue_marks_what_is_late(signed_in, vera):
    late = asked(today=timezone.localdate() - timedelta(days=60))
    asked(wanted="In time")
    client = signed_in(vera)
    page = client.get("/desk/format-requests/")
    assert [is_late for row, is_late in page.context["entries"]] == [True, False]
    assert page.context["entries"][0][0] == late
    assert len(client.get("/desk/format-requests/?state=late").context["entries"]) == 1
    assert "Late" in text(page)


def test_an_editor_answers_and_the_family_reads_it(signed_in, eddie, run_jobs):
    made = asked()
    client = signed_in(eddie)
    client.post(f"/desk/format-requests/{made.pk}/start/")
    made.refresh_from_db()
    assert made.state == "working"
    typed = {"state": "done", "text": "It is in the post. <b>Bye</b>"}
    response = client.post(f"/desk/format-requests/{made.pk}/answer/", typed)
    assert response.status_code == 302
    page = Client().get(made.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Bye&lt;/b&gt;" in page and "<b>Bye" not in page
    run_jobs()
    assert "It is in the post." in mail.outbox[-1].body
    about = AuditEvent.objects.filter(object_id=str(made.pk)).order_by("pk")
    assert list(about.values_list("verb", flat=True)) == [
        "format_request.received",
        "format_request.started",
        "format_request.answered",
    ]
    event = AuditEvent.objects.get(verb="format_request.answered")
    assert "post" not in str(event.detail) and "paula" not in str(event.detail)


def test_two_who_answer_at_once_do_not_send_two_answers(signed_in, eddie, olive, run_jobs):
    made = asked()
    actions.answer(made, by=olive, state="done", text="Done by Olive")
    typed = {"state": "refused", "text": "Words of Eddie"}
    response = signed_in(eddie).post(f"/desk/format-requests/{made.pk}/answer/", typed)
    assert response.status_code == 409 and "Words of Eddie" in response.content.decode()
    run_jobs()
    assert sum("Olive" in email.body for email in mail.outbox) == 1
    assert not any("Eddie" in email.body for email in mail.outbox)


def test_an_answer_without_words_is_refused(signed_in, eddie):
    made = asked()
    response = signed_in(eddie).post(f"/desk/format-requests/{made.pk}/answer/", {"state": "done"})
    assert response.status_code == 422
    made.refresh_from_db()
    assert made.is_open


def test_a_viewer_sees_the_request_but_not_whose_it_is(signed_in, vera, eddie):
    made = asked(name="Paula Parent", note="For my blind son")
    page = signed_in(vera).get(f"/desk/format-requests/{made.pk}/").content.decode()
    assert "Money" in page
    assert "Paula" not in page and "paula@" not in page and "blind son" not in page
    page = signed_in(eddie).get(f"/desk/format-requests/{made.pk}/").content.decode()
    assert "Paula Parent" in page and "blind son" in page


def test_a_request_outlives_its_document(olive):
    made = document(by=olive)
    request = asked(document=made, wanted=made.title)
    pages.withdraw(made, by=olive)
    pages.delete(made, by=olive)
    request.refresh_from_db()
    assert (request.document, request.wanted) == (None, "SEND strategy")


# --- Deleting -------------------------------------------------------------------------------------


def test_contact_details_go_some_time_after_the_answer(eddie):
    answered, waiting = asked(name="Paula", note="private"), asked(name="Wanda")
    actions.answer(answered, by=eddie, state="done", text="Dear Paula")
    later = timezone.now() + timedelta(days=settings.FORMAT_REQUEST_CONTACT_DAYS + 1)
    assert keeping.forget(timezone.now()) == 0
    assert keeping.forget(later) == 1
    assert keeping.forget(later) == 0
    answered.refresh_from_db()
    waiting.refresh_from_db()
    assert [answered.name, answered.email, answered.note, answered.reply] == [""] * 4
    assert (answered.format, answered.state, waiting.name) == ("audio", "done", "Wanda")


def test_even_an_unanswered_request_is_not_kept_for_ever():
    made = asked(name="Wanda")
    assert keeping.forget(timezone.now() + keeping.LONGEST + timedelta(days=1)) == 1
    made.refresh_from_db()
    assert (made.name, made.state) == ("", "new")
