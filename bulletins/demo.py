"""Readers and bulletins of the demo. Nobody of example.org is a person, and nothing is sent."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as column

from content import kinds
from core.languages import CODES, SOURCE
from directory.models import Service

from . import consent, dates, editions, subscribing
from .models import (
    Bulletin,
    BulletinEntry,
    Delivery,
    Departure,
    Edition,
    HolidayStart,
    ReaderCount,
    Subscriber,
)

CONTENT = Path(__file__).parent / "demo_content" / "bulletins.yaml"
READERS = 300
BOUNCED, WAITING = 6, 5
MONTHS = 26
# As in a city where most read English.
LANGUAGES = ("en",) * 14 + ("ar", "bn", "fa", "pl", "pl", "ro", "so", "ur")
_SEED = 5


@transaction.atomic
def load(progress: Callable[[str], None]) -> None:
    """Add readers and bulletins, once."""
    if not Subscriber.objects.exists():
        _load_readers()
    progress(f"{Subscriber.objects.count()} readers of the bulletin")
    if not Bulletin.objects.exists():
        for row in yaml.safe_load(CONTENT.read_text("utf-8")):
            _load_bulletin(row)
    progress(f"{Bulletin.objects.count()} bulletins")


def _load_readers() -> None:
    chance = random.Random(_SEED)  # noqa: S311 - the same readers on every machine
    now = timezone.now()
    topics = [topic.pk for topic in subscribing.topics_to_choose()]
    with override(SOURCE):
        words = consent.words()
    rows = []
    for number in range(READERS):
        agreed = now - timedelta(days=chance.randrange(20, 780))
        is_waiting, is_bounced = number < WAITING, WAITING <= number < WAITING + BOUNCED
        is_listed = chance.random() < 0.2
        rows.append(
            Subscriber(
                email=f"family{number + 1}@example.org",
                state="waiting" if is_waiting else "bounced" if is_bounced else "confirmed",
                language=chance.choice(LANGUAGES),
                often=chance.choice(("each", "each", "term")),
                topics=chance.sample(topics, min(2, len(topics))) if chance.random() < 0.3 else [],
                consent_source="import" if is_listed and not is_waiting else "form",
                consent_version="" if is_listed else consent.CURRENT,
                consent_words="Ticked the box on the paper form at a coffee morning"
                if is_listed
                else words,
                consented_at=None if is_waiting else agreed,
            )
        )
    Subscriber.objects.bulk_create(rows)
    for reader in rows:
        agreed_at = reader.consented_at or now - timedelta(days=2)
        Subscriber.objects.filter(pk=reader.pk).update(created_at=agreed_at)
    Departure.objects.bulk_create(
        Departure(digest=subscribing.digest(f"gone{number}@example.org"), reason="left")
        for number in range(15)
    )
    _count_readers(now)


def _count_readers(now: datetime) -> None:
    """How many there were at the end of each month."""
    first = timezone.localdate(now).replace(day=1)
    for _month in range(MONTHS):
        day = first - timedelta(days=1)
        agreed = Subscriber.objects.confirmed().filter(consented_at__date__lte=day)
        ReaderCount.objects.create(day=day, readers=agreed.count())
        first = day.replace(day=1)


def _load_bulletin(row: dict[str, Any]) -> None:
    holiday = _holiday(row.get("sent"))
    filled = {"holiday": holiday.label, "year": str(holiday.last_day.year)}
    bulletin = Bulletin(slug=f"{holiday.holiday}-{holiday.last_day.year}")
    for code in CODES:
        ending = "" if code == SOURCE else f"_{code}"
        setattr(bulletin, column("title", code), row.get(f"title{ending}", "").format(**filled))
        setattr(bulletin, column("intro", code), row.get(f"intro{ending}", ""))
    bulletin.save()
    for order, each in enumerate(row["entries"]):
        _load_entry(bulletin, order, each)
    if "sent" in row:
        _send(bulletin, holiday.send_at, row["left"])


def _holiday(back: int | None) -> dates.Suggested:
    """The next one, or the one `back` before it."""
    now = timezone.now()
    following = dates.upcoming(now)[0]
    if back is None:
        return following
    year = timezone.localdate(now).year
    past = [
        dates.Suggested(holiday, dates.guessed(holiday, of), False)
        for of in (year - 1, year)
        for holiday in HolidayStart.Holiday.values
    ]
    ended = sorted((each for each in past if each.send_at < now), key=lambda each: each.send_at)
    return ended[-back]


def _load_entry(bulletin: Bulletin, order: int, row: dict[str, Any]) -> None:
    if "text" in row:
        BulletinEntry.objects.create(
            bulletin=bulletin,
            order=order,
            kind=BulletinEntry.WORDS,
            title_en=row["title"],
            text_en=row["text"],
        )
        return
    kind, slug = next((name, value) for name, value in row.items() if name != "is_new")
    record = _record(kind, slug)
    if record is not None:
        BulletinEntry.objects.create(
            bulletin=bulletin,
            order=order,
            kind=kind,
            record_id=record.pk,
            is_new=row.get("is_new", False),
        )


def _record(kind: str, slug: str) -> Any:
    if kind == BulletinEntry.SERVICE:
        return Service.objects.filter(slug=slug).first()
    return kinds.get(kind).model.objects.filter(slug=slug).first()


def _send(bulletin: Bulletin, at: datetime, left: int) -> None:
    """As if it had gone out at `at`, to everybody who was a reader then."""
    bulletin.sent_words = editions.words_of(bulletin)
    bulletin.state, bulletin.left_count = Bulletin.State.SENT, left
    bulletin.started_at, bulletin.finished_at = at, at + timedelta(minutes=4)
    bulletin.save()
    ids = [each["id"] for each in bulletin.sent_words["entries"]]
    edition = Edition.objects.create(bulletin=bulletin, language=SOURCE, entries=ids)
    readers = Subscriber.objects.exclude(state="waiting").filter(consented_at__lt=at)
    Delivery.objects.bulk_create(
        Delivery(
            bulletin=bulletin,
            subscriber=reader,
            edition=edition,
            state="refused" if reader.state == "bounced" else "sent",
            try_after=at,
            done_at=at + timedelta(minutes=2),
        )
        for reader in readers
    )
