"""What was asked of whom, so that nobody is asked twice, and how fresh the directory was."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.models import UUIDModel


class Mailbox(UUIDModel):
    """An address that reminders go to. Its row is locked while one is written, and it remembers
    the day, so that no two workers ever write to the same address."""

    address = models.EmailField(_("e-mail address"), unique=True)
    last_asked_on = models.DateField(_("last asked"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="mailbox_lower")
        ]

    def __str__(self) -> str:
        return self.address


class ReminderManager(models.Manager["Reminder"]):
    """With whom we asked: the page of a listing names them, and can ask for no more than rows."""

    def get_queryset(self) -> "models.QuerySet[Reminder]":
        return super().get_queryset().select_related("mailbox")


class Reminder(UUIDModel):
    """One listing in one e-mail that asked whether it is still right."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="reminders")
    service = models.ForeignKey(
        "directory.Service", on_delete=models.CASCADE, related_name="reminders"
    )
    # The day the check was due when we asked; null when it was never checked.
    due = models.DateField(_("check due"), null=True, blank=True)
    sent_on = models.DateField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ReminderManager()

    class Meta:
        ordering = ["-sent_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "mailbox", "sent_on"], name="reminder_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["sent_on"], name="reminder_sent_on")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.sent_on}"


class CheckedShare(models.Model):
    """How much of the directory was checked in time on a day, written down once a day."""

    day = models.DateField(primary_key=True)
    published = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_time__lte=F("published")), name="share_not_above_whole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.in_time} of {self.published}"
