"""Sending a bulletin: everybody gets it once, also when a worker is killed in the middle.

`start` takes down the words, composes an e-mail for each language and choice of topics, and
writes a row for each reader. `send_some` then sends row after row. A row is locked while the mail
server is spoken to, and its new state is kept at once: a second worker passes it by, and after a
death at most the one e-mail in hand is sent again, with the same Message-ID, by which mail servers
know a repetition (the same promise as core.email).
"""

import logging
import smtplib
import time
from datetime import datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from core import audit
from core import email as mail

from . import composing, editions, subscribing
from .models import Bulletin, Delivery, Edition, Subscriber

log = logging.getLogger(__name__)
State = Bulletin.State
# What waits before the 2nd, 3rd … try: about a day in all, as for other e-mails (core.tasks).
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 6, 36, 180, 600))
# So many in a row that the mail server did not take: it has a trouble of its own.
MOST_FAILURES = 10
# One run of the job. The next begins within a minute.
RUN_SECONDS = 50
_AT_ONCE = 2_000
_TROUBLE = (OSError, smtplib.SMTPException, AnymailError)
# After that the composed e-mails are deleted: who got one is kept without its words.
KEEP_EDITIONS = timedelta(days=30)


class NotReady(Exception):
    """Something stops it (`composing.problems`), or it is not in the state for that."""


# --- What an officer does -------------------------------------------------------------------------


def schedule(bulletin: Bulletin, *, at: datetime, version: int, by: Any) -> None:
    """Let it go out by itself at `at`. Raises NotReady, StaleVersion and NotOpen."""
    if any(problem.stops for problem in composing.problems(bulletin)):
        raise NotReady
    with composing.changing(
        bulletin, by=by, verb="bulletin.scheduled", version=version, at=at.isoformat()
    ):
        bulletin.state, bulletin.send_at = State.SCHEDULED, at
        bulletin.save(update_fields=["state", "send_at"])


def unschedule(bulletin: Bulletin, *, by: Any) -> None:
    with composing.changing(bulletin, by=by, verb="bulletin.unscheduled"):
        bulletin.state, bulletin.send_at = State.DRAFT, None
        bulletin.save(update_fields=["state", "send_at"])


@transaction.atomic
def pause(bulletin: Bulletin, *, by: Any) -> None:
    """Nothing more goes out after the e-mail that is in hand."""
    _turn(bulletin, State.SENDING, State.PAUSED, by=by, verb="bulletin.paused")


@transaction.atomic
def resume(bulletin: Bulletin, *, by: Any) -> None:
    _turn(bulletin, State.PAUSED, State.SENDING, by=by, verb="bulletin.resumed")
    go_on(bulletin)


@transaction.atomic
def stop(bulletin: Bulletin, *, by: Any) -> int:
    """Leave out everybody who has not got it yet; how many."""
    now = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if now.state not in (State.SENDING, State.PAUSED):
        raise NotReady
    left_out = Delivery.objects.waiting().filter(bulletin=bulletin)
    number = left_out.update(state=Delivery.State.LEFT_OUT, done_at=timezone.now())
    Bulletin.objects.filter(pk=bulletin.pk).update(state=State.SENT, finished_at=timezone.now())
    audit.record(by=by, verb="bulletin.stopped", obj=bulletin, left_out=number)
    return number


def _turn(bulletin: Bulletin, before: str, after: str, *, by: Any, verb: str) -> None:
    """Raises NotReady when it is not in the state `before`."""
    if not Bulletin.objects.filter(pk=bulletin.pk, state=before).update(state=after):
        raise NotReady
    audit.record(by=by, verb=verb, obj=bulletin)


def send_test(bulletin: Bulletin, *, language: str, to: str, by: Any) -> None:
    """Send it to one address as it stands. The links of a reader lead nowhere in it."""
    words = bulletin.sent_words or editions.words_of(bulletin)
    ids = [each["id"] for each in words["entries"]]
    made = editions.compose(bulletin, words, language, ids)
    message = EmailMultiAlternatives(
        made["subject"], made["text"], settings.DEFAULT_FROM_EMAIL, [to]
    )
    message.attach_alternative(made["html"], "text/html")
    message.send()
    audit.record(by=by, verb="bulletin.tested", obj=bulletin, language=language)


