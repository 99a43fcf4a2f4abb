"""Asking providers whether their listings are still right, again and again until they answer.

A listing is asked about before its check is due, when it is due, and ever after, every
`settings.REMIND_EVERY_DAYS`: everybody who looks after it, or else its own address (readers.py),
each in their language. All listings of one address go into one e-mail, and no address gets
two in `settings.REMIND_NO_SOONER_THAN_DAYS`. The row of the address (`Mailbox`) is locked while an
e-mail to it is written: a second worker, or one that starts anew after it was killed, finds the
day written down and passes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core import audit
from core import email as mail
from core.translations import english
from directory import actions
from directory.models import Service
from directory.querysets import ServiceQuerySet

from . import readers
from .models import Mailbox, Reminder

# One day's e-mails; the rest waits for tomorrow. A whole directory that falls due in one week must
# not look like spam to the mail servers of providers.
MOST_A_DAY = 500
# Named in an e-mail; its page shows all.
MOST_NAMED = 20
KEEP = timedelta(days=730)
_SALT = "suggestions.freshness"


# --- What is due, and whom to ask -----------------------------------------------------------------


def with_asked(services: ServiceQuerySet) -> ServiceQuerySet:
    """Each with `asked`: the day we asked about it last, None when never."""
    latest = Reminder.objects.filter(service=OuterRef("pk")).order_by("-sent_on")
    return services.annotate(asked=Subquery(latest.values("sent_on")[:1]))


def to_be_asked(on: date) -> ServiceQuerySet:
    """Published listings whose check is due, or will be soon, that have a working address."""
    soon = on + timedelta(days=settings.REMIND_EVERY_DAYS)
    due = Service.objects.published().filter(review_due__lte=soon)
    return readers.reachable(readers.with_contact(due))


def is_to_be_asked_again(due: date, last_asked: date | None, on: date) -> bool:
    """Whether a step has begun (before the day, on it, and every so many days after) since we
    asked last."""
    every = timedelta(days=settings.REMIND_EVERY_DAYS)
    first = due - every
    if on < first:
        return False
    return last_asked is None or last_asked < first + (on - first) // every * every


def addresses(on: date) -> list[str]:
    """The addresses that wait for an e-mail, those with the longest overdue listing first."""
    rows = to_be_asked(on).order_by("review_due", "pk")
    due = list(
        rows.values_list("pk", "review_due", "organisation_id", "listing_address", named=True)
    )
    asked = _last_asked(on)
    read_by = readers.of(due)
    found = (
        reader.address
        for row in due
        for reader in read_by[row.pk]
        if not reader.is_bounced
        and is_to_be_asked_again(row.review_due, asked.get((row.pk, reader.address)), on)
    )
    return list(dict.fromkeys(found))


def _last_asked(on: date) -> dict[tuple[UUID, str], date]:
    """When we asked last about each listing that is due, at each address."""
    reminders = Reminder.objects.filter(service__in=to_be_asked(on).values("pk"))
    rows = reminders.order_by().values_list("service", "mailbox__address")
    return {
        (service, address): day
        for service, address, day in rows.annotate(last=Max("sent_on")).values_list(
            "service", "mailbox__address", "last"
        )
    }


def ask_everybody(on: date) -> int:
    """Write to the addresses that wait; how many e-mails. Each is kept or not by itself."""
    left = MOST_A_DAY - Mailbox.objects.filter(last_asked_on=on).count()
    sent = 0
    for address in addresses(on):
        if sent >= left:
            break
        sent += ask(address, on=on)
    return sent


def ask(address: str, *, on: date, about: Iterable[Service] = (), by: Any = None) -> bool:
    """Write one e-mail about all listings of an address that wait for a check.

    `about`: listings that an officer asks about though they are not due. False, and nothing
    sent, when the address had an e-mail of late or nothing waits any more.
    """
    with transaction.atomic():
        Mailbox.objects.get_or_create(address=address)
        mailbox = Mailbox.objects.select_for_update().get(address=address)
        if not may_ask(mailbox, on):
            return False
        waiting = readers.asked_at(to_be_asked(on), address).values("pk")
        services = list(_of(address).filter(pk__in=waiting)) + list(about)
        services = list({service.pk: service for service in services}.values())
        if not services:
            return False
        Reminder.objects.bulk_create(
            Reminder(mailbox=mailbox, service=service, due=service.review_due, sent_on=on)
            for service in services
        )
        mailbox.last_asked_on = on
        mailbox.save(update_fields=["last_asked_on"])
        for service in about:
            audit.record(by=by, verb="freshness.asked", obj=service)
        _send(mailbox, services, on)
    return True


def may_ask(mailbox: Mailbox, on: date) -> bool:
    if mailbox.last_asked_on is None:
        return True
    return on - mailbox.last_asked_on >= timedelta(days=settings.REMIND_NO_SOONER_THAN_DAYS)


def _of(address: str) -> ServiceQuerySet:
    services = readers.known_at(readers.with_contact(Service.objects.published()), address)
    return services.select_related("organisation").order_by("review_due", "name_en", "pk")


@dataclass(frozen=True)
class Named:
    """A listing as the e-mail names it."""

    name: str
    due: date | None
    is_overdue: bool
    # Where to say what has changed.
    change_url: str


def _send(mailbox: Mailbox, services: list[Service], on: date) -> None:
    language = readers.language_of(mailbox.address)
    with override(language):
        link = settings.SITE_URL + reverse("freshness:check", args=[token(mailbox)])
        # Where somebody with an account changes their listings.
        own = settings.SITE_URL + reverse("provider:home")
        named = [_named(service) for service in services[:MOST_NAMED]]
    mail.send(
        "still_right",
        to=mailbox.address,
        language=language,
        key=f"{mailbox.pk}/{on.isoformat()}",
        about=services[0] if len(services) == 1 else None,
        shown=True,
        context={
            "services": named,
            "count": len(services),
            "more": len(services) - len(named),
            "link": link,
            "own_pages": own if readers.is_member(mailbox.address) else "",
            "days": settings.REMINDER_LINK_DAYS,
        },
    )


def _named(service: Service) -> Named:
    return Named(
        name=english(service, "name"),
        due=service.review_due,
        is_overdue=service.is_overdue,
        change_url=settings.SITE_URL + reverse("suggestions:change", args=[service.slug]),
    )


# --- The link in the e-mail -----------------------------------------------------------------------


class LinkTooOld(Exception):
    """It was ours, but its time is over."""


def token(mailbox: Mailbox) -> str:
    return signing.dumps(str(mailbox.pk), salt=_SALT)


def read(text: str) -> Mailbox:
    """Whose link it is. Raises LinkTooOld, or LookupError for one that we never made."""
    try:
        key = signing.loads(text, salt=_SALT, max_age=timedelta(days=settings.REMINDER_LINK_DAYS))
    except signing.SignatureExpired:
        raise LinkTooOld from None
    except (signing.BadSignature, ValueError):
        raise LookupError(text) from None
    mailbox = Mailbox.objects.filter(pk=key).first()
    if mailbox is None:
        raise LookupError(text)
    return mailbox


def waiting(mailbox: Mailbox, on: date) -> ServiceQuerySet:
    """The published listings that whoever reads the mailbox can confirm: those that wait for a
    check, and those that an officer asked about. Only while the address is still theirs."""
    soon = on + timedelta(days=settings.REMIND_EVERY_DAYS)
    asked = mailbox.reminders.filter(answered_at__isnull=True).values("service")
    return _of(mailbox.address).filter(Q(review_due__lte=soon) | Q(pk__in=asked))


def confirm(service: Service, *, version: int, by: Any = None) -> None:
    """“Everything is still right”: said by `by`, who looks after the listing, or by whoever reads
    the mailbox, of a listing of `waiting`.

    Raises actions.StaleVersion when the listing is not as they saw it.
    """
    with transaction.atomic():
        actions.mark_checked(
            service,
            by=by,
            assurer=english(service.organisation, "name"),
            version=version,
            by_link=by is None,
        )
        open_ones = service.reminders.filter(answered_at__isnull=True)
        open_ones.update(answered_at=timezone.now())


def confirmed(mailbox: Mailbox) -> set[str]:
    """The keys of the listings that we asked the mailbox about and that were answered since."""
    answered = mailbox.reminders.filter(answered_at__isnull=False)
    return {str(key) for key in answered.values_list("service", flat=True)}


# --- For the officer ------------------------------------------------------------------------------


def ask_now(service: Service, *, on: date, by: Any) -> bool:
    """Write to everybody whom we ask about `service`, due or not; False when all had an e-mail of
    late, or mail reaches nobody. Expects `service` from `listed`."""
    found = readers.of([service])[service.pk]
    sent = [
        ask(reader.address, on=on, about=[service], by=by)
        for reader in found
        if not reader.is_bounced
    ]
    return any(sent)


def who_was_asked(services: Iterable[Service]) -> dict[UUID, list[str]]:
    """The addresses that the last e-mails about each went to, by its key. Expects `with_asked`."""
    days = {service.pk: service.asked for service in services}  # type: ignore[attr-defined]
    found: dict[UUID, list[str]] = {pk: [] for pk in days}
    rows = Reminder.objects.filter(service__in=days, sent_on__in=set(days.values()) - {None})
    for reminder in rows.select_related("mailbox").order_by("mailbox__address"):
        if reminder.sent_on == days[reminder.service_id]:
            found[reminder.service_id].append(reminder.mailbox.address)
    return found


def listed() -> ServiceQuerySet:
    """Published listings with their address, whether mail reaches it, and when we asked last."""
    services = readers.with_bounced(readers.with_contact(Service.objects.published()))
    return with_asked(services).select_related("organisation")


def mark_bounced(address: str, service: Service, *, by: Any) -> None:
    with transaction.atomic():
        if mail.mark_bounced(address, by=by):
            audit.record(by=by, verb="freshness.bounced", obj=service)


def mend(address: str, service: Service, *, by: Any) -> None:
    with transaction.atomic():
        if mail.mend(address):
            audit.record(by=by, verb="freshness.mended", obj=service)


# --- Upkeep ---------------------------------------------------------------------------------------


def forget(on: date) -> None:
    """Delete what was asked long ago, and addresses that nothing was asked of since."""
    Reminder.objects.filter(sent_on__lt=on - KEEP).delete()
    Mailbox.objects.filter(reminders__isnull=True, last_asked_on__lt=on - KEEP).delete()
