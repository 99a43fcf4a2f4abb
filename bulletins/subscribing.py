"""Signing up, confirming, changing, leaving. Nobody is told who gets the bulletin.

A known address gets the same page as a new one; what is different stands in the e-mail that goes
to that address.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from content.models import Topic
from core import audit
from core import email as mail

from . import consent
from .models import Bulletin, Delivery, Departure, Subscriber

State, Reason = Subscriber.State, Departure.Reason
_SALT = "bulletins.confirm"
# For so long the link in the e-mail works; then the row is deleted.
CONFIRM_WITHIN = timedelta(days=14)
# An address that mail does not reach is kept so long, in case somebody mends it.
KEEP_BOUNCED = timedelta(days=183)


def topics_to_choose() -> list[Topic]:
    """The largest topics that everybody can see, in their order. What is for young people alone
    belongs to none of them, so everybody gets it."""
    live: Any = Topic.objects.live()
    largest = live.filter(parent__isnull=True, area=Topic.Area.ALL)
    return list(largest.order_by("order", "slug"))


def only_offered(chosen: list[UUID], offered: list[UUID]) -> list[UUID]:
    """Those of `chosen` that are offered, in that order; none when it is all of them."""
    found = [key for key in offered if key in chosen]
    return [] if len(found) == len(offered) else found


# --- Signing up -----------------------------------------------------------------------------------


@transaction.atomic
def sign_up(*, email: str, topics: list[UUID], language: str, often: str) -> None:
    """Ask the address itself whether it wants the bulletin."""
    email = email.strip().lower()
    wanted = {"topics": topics, "language": language, "often": often}
    found = Subscriber.objects.select_for_update().filter(email=email).first()
    if found is not None and found.state == State.CONFIRMED:
        _send("bulletin_known", found, {"link": manage_url(found)})
        return
    if found is None:
        try:
            with transaction.atomic():
                found = Subscriber.objects.create(email=email, **wanted)
        except IntegrityError:
            # The same address at the same moment: the other request has sent the e-mail.
            return
    # Whoever asks again means what they say now, and has 14 days from now.
    with override(language):
        agreed = {"consent_version": consent.CURRENT, "consent_words": consent.words()}
    Subscriber.objects.filter(pk=found.pk).update(
        **wanted, **agreed, state=State.WAITING, updated_at=timezone.now()
    )
    found.refresh_from_db()
    _send("bulletin_confirm", found, {"link": _confirm_url(found)})


def _send(name: str, reader: Subscriber, context: dict[str, Any]) -> None:
    with override(reader.language):
        mail.send(
            name,
            to=reader.email,
            language=reader.language,
            context={"days": CONFIRM_WITHIN.days, **context},
        )


def _confirm_url(reader: Subscriber) -> str:
    token = signing.dumps([reader.key, digest(reader.email)[:32]], salt=_SALT)
    with override(reader.language):
        return settings.SITE_URL + reverse("bulletins:confirm", args=[token])


def manage_url(reader: Subscriber) -> str:
    with override(reader.language):
        return settings.SITE_URL + reverse("bulletins:manage", args=[reader.key])


def read_token(token: str) -> Subscriber | None:
    """Whose link it is; None for one that is too old, was changed, or is of somebody gone."""
    try:
        key, marked = signing.loads(token, salt=_SALT, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Subscriber.objects.filter(key=key).first()
    return found if found and marked in {each[:32] for each in digests(found.email)} else None


@transaction.atomic
def confirm(reader: Subscriber) -> None:
    """Write down that the address itself has agreed. Nothing happens the second time."""
    rows = Subscriber.objects.filter(pk=reader.pk).exclude(state=State.CONFIRMED)
    if rows.update(
        state=State.CONFIRMED,
        consented_at=timezone.now(),
        consent_source=Subscriber.Source.FORM,
        updated_at=timezone.now(),
    ):
        # They have come back themselves, and the e-mail has reached them.
        Departure.objects.filter(digest__in=digests(reader.email)).delete()
        mail.mend(reader.email)


def change(reader: Subscriber, *, topics: list[UUID], language: str, often: str) -> None:
    reader.topics, reader.language, reader.often = topics, language, often
    reader.save(update_fields=["topics", "language", "often", "updated_at"])


# --- Leaving --------------------------------------------------------------------------------------


def digest(email: str, *, secret: str | None = None) -> str:
    """What is kept of an address that left."""
    made = salted_hmac("bulletins.left", email.strip().lower(), secret=secret, algorithm="sha256")
    return made.hexdigest()


def digests(email: str) -> list[str]:
    """As it may have been made, also with the keys that the site had before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [digest(email, secret=key) for key in keys]


