"""Words that were agreed on, and machine drafts: which there are, how they went, what they cost."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.languages import BY_CODE
from core.models import TimeStampedModel

from .models_files import FileBroughtIn
from .models_interface import InterfaceCheck
from .querysets import DraftQuerySet, TermQuerySet, UsageQuerySet
from .services.problems import Problem

__all__ = ["Draft", "DraftSettings", "FileBroughtIn", "InterfaceCheck", "Term", "Usage"]


class Term(TimeStampedModel):
    """How the council says an English word in one language."""

    language = models.CharField(_("language"), max_length=8)
    english = models.CharField(_("English"), max_length=120)
    words = models.CharField(_("what we say"), max_length=200)
    also_right = models.TextField(
        _("other forms that are right"),
        blank=True,
        help_text=_("One on each line. The beginning of a word stands for all its endings."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    # A machine's sentence gets the words as they stand here, whatever it would have said itself.
    is_fixed = models.BooleanField(_("put into machine drafts exactly like this"), default=False)
    # Null: a list that came with the site, which nobody here has read yet.
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["english"]
        constraints = [
            models.UniqueConstraint(fields=["language", "english"], name="term_once_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.english} [{self.language}]"


def _usually_left_out() -> list[str]:
    return ["consultation"]


class DraftSettings(models.Model):
    """What the officer decided about machine drafts, and how the service was last: one row."""

    is_on = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    # What only people translate because it quotes the law: kinds by the names of their
    # Translatable, and everything in these topics.
    kinds_left_out = ArrayField(
        models.CharField(max_length=40), default=_usually_left_out, blank=True
    )
    topics_left_out = ArrayField(models.UUIDField(), default=list, blank=True)
    # Why nothing is asked of the service before a time.
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    # What the service can write, as it said; null: it has not been asked, or does not say.
    known_languages = ArrayField(models.CharField(max_length=8), null=True, blank=True)
    known_of = models.CharField(max_length=20, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    # How many texts are left to people because they quote the law, when last looked.
    left_out = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "machine drafts"

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None and self.paused_until > timezone.now()


class Draft(models.Model):
    """One text that a machine is to write in one language, or has written."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        DONE = "done", _("Drafted")
        GIVEN_UP = "given_up", _("Given up")
        # Names and numbers alone: the English stands in every language.
        KEPT = "kept", _("Nothing to translate")
        TAKEN_BACK = "taken_back", _("Taken back")

    # The record's kind (`Translatable.name`), the record, and whose column it is: its own or that
    # of one of its rows.
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    object_id = models.UUIDField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    # What the record is called in English.
    label = models.CharField(max_length=255)
    # How often its page was opened lately: the most read comes first.
    views = models.PositiveIntegerField(default=0)
    # Of the English that is sent, and of the words that were written: as TranslationSource.digest.
    english = models.CharField(max_length=32)
    words = models.CharField(max_length=32, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)
    # The service that was asked last, and when it answered well.
    service = models.CharField(max_length=20, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-views", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["object_id", "field", "language"], name="draft_once_a_text"
            )
        ]
        indexes = [
            models.Index(fields=["state", "next_try"], name="draft_next"),
            models.Index(fields=["record_id", "language"], name="draft_record"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.field} [{self.language}]"

    @property
    def language_name(self) -> str:
        return BY_CODE[self.language].english_name if self.language in BY_CODE else self.language

    @property
    def field_label(self) -> str:
        return self.field.replace("_", " ")


class Usage(models.Model):
    """How many characters were sent to a service on one day."""

    day = models.DateField(default=timezone.localdate)
    service = models.CharField(max_length=20)
    characters = models.PositiveIntegerField(default=0)

    objects = UsageQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["day", "service"], name="usage_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.characters}"
