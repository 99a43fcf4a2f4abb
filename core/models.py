"""Abstract models that every app builds on, and the audit log."""

import uuid

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.querysets import GIVEN_UP_AFTER, OutgoingEmailQuerySet


class UUIDModel(models.Model):
    """A record with a UUID key, as Open Referral UK 3.0 asks of every id in a feed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class TimeStampedModel(models.Model):
    created_at = models.DateTimeField(_("created"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True, editable=False)

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """One thing that somebody did. Written once; the database refuses a change or a deletion.

    `detail` holds names of fields and counts, never the content of a person's message.
    """

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    verb = models.CharField(_("what was done"), max_length=60, db_index=True)
    object_type = models.CharField(_("kind of record"), max_length=60, blank=True)
    object_id = models.CharField(_("record"), max_length=40, blank=True)
    object_label = models.CharField(_("name of the record"), max_length=255, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_label}".strip()


class OutgoingEmail(models.Model):
    """An e-mail on its way, and that it was sent.

    Its address, words and links are blanked the moment it is sent. What is left says to staff
    what was sent when, keeps the same e-mail from being sent twice, and is deleted later
    (core.tasks). `shown_to` and `shown_text` are there only for e-mails whose words may be seen:
    the address with its name hidden, and the words without any link.
    """

    name = models.CharField(max_length=60)
    # A digest of what makes it the same e-mail; null for one that may be sent any number of times.
    key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    to = models.EmailField(blank=True)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    # Or when a mail server refused it for good: nothing is left to do then either.
    sent_at = models.DateTimeField(null=True)
    is_refused = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True)
    # What it is about, as an AuditEvent names it.
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    shown_to = models.CharField(max_length=254, blank=True)
    shown_subject = models.TextField(blank=True)
    shown_text = models.TextField(blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="outgoing_email_about")]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """One of "waiting", "given_up", "refused", "sent": as `OutgoingEmailQuerySet.in_state`."""
        if self.sent_at:
            return "refused" if self.is_refused else "sent"
        return "given_up" if self.created_at < timezone.now() - GIVEN_UP_AFTER else "waiting"


class KeptFile(models.Model):
    """A PDF as it was made last (`core.pdf.keeping`). A model adds of what it is one."""

    # Of all that stands in it: when that changes, the file is made again.
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class BouncedAddress(models.Model):
    """An e-mail address that mail does not reach: a mail server refused it, or an officer says so.

    The row is deleted when the address works again.
    """

    address = models.EmailField(primary_key=True)
    since = models.DateTimeField(auto_now_add=True)
    # Null when a mail server said so.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=models.functions.Lower("address")),
                name="bounced_address_lower",
            )
        ]

    def __str__(self) -> str:
        return self.address


class RateCount(models.Model):
    """How often something was done in a span of time. The key is a digest: it names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class TranslationSource(models.Model):
    """Which English a translated text was made from, so that it can be flagged when that changes.

    One row for a record's field in one language. `digest` is the MD5 of the English words: the
    database can reckon the same of a column, and nothing secret hangs on it. `english` is those
    words, to show what changed since; it is empty where only their digest was kept.
    """

    class MadeBy(models.TextChoices):
        PERSON = "person", _("A person")
        MACHINE = "machine", _("A machine")
        IMPORT = "import", _("A file that was brought in")
        PROVIDER = "provider", _("The people who run the service")

    object_id = models.UUIDField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=32)
    english = models.TextField(blank=True)
    made_by = models.CharField(max_length=10, choices=MadeBy.choices, default=MadeBy.IMPORT)
    # Who found that it says what that English says, and when; empty for a draft.
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "field", "language"], name="translation_source_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} [{self.language}]"