@transaction.atomic
def leave(reader: Subscriber, *, reason: str = Reason.LEFT) -> None:
    """Delete a reader; what is left is a digest. Nothing happens the second time.

    The last bulletin that they got is told that one more left after it.
    """
    locked = Subscriber.objects.select_for_update().filter(pk=reader.pk).first()
    if locked is None:
        return
    if locked.state != State.WAITING or reason != Reason.LEFT:
        Departure.objects.update_or_create(
            digest=digest(locked.email), defaults={"reason": reason, "at": timezone.now()}
        )
    got = Delivery.objects.filter(subscriber=locked, state=Delivery.State.SENT)
    if last := got.order_by("-done_at").values("bulletin_id").first():
        Bulletin.objects.filter(pk=last["bulletin_id"]).update(left_count=F("left_count") + 1)
    Delivery.objects.waiting().filter(subscriber=locked).update(
        state=Delivery.State.LEFT_OUT, done_at=timezone.now()
    )
    locked.delete()


@transaction.atomic
def erase(reader: Subscriber, *, by: Any) -> None:
    """An officer deletes somebody who asked for it (UK GDPR, article 17)."""
    audit.record(by=by, verb="subscriber.erased", obj=reader)
    leave(reader, reason=Reason.ERASED)


def data_of(reader: Subscriber) -> dict[str, Any]:
    """All that is kept about a reader, in plain words (UK GDPR, articles 15 and 20)."""
    names = {topic.pk: topic.title for topic in topics_to_choose()}
    got = reader.deliveries.filter(state=Delivery.State.SENT).select_related("bulletin")
    return {
        "email": reader.email,
        "state": str(reader.get_state_display()),
        "topics": [names[key] for key in reader.topics if key in names],
        "language": reader.language,
        "how_often": str(reader.get_often_display()),
        "asked_at": reader.created_at.isoformat(),
        "agreed_at": reader.consented_at.isoformat() if reader.consented_at else None,
        "agreed_by": str(reader.get_consent_source_display()),
        "agreed_to": reader.consent_words,
        "version_of_the_words": reader.consent_version,
        "bulletins_sent": [
            {"title": each.bulletin.title, "sent_at": each.done_at}
            for each in got.order_by("done_at")
        ],
    }


# --- What mail servers and officers say -----------------------------------------------------------


@transaction.atomic
def bounced(email: str, *, by: Any = None) -> None:
    """Mail does not reach an address: it gets no bulletin until somebody mends that."""
    mail.mark_bounced(email, by=by)
    found = Subscriber.objects.confirmed().filter(email=email.strip().lower()).first()
    if found is not None:
        found.state = State.BOUNCED
        found.save(update_fields=["state", "updated_at"])
        if by is not None:
            audit.record(by=by, verb="subscriber.bounced", obj=found)


@transaction.atomic
def mended(reader: Subscriber, *, by: Any) -> None:
    mail.mend(reader.email)
    if Subscriber.objects.filter(pk=reader.pk, state=State.BOUNCED).update(
        state=State.CONFIRMED, updated_at=timezone.now()
    ):
        audit.record(by=by, verb="subscriber.mended", obj=reader)


@transaction.atomic
def complained(email: str, *, by: Any = None) -> None:
    """Somebody called the bulletin spam: they leave at once, without a further e-mail."""
    found = Subscriber.objects.filter(email=email.strip().lower()).first()
    if found is not None:
        if by is not None:
            audit.record(by=by, verb="subscriber.complained", obj=found)
        leave(found, reason=Reason.COMPLAINED)


# --- Keeping --------------------------------------------------------------------------------------


def forget() -> int:
    """Delete who never confirmed, and whom mail has not reached for half a year; how many."""
    now = timezone.now()
    waiting = Q(state=State.WAITING, updated_at__lt=now - CONFIRM_WITHIN)
    lost = Q(state=State.BOUNCED, updated_at__lt=now - KEEP_BOUNCED)
    found = Subscriber.objects.filter(waiting | lost)
    number = found.count()
    found.delete()
    return number