# --- Starting -------------------------------------------------------------------------------------


@transaction.atomic
def start(bulletin_id: Any) -> bool:
    """Write a row for each reader of a scheduled bulletin that is due; False when it is not."""
    now = timezone.now()
    bulletin = Bulletin.objects.select_for_update().due(now).filter(pk=bulletin_id).first()
    if bulletin is None:
        return False
    words = bulletin.sent_words = editions.words_of(bulletin)
    bulletin.state, bulletin.started_at = State.SENDING, now
    bulletin.save()
    number = _write_deliveries(bulletin, words, now)
    audit.record(by=None, verb="bulletin.started", obj=bulletin, readers=number)
    go_on(bulletin)
    return True


def _write_deliveries(bulletin: Bulletin, words: editions.Words, now: datetime) -> int:
    """Readers with the same language and the same entries share one composed e-mail."""
    made = _Editions(bulletin, words)
    rows = Subscriber.objects.who_get(bulletin).order_by("pk")
    written = 0
    readers = rows.values_list("pk", "language", "topics").iterator(chunk_size=_AT_ONCE)
    batch: list[Delivery] = []
    for key, language, topics in readers:
        edition = made.get(language, tuple(topics))
        batch.append(
            Delivery(bulletin=bulletin, subscriber_id=key, edition_id=edition, try_after=now)
        )
        if len(batch) == _AT_ONCE:
            written += len(Delivery.objects.bulk_create(batch))
            batch.clear()
    return written + len(Delivery.objects.bulk_create(batch))


class _Editions:
    """The composed e-mails of one bulletin, each made when the first reader needs it."""

    def __init__(self, bulletin: Bulletin, words: editions.Words) -> None:
        self.bulletin, self.words = bulletin, words
        self.by_choice: dict[tuple[str, tuple[Any, ...]], int] = {}
        self.by_entries: dict[tuple[str, tuple[str, ...]], int] = {}

    def get(self, language: str, topics: tuple[Any, ...]) -> int:
        """The key of the edition for readers of `language` who chose `topics`."""
        choice = (language, topics)
        if choice not in self.by_choice:
            ids = tuple(editions.for_topics(self.words, topics))
            if (language, ids) not in self.by_entries:
                self.by_entries[language, ids] = self._make(language, ids)
            self.by_choice[choice] = self.by_entries[language, ids]
        return self.by_choice[choice]

    def _make(self, language: str, ids: tuple[str, ...]) -> int:
        made = editions.compose(self.bulletin, self.words, language, ids)
        edition = Edition.objects.create(
            bulletin=self.bulletin, language=language, entries=list(ids), **made
        )
        return int(edition.pk)


def go_on(bulletin: Bulletin) -> None:
    """Let a worker take it up. One job of a bulletin waits, and one runs, at a time: the other
    place of the worker stays free for codes to sign in."""
    name = f"bulletin:{bulletin.pk}"
    job = app.configure_task("bulletins.tasks.send_some", queueing_lock=name, lock=name)
    try:
        with transaction.atomic():
            job.defer(bulletin_id=str(bulletin.pk))
    except AlreadyEnqueued:
        return


def tick() -> None:
    """What a minute brings: start what is due, take up what is not finished."""
    for key in Bulletin.objects.due(timezone.now()).values_list("pk", flat=True):
        start(key)
    for bulletin in Bulletin.objects.filter(state=State.SENDING):
        go_on(bulletin)


# --- Sending --------------------------------------------------------------------------------------


