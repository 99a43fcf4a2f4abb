"""Bulletins by e-mail: who gets them, what is in them, and what was sent to whom."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.fields import RecordsField
from core.languages import LANGUAGES, SOURCE
from core.models import TimeStampedModel, UUIDModel

from .querysets import BulletinQuerySet, DeliveryQuerySet, SubscriberQuerySet


def new_key() -> str:
    """What the links to a reader's own page are made of: 128 random bits, so nobody guesses it.

    A signed link would stop working when the secret key is changed, and whoever finds a bulletin
    after years must still be able to leave.
    """
    return secrets.token_urlsafe(16)


# --- Readers --------------------------------------------------------------------------------------


class Subscriber(UUIDModel, TimeStampedModel):
    """Somebody who gets the bulletin, or has asked to. Who leaves is deleted (`Departure`)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Has not confirmed yet")
        CONFIRMED = "confirmed", _("Gets the bulletin")
        BOUNCED = "bounced", _("E-mail does not arrive")

    class Often(models.TextChoices):
        EACH = "each", _("Every bulletin")
        TERM = "term", _("Only the three main ones, before the Easter, summer and Christmas breaks")

    class Source(models.TextChoices):
        FORM = "form", _("The form on this website")
        IMPORT = "import", _("A list that was brought in")

    email = models.EmailField(_("e-mail address"), unique=True)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    # The largest topics only; empty: all of them.
    topics = RecordsField("content.Topic", verbose_name=_("topics"))
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=[(each.code, each.own_name) for each in LANGUAGES],
        default=SOURCE,
    )
    often = models.CharField(
        _("how often"), max_length=5, choices=Often.choices, default=Often.EACH
    )
    # What they agreed to (UK GDPR, article 7(1)): in the words they read, or for an imported
    # address what the council has as evidence.
    consent_source = models.CharField(max_length=6, choices=Source.choices, default=Source.FORM)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_words = models.TextField(blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="subscriber_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(consented_at__isnull=False),
                name="subscriber_has_consented",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="subscriber_state")]

    def __str__(self) -> str:
        # Never the address: this is what the audit log writes down.
        return str(_("Subscriber"))


class Departure(models.Model):
    """That an address left, without the address: an import must not bring it back.

    `digest` is made with the secret key (`subscribing.digest`).
    """

    class Reason(models.TextChoices):
        LEFT = "left", _("Left")
        COMPLAINED = "complained", _("Called it spam")
        ERASED = "erased", _("Erased by an officer")

    digest = models.CharField(max_length=64, primary_key=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.get_reason_display()


class ReaderCount(models.Model):
    """How many got the bulletin at the end of a day: what the annual report counts with."""

    day = models.DateField(primary_key=True)
    readers = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.readers}"


class HolidayStart(models.Model):
    """The last day of school before a holiday: the bulletin comes out before it."""

    class Holiday(models.TextChoices):
        EASTER = "easter", _("Easter")
        SUMMER = "summer", _("Summer")
        CHRISTMAS = "christmas", _("Christmas")

    holiday = models.CharField(_("holiday"), max_length=10, choices=Holiday.choices)
    year = models.PositiveSmallIntegerField()
    last_day = models.DateField(_("last day of school"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holiday", "year"], name="holiday_start_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_holiday_display()} {self.year}"


# --- Bulletins ------------------------------------------------------------------------------------


class Bulletin(UUIDModel, TimeStampedModel):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        SENDING = "sending", _("Being sent")
        PAUSED = "paused", _("Paused")
        SENT = "sent", _("Sent")

    # What may still be changed, and what has gone out to somebody.
    OPEN = (State.DRAFT, State.SCHEDULED)

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("introduction"), blank=True)
    is_extra = models.BooleanField(_("an extra one"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    send_at = models.DateTimeField(_("goes out on"), null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What it said when it went out, by language (`editions.words_of`): its page stays like that.
    sent_words = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)
    # How many left by a link of this very bulletin. A number, so that nobody is followed.
    left_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "scheduled"])
                | Q(started_at__isnull=False, sent_words__isnull=False),
                name="bulletin_out_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(send_at__isnull=False),
                name="bulletin_scheduled_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("bulletins:bulletin", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class BulletinEntry(UUIDModel):
    """One piece of a bulletin: a page, a service, or own words."""

    WORDS, SERVICE = "words", "service"

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="entries")
    order = models.PositiveSmallIntegerField()
    # "words", "service" or the name of a kind of pages (content.kinds).
    kind = models.CharField(max_length=20)
    record_id = models.UUIDField(null=True, blank=True)
    # Of a service: it was added, rather than changed, since the bulletin before.
    is_new = models.BooleanField(default=False)
    # Of a record: instead of its own. Of own words: the heading, and Markdown.
    title = models.CharField(_("heading"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "kind", "record_id"], name="bulletin_entry_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="words", record_id__isnull=True)
                | (~Q(kind="words") & Q(record_id__isnull=False)),
                name="bulletin_entry_record",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_words(self) -> bool:
        return self.kind == self.WORDS


# --- What is sent ---------------------------------------------------------------------------------


class Edition(models.Model):
    """A bulletin as everybody of one language and choice of topics gets it.

    `text` and `html` have a mark where each reader's own links go (`editions.personal`). They are
    deleted some time after the last one was sent.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=8)
    # The entries in it, in order.
    entries = ArrayField(models.UUIDField())
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "language", "entries"], name="edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} [{self.language}]"


class Delivery(models.Model):
    """One bulletin for one reader: there is never a second, so nobody gets it twice."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("The mail server does not know the address")
        FAILED = "failed", _("Could not be sent")
        # The reader left, or the officer stopped it, before it was their turn.
        LEFT_OUT = "left_out", _("Left out")

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="deliveries")
    # Null when the reader has left since.
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "subscriber"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["bulletin", "try_after", "id"],
                name="delivery_next",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["bulletin", "state"], name="delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.pk}"

    @property
    def message_id(self) -> str:
        """The same at every try: by it mail servers know a repetition."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
        return f"<bulletin.{self.bulletin_id}.{self.pk}@{domain}>"
