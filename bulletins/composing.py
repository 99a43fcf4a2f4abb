"""Putting a bulletin together: what could be in it, its entries and their order, and its checks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content import kinds
from content.models import Page
from core import audit, readability, translations
from directory.actions import StaleVersion, unique_slug
from directory.models import Service

from . import editions
from .models import Bulletin, BulletinEntry

# Without an earlier bulletin, new is what came within about a term.
FIRST_TIME = timedelta(days=120)
# What one bulletin can hold: more is a website.
MOST_ENTRIES = 40
MOST_OFFERED = 30
# Plain words for everybody; a bit more than on pages, because names of services count too.
OLDEST_READING_AGE = 12
# Addresses below /bulletins/ that are something else.
_TAKEN = ("sign-up", "look", "confirm", "manage", "leave")


class NotOpen(Exception):
    """It has gone out, or is going out: its words stay as they are."""


class TooMany(Exception):
    """It holds MOST_ENTRIES already."""


# --- Writing --------------------------------------------------------------------------------------


@contextmanager
def changing(
    bulletin: Bulletin, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """One edit of an open bulletin, one version, one line of the audit log.

    Raises NotOpen, and with `version` (the one the form was opened on) StaleVersion.
    """
    with pghistory.context(verb=verb, user=str(by.pk)), transaction.atomic():
        if not bulletin._state.adding:
            now = Bulletin.objects.select_for_update().filter(pk=bulletin.pk).first()
            if now is None or version not in (None, now.version):
                raise StaleVersion
            if not now.is_open:
                raise NotOpen
            bulletin.version = now.version + 1
        yield
        Bulletin.objects.filter(pk=bulletin.pk).update(
            version=bulletin.version, updated_at=timezone.now()
        )
        audit.record(by=by, verb=verb, obj=bulletin, **detail)


def save(bulletin: Bulletin, *, by: Any, version: int | None = None) -> None:
    verb = "bulletin.added" if bulletin._state.adding else "bulletin.changed"
    with changing(bulletin, by=by, verb=verb, version=version):
        if bulletin._state.adding:
            slug = unique_slug(Bulletin, bulletin.title_en)  # type: ignore[attr-defined]
            bulletin.slug = f"{slug}-bulletin" if slug in _TAKEN else slug
        bulletin.save()


def delete(bulletin: Bulletin, *, by: Any) -> None:
    """Raises NotOpen for one that somebody may have got."""
    with changing(bulletin, by=by, verb="bulletin.deleted"):
        keys = bulletin.entries.values_list("pk", flat=True)
        translations.forget([bulletin.pk, *keys])
        bulletin.entries.all().delete()
        Bulletin.objects.filter(pk=bulletin.pk).delete()


def add_records(bulletin: Bulletin, chosen: list[tuple[str, UUID]], *, by: Any) -> int:
    """Put pages and services at the end, each once; how many were not there before.

    Only what is offered can be added. Raises TooMany and NotOpen.
    """
    offered = {(each.kind, each.record.pk): each for each in offers(bulletin)}
    wanted = [offered[key] for key in chosen if key in offered and not offered[key].is_taken]
    with changing(bulletin, by=by, verb="bulletin.entries_added", count=len(wanted)):
        start = _room_for(bulletin, len(wanted))
        BulletinEntry.objects.bulk_create(
            BulletinEntry(
                bulletin=bulletin,
                order=start + place,
                kind=each.kind,
                record_id=each.record.pk,
                is_new=each.is_new,
            )
            for place, each in enumerate(wanted)
        )
    return len(wanted)


def save_entry(entry: BulletinEntry, *, by: Any) -> None:
    """Own words, new or changed; or other words for a record. Raises TooMany and NotOpen."""
    with changing(entry.bulletin, by=by, verb="bulletin.changed"):
        if entry._state.adding:
            entry.order = _room_for(entry.bulletin, 1)
        entry.save()


def _room_for(bulletin: Bulletin, number: int) -> int:
    """The place of the next entry."""
    if bulletin.entries.count() + number > MOST_ENTRIES:
        raise TooMany
    last = bulletin.entries.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def move(entry: BulletinEntry, where: str, *, by: Any) -> None:
    """One place "up" or "down", or to the "top"; at the end of the way nothing happens."""
    with changing(entry.bulletin, by=by, verb="bulletin.entry_moved"):
        entries = list(entry.bulletin.entries.all())
        at = next(place for place, each in enumerate(entries) if each.pk == entry.pk)
        to = {"up": max(at - 1, 0), "down": at + 1, "top": 0}[where]
        entries.insert(to, entries.pop(at))
        for place, each in enumerate(entries):
            if each.order != place:
                BulletinEntry.objects.filter(pk=each.pk).update(order=place)


def remove(entry: BulletinEntry, *, by: Any) -> None:
    with changing(entry.bulletin, by=by, verb="bulletin.entry_removed"):
        translations.forget([entry.pk])
        entry.delete()


# --- What could be in it --------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A page or a service that is new or was changed since the bulletin before."""

    kind: str
    record: Any
    is_new: bool
    is_taken: bool
    changed: datetime

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.record.pk}"

    @property
    def title(self) -> str:
        return str(self.record)

    @property
    def path(self) -> str:
        return editions.path_of(self.record)