def send_some(bulletin_id: str) -> int:
    """Send until all have it, the time is over, the officer pauses it, or the mail server is away.

    No more than settings.BULLETIN_EMAILS_PER_MINUTE. How many were dealt with.
    """
    until = time.monotonic() + RUN_SECONDS
    done = failures = 0
    connection = get_connection()
    try:
        connection.open()
        while (
            done < settings.BULLETIN_EMAILS_PER_MINUTE
            and failures < MOST_FAILURES
            and time.monotonic() < until
        ):
            with transaction.atomic():
                found = Delivery.objects.next_of(bulletin_id, timezone.now()).first()
                if found is None:
                    break
                went = _send_one(found, connection)
            done, failures = done + 1, 0 if went else failures + 1
    except _TROUBLE as error:
        # Nothing was tried with anybody's row: the next run does it.
        log.warning("bulletin %s: the mail server is away (%s)", bulletin_id, type(error).__name__)
    finally:
        _close(connection)
    _finish(bulletin_id)
    return done


def _close(connection: Any) -> None:
    try:
        connection.close()
    except _TROUBLE:
        return


def _send_one(delivery: Delivery, connection: Any) -> bool:
    """Deal with one row, which is locked; False when the mail server did not take it for now."""
    reader = delivery.subscriber
    if reader is None or reader.state != Subscriber.State.CONFIRMED:
        return _done(delivery, Delivery.State.LEFT_OUT)
    try:
        connection.send_messages([message_for(delivery, reader)])
    except (smtplib.SMTPRecipientsRefused, AnymailRecipientsRefused) as refusal:
        if mail.is_for_good(refusal):
            subscribing.bounced(reader.email)
            return _done(delivery, Delivery.State.REFUSED)
        return _later(delivery)
    except _TROUBLE:
        # The connection may be broken: the next one opens it anew.
        _close(connection)
        return _later(delivery)
    return _done(delivery, Delivery.State.SENT)


def _done(delivery: Delivery, state: str) -> bool:
    delivery.state, delivery.done_at = state, timezone.now()
    delivery.save(update_fields=["state", "done_at"])
    return True


def _later(delivery: Delivery) -> bool:
    if delivery.tries >= len(WAITS):
        delivery.state, delivery.done_at = Delivery.State.FAILED, timezone.now()
    else:
        delivery.try_after = timezone.now() + WAITS[delivery.tries]
    delivery.tries += 1
    delivery.save(update_fields=["state", "done_at", "tries", "try_after"])
    return False


def message_for(delivery: Delivery, reader: Subscriber) -> EmailMultiAlternatives:
    """The e-mail for one reader: what was composed for many, with the reader's own links."""
    edition = delivery.edition
    with override(edition.language):
        leave = settings.SITE_URL + reverse("bulletins:leave", args=[reader.key])
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    message = EmailMultiAlternatives(
        edition.subject,
        editions.personal(edition.text, reader.key),
        settings.DEFAULT_FROM_EMAIL,
        [reader.email],
        headers={
            "Message-ID": delivery.message_id,
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<bulletin.{domain}>",
            "Content-Language": edition.language,
        },
    )
    message.attach_alternative(editions.personal(edition.html, reader.key), "text/html")
    return message


def _finish(bulletin_id: str) -> None:
    """It is sent when nobody waits any more."""
    if not Delivery.objects.waiting().filter(bulletin_id=bulletin_id).exists():
        Bulletin.objects.filter(pk=bulletin_id, state=State.SENDING).update(
            state=State.SENT, finished_at=timezone.now()
        )


# --- How far it is --------------------------------------------------------------------------------


def progress(bulletin: Bulletin) -> dict[str, Any]:
    """{"all", "done", "percent", "states": {state: number}, "last": when one was done last}"""
    rows = bulletin.deliveries.all()
    states = {state.value: 0 for state in Delivery.State} | rows.counts()
    everybody = sum(states.values())
    done = everybody - states["waiting"]
    last = rows.exclude(done_at=None).order_by("-done_at").values_list("done_at", flat=True).first()
    return {
        "all": everybody,
        "done": done,
        "percent": 100 * done // everybody if everybody else 100,
        "states": states,
        "last": last,
    }


def forget() -> int:
    """Delete the composed e-mails of what was sent long ago; how many.

    The rows stay: they are the statistics, and say to nobody's e-mail address what went there once
    the reader has left.
    """
    old = timezone.now() - KEEP_EDITIONS
    rows = Edition.objects.filter(bulletin__finished_at__lt=old).exclude(text="")
    return rows.update(subject="", text="", html="")
