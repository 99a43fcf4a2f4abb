"""E-mails by name: written in the reader's language, sent once, forgotten after."""

import logging
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from core import email
from core.models import OutgoingEmail

TEMPLATES = {
    "subject.txt": "{% load i18n %}{% translate 'Search' %}:\n  {{ who }}",
    "body.txt": "{% extends 'emails/base.txt' %}{% block words %}Hello {{ who }}{% endblock %}",
    "body.html": (
        "{% extends 'emails/base.html' %}{% block words %}<p>Hello {{ who }}</p>{% endblock %}"
    ),
}


@pytest.fixture(autouse=True)
def an_email_named_test(settings, tmp_path):
    folder = tmp_path / "emails" / "test"
    folder.mkdir(parents=True)
    for name, words in TEMPLATES.items():
        (folder / name).write_text(words)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


def send(**changes) -> None:
    email.send("test", **{"to": "ann@example.org", "context": {"who": "O'Neil & <b>"}, **changes})


def test_it_leaves_from_the_worker_with_both_bodies(run_jobs):
    send()
    assert mail.outbox == []
    run_jobs()
    [message] = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.subject == "Search: O'Neil & <b>"
    assert "Hello O'Neil & <b>" in message.body
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert "O'Neil &amp; &lt;b&gt;" in html


def test_its_style_is_inside_its_elements(run_jobs):
    send()
    run_jobs()
    html = mail.outbox[0].alternatives[0][0]
    assert "<style" not in html
    assert 'style="' in html


def test_it_is_written_in_the_language_of_its_reader(run_jobs):
    send(language="ar")
    run_jobs()
    assert '<html lang="ar" dir="rtl"' in mail.outbox[0].alternatives[0][0]


def test_it_is_not_sent_when_what_it_tells_of_is_undone(run_jobs, db):
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        raise RuntimeError
    assert run_jobs() == 0
    assert mail.outbox == []


def test_the_same_e_mail_is_sent_once(run_jobs):
    for _ in range(3):
        send(key="reminder 2026-11")
    send(key="reminder 2026-12")
    run_jobs()
    assert len(mail.outbox) == 2


def test_a_job_that_is_run_again_sends_nothing_more(run_jobs):
    send()
    run_jobs()
    email.deliver(OutgoingEmail.objects.get().pk)
    assert len(mail.outbox) == 1


def test_what_was_sent_is_forgotten(run_jobs):
    send()
    kept = OutgoingEmail.objects.get()
    assert kept.to == "ann@example.org"
    run_jobs()
    kept.refresh_from_db()
    assert kept.sent_at is not None
    assert (kept.to, kept.subject, kept.text, kept.html) == ("", "", "", "")


def test_one_that_could_not_be_sent_waits_for_the_next_try(run_jobs, monkeypatch):
    def refuse(message):
        raise smtplib.SMTPServerDisconnected("gone")

    send()
    with monkeypatch.context() as patch, pytest.raises(smtplib.SMTPServerDisconnected):
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        run_jobs()
    waiting = OutgoingEmail.objects.get()
    assert waiting.sent_at is None
    email.deliver(waiting.pk)
    assert len(mail.outbox) == 1


def test_a_refusal_is_tried_again_at_most_six_times():
    from core.tasks import deliver_email

    assert deliver_email.retry_strategy.max_attempts == 6


def test_the_address_is_in_no_job_and_in_no_log(run_jobs, caplog):
    from procrastinate.contrib.django.models import ProcrastinateJob

    caplog.set_level(logging.DEBUG)
    send()
    assert "ann@example.org" not in str(ProcrastinateJob.objects.values_list("args", flat=True))
    run_jobs()
    assert "ann@example.org" not in caplog.text


def test_old_ones_are_deleted(run_jobs):
    send()
    send()
    OutgoingEmail.objects.filter(pk=OutgoingEmail.objects.first().pk).update(
        created_at=timezone.now() - timedelta(days=31)
    )
    assert email.forget(older_than=timedelta(days=30)) == 1
    assert OutgoingEmail.objects.count() == 1
