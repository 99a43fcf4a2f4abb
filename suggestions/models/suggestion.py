"""A proposed change of the directory. The listing itself stays untouched until it is approved.

`proposed`, `base` and `edited` map the key of a part to its value as JSON. The keys (a column of
Service such as "name_en", a list such as "phones", a kind of terms such as "terms:category") and
the shape of each value are set out in suggestions/parts.py.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.languages import SOURCE
from core.models import TimeStampedModel, UUIDModel

# A migration names it by its place in this module.
from core.references import new_reference

from ..querysets import SuggestionQuerySet


def new_key() -> str:
    return secrets.token_urlsafe(24)


class Suggestion(UUIDModel, TimeStampedModel):
    class Kind(models.TextChoices):
        NEW = "new", _("A new service")
        CHANGE = "change", _("A change")
        REMOVAL = "removal", _("To be taken off")
        REPORT = "report", _("Something is wrong")

    class State(models.TextChoices):
        DRAFT = "draft", _("Not sent yet")
        UNCONFIRMED = "unconfirmed", _("Waiting for the e-mail address to be confirmed")
        SUBMITTED = "submitted", _("Waiting to be looked at")
        QUESTION = "question", _("Waiting for an answer")
        SENT_BACK = "sent_back", _("Sent back to be changed")
        APPROVED = "approved", _("Approved")
        PART_APPROVED = "part_approved", _("Approved in part")
        REJECTED = "rejected", _("Not approved")
        WITHDRAWN = "withdrawn", _("Taken back")
        CLOSED = "closed", _("Closed: the service is no longer listed")

    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_reference, editable=False
    )
    # Part of the author's own address: who has it may change, answer and take back.
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=13, choices=State.choices, default=State.DRAFT)

    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
    )
    # Kept for when the listing is gone; for a new service the name it is to have.
    service_name = models.CharField(_("service"), max_length=255, blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
    )

    proposed = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    # What the same parts said, and the listing's version, when the author saw them.
    base = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    base_version = models.PositiveIntegerField(null=True, blank=True)
    # What an officer made of a proposed part before approving it.
    edited = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    # The English beside which each translation was written, by the key of the translation.
    made_from = models.JSONField(default=dict, blank=True)
    # What is wrong or why, in the author's own words.
    words = models.TextField(_("in your own words"), blank=True)
    # The questions (suggestions/questions.py) that the author chose, in order.
    questions = models.JSONField(default=list, blank=True)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
    )
    language = models.CharField(max_length=8, default=SOURCE)
    # The suggestion whose sent-back parts this one brings again.
    follows = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("being looked at by"),
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    # Of a trusted organisation: approved as it came, by its author. An officer looks at it after.
    published_at_once = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reviewed_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    # Key of a part: {"outcome": see Outcome, "note": to the author, "was": value before, "became":
    # what stood there after it was published at once, "checked": of a translation, that somebody
    # who speaks the language has read it}.
    decisions = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("reason"), blank=True)
    # Where the reason is a template's unchanged words, the author reads them translated.
    reason_template = models.ForeignKey(
        "suggestions.ReasonTemplate",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # When it ended in whatever way; from then on contact details are kept for a time only.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    # Where an author's work is not finished, where an officer's is not, and where all is done.
    EDITABLE = (State.DRAFT, State.UNCONFIRMED, State.SENT_BACK)
    WAITING = (State.SUBMITTED, State.QUESTION)
    DECIDED = (State.APPROVED, State.PART_APPROVED, State.REJECTED)
    ENDED = (*DECIDED, State.WITHDRAWN, State.CLOSED)

    class Meta:
        ordering = ["submitted_at", "created_at"]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="suggestion_queue"),
            models.Index(fields=["ended_at"], name="suggestion_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                name="suggestion_decided_by_and_at",
                condition=Q(
                    state__in=["approved", "part_approved", "rejected"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | (
                    ~Q(state__in=["approved", "part_approved", "rejected"])
                    & Q(decided_by__isnull=True, decided_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="suggestion_ended_at",
                condition=Q(
                    state__in=["approved", "part_approved", "rejected", "withdrawn", "closed"],
                    ended_at__isnull=False,
                )
                | (
                    ~Q(state__in=["approved", "part_approved", "rejected", "withdrawn", "closed"])
                    & Q(ended_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="suggestion_submitted_at",
                condition=Q(submitted_at__isnull=False)
                | Q(state__in=["draft", "unconfirmed", "withdrawn", "closed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.service_name}".strip()

    def get_absolute_url(self) -> str:
        """The page on which anybody who has the reference sees what became of it."""
        return reverse("suggestions:status", args=[self.reference])

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def is_decided(self) -> bool:
        return self.state in self.DECIDED

    @property
    def is_ended(self) -> bool:
        return self.state in self.ENDED

    @property
    def is_put_right(self) -> bool:
        """Approved, though there was nothing of it to publish: an end, or something said."""
        return self.state == self.State.APPROVED and self.kind in (
            self.Kind.REMOVAL,
            self.Kind.REPORT,
        )

    @property
    def to_approve(self) -> dict[str, Any]:
        """What approving would write: the author's values under the officer's own."""
        return {**self.proposed, **self.edited}

    @property
    def address(self) -> str:
        """Where to write to the author; nothing when nobody left an address."""
        if self.author is not None:
            return self.author.email if self.author.is_active else ""
        contact = getattr(self, "contact", None)
        return contact.email if contact and contact.confirmed_at else ""


class Outcome(models.TextChoices):
    """What became of one part."""

    APPROVED = "approved", _("Approved")
    EDITED = "edited", _("Approved with changes")
    SENT_BACK = "sent_back", _("Sent back to be changed")
    REJECTED = "rejected", _("Not approved")
    # Of what a trusted organisation published at once.
    UNDONE = "undone", _("Published, then undone")


class SuggestionContact(models.Model):
    """Who sent a suggestion without an account. Apart, so that it can be deleted on schedule."""

    class Relation(models.TextChoices):
        FAMILY = "family", _("A parent, carer or family member")
        YOUNG_PERSON = "young_person", _("A young person")
        STAFF = "staff", _("Somebody who works for the service")
        PROFESSIONAL = "professional", _("Another professional")
        OTHER = "other", _("Somebody else")

    suggestion = models.OneToOneField(
        Suggestion, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    relation = models.CharField(
        _("who you are"), max_length=12, choices=Relation.choices, blank=True
    )
    # When the link in the e-mail was used; until then nothing else is sent to the address.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.suggestion_id)


class SuggestionMessage(UUIDModel):
    """One message of the conversation about a suggestion."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question to the author")
        ANSWER = "answer", _("Answer of the author")
        COMMENT = "comment", _("Comment between staff")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # Staff, or an author with an account; null for an author without one.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReasonTemplate(UUIDModel):
    """Words that officers use again and again when they do not approve something."""

    title = models.CharField(_("name of the reason"), max_length=80)
    text = models.TextField(_("what the author reads"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "title_en"]

    def __str__(self) -> str:
        return self.title


class StillRightCount(models.Model):
    """How many visitors said on one day that a listing is still right. Names nobody."""

    service = models.ForeignKey(
        "directory.Service", on_delete=models.CASCADE, related_name="still_right_counts"
    )
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["service", "day"], name="still_right_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.day}: {self.count}"