@dataclass(frozen=True)
class OfferGroup:
    label: str | Promise
    offers: list[Offer]


def since(bulletin: Bulletin) -> datetime:
    """When the bulletin before went out."""
    last = Bulletin.objects.before(bulletin).values_list("started_at", flat=True).first()
    return last or (bulletin.started_at or timezone.now()) - FIRST_TIME


def offers(bulletin: Bulletin) -> list[Offer]:
    return [offer for group in offered(bulletin) for offer in group.offers]


def offered(bulletin: Bulletin) -> list[OfferGroup]:
    """By kind, what is new or changed since the bulletin before, the newest first. One query for
    each kind, and no more than MOST_OFFERED of it."""
    after = since(bulletin)
    taken = set(bulletin.entries.values_list("kind", "record_id"))
    found = [
        OfferGroup(kind.plural, _pages(kind.name, kind.model, after, taken))
        for kind in kinds.all_kinds()
    ]
    found.append(OfferGroup(gettext_lazy("Services"), _services(after, taken)))
    return [group for group in found if group.offers]


def _pages(
    kind: str, model: type[Page], after: datetime, taken: set[tuple[str, UUID | None]]
) -> list[Offer]:
    rows: QuerySet[Any] = model.objects.live().filter(
        Q(published_at__gt=after) | Q(changed_at__gt=after)
    )
    return [
        Offer(
            kind,
            page,
            page.published_at > after,
            (kind, page.pk) in taken,
            max(filter(None, (page.published_at, page.changed_at))),
        )
        for page in rows.order_by("-changed_at", "-published_at", "pk")[:MOST_OFFERED]
    ]


def _services(after: datetime, taken: set[tuple[str, UUID | None]]) -> list[Offer]:
    kind = BulletinEntry.SERVICE
    rows = Service.objects.latest_changes().filter(updated_at__gt=after)
    return [
        Offer(kind, each, each.created_at > after, (kind, each.pk) in taken, each.updated_at)
        for each in rows[:MOST_OFFERED]
    ]


# --- Before it goes out ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """`stops`: with this it cannot go out."""

    words: str
    stops: bool = False


def problems(bulletin: Bulletin) -> list[Problem]:
    """What to look at before it goes out, the gravest first."""
    entries = list(bulletin.entries.all())
    found = [*_missing(bulletin, entries), *_hard_to_read(bulletin, entries)]
    return sorted(found, key=lambda each: not each.stops)


def _missing(bulletin: Bulletin, entries: list[BulletinEntry]) -> Iterator[Problem]:
    if not entries:
        yield Problem(_("There is nothing in it yet."), stops=True)
    visible = editions.records_of(entries)
    gone = [each for each in entries if not each.is_words and each.pk not in visible]
    if gone:
        words = ngettext(
            "%(count)d entry is about something that families cannot see (any more). "
            "It is left out.",
            "%(count)d entries are about something that families cannot see (any more). "
            "They are left out.",
            len(gone),
        )
        yield Problem(words % {"count": len(gone)}, stops=len(gone) == len(entries))
    if not bulletin.intro_en:  # type: ignore[attr-defined]
        yield Problem(_("It has no introduction."))


def _hard_to_read(bulletin: Bulletin, entries: list[BulletinEntry]) -> Iterator[Problem]:
    written = [bulletin.intro_en, *(each.text_en for each in entries)]  # type: ignore[attr-defined]
    text = "\n\n".join(filter(None, written))
    age = readability.reading_age(text)
    if age and age > OLDEST_READING_AGE:
        yield Problem(
            _("The words are hard to read: for people of %(age)d years or more.") % {"age": age}
        )
    for sentence in readability.long_sentences(text)[:3]:
        start = " ".join(sentence.split()[:8])
        yield Problem(_("A long sentence: “%(start)s …”") % {"start": start})
    for short, whole in readability.unexplained(text):
        yield Problem(
            _("“%(short)s” stands there without “%(whole)s”.") % {"short": short, "whole": whole}
        )
    for hard, easy in readability.long_winded(text)[:5]:
        yield Problem(_("“%(hard)s”: rather “%(easy)s”.") % {"hard": hard, "easy": easy})
