"""What people said, through whichever channel, and what became of it.

Section 30(6) of the Children and Families Act 2014 and regulation 56 of the SEND Regulations 2014:
comments are asked for, and published with the response in a form that identifies nobody. So the
words that somebody wrote (`original`) are private, and what is published is a separate wording.

No history is kept of a comment: what was written about a child must be gone once it is deleted.
Who decided what, and when, is in the audit log.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES, SOURCE
from core.models import TimeStampedModel, UUIDModel
from core.references import new_reference

from ..querysets import CommentQuerySet, PageAnswerQuerySet

# The column of the published wording in each language (modeltranslation).
TRANSLATED_WORDS = tuple(build_localized_fieldname("published_words", code) for code in CODES)


class Occasion(UUIDModel, TimeStampedModel):
    """Where people were met and heard: a coffee morning, a family day, a survey."""

    class Kind(models.TextChoices):
        COFFEE_MORNING = "coffee_morning", _("Coffee morning")
        EVENT = "event", _("Event")
        SURVEY = "survey", _("Survey")
        MEETING = "meeting", _("Meeting")
        CONSULTATION = "consultation", _("Consultation")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    date = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    organised_by = models.CharField(_("organised by"), max_length=200, blank=True)
    attendance = models.PositiveIntegerField(_("how many came"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-date", "name"]

    def __str__(self) -> str:
        return self.name


class Comment(UUIDModel, TimeStampedModel):
    class Channel(models.TextChoices):
        WEBSITE = "website", _("Feedback form")
        PAGE = "page", _("“Is this page useful?”")
        SEARCH = "search", _("Search that found nothing")
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Phone")
        LETTER = "letter", _("Letter")
        SOCIAL_MEDIA = "social_media", _("Social media")
        COFFEE_MORNING = "coffee_morning", _("Coffee morning")
        EVENT = "event", _("Event")
        SURVEY = "survey", _("Survey")
        MEETING = "meeting", _("Meeting")
        OTHER = "other", _("Other")

    class About(models.TextChoices):
        CONTENT = "content", _("What is on this website")
        MISSING = "missing", _("Something that is missing")
        EASE = "ease", _("How easy this website is to use")
        DEVELOPMENT = "development", _("How this website is made, and who has a say")
        PRAISE = "praise", _("A thank-you")
        PROBLEM = "problem", _("A problem with one child’s own support")
        OTHER = "other", _("Something else")

    class Speaker(models.TextChoices):
        PARENT = "parent", _("Parent or carer")
        YOUNG_PERSON = "young_person", _("Child or young person")
        PROFESSIONAL = "professional", _("Professional")
        PROVIDER = "provider", _("Somebody who runs a service")
        OTHER = "other", _("Somebody else")
        UNKNOWN = "unknown", _("Not known")

    class State(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("Being looked at")
        PUBLISHED = "published", _("Published")
        KEPT_BACK = "kept_back", _("Kept back")

    class KeptBackReason(models.TextChoices):
        """Why a comment need not be published (regulation 56(4)), or must not be."""

        IDENTIFIES = "identifies", _("It would show who somebody is")
        ONE_CHILD = "one_child", _("It is about one child’s own support")
        ABUSIVE = "abusive", _("It is abusive or vexatious")
        OFF_TOPIC = "off_topic", _("It is about something else than the Local Offer")
        ASKED = "asked", _("Its author asked us not to publish it")
        ERASED = "erased", _("Its author asked us to erase it")
        OTHER = "other", _("Another reason")

    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_reference, editable=False
    )
    channel = models.CharField(_("how it reached us"), max_length=14, choices=Channel.choices)
    occasion = models.ForeignKey(
        Occasion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments",
        verbose_name=_("occasion"),
    )
    heard_on = models.DateField(_("heard on"))
    # The code of the reporting year of `heard_on` (core.years), such as 2024-25.
    year = models.CharField(_("reporting year"), max_length=7)
    # The path of the page that it is about, and the words that a search found nothing for.
    page = models.CharField(_("page"), max_length=500, blank=True)
    search_term = models.CharField(_("searched for"), max_length=200, blank=True)
    about = models.CharField(_("what it is about"), max_length=11, choices=About.choices)
    speaker = models.CharField(
        _("who is speaking"), max_length=12, choices=Speaker.choices, default=Speaker.UNKNOWN
    )
    language = models.CharField(_("language"), max_length=8, default=SOURCE)

    # In the person's own words. Private; deleted on schedule.
    original = models.TextField(_("original words"), blank=True)
    original_deleted_at = models.DateTimeField(null=True, blank=True)
    # False where its author asked for that, and for one child's own support.
    may_publish = models.BooleanField(_("may be published"), default=True)
    # Anonymous, in every language.
    published_words = models.TextField(_("published wording"), blank=True)

    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.NEW)
    kept_back_reason = models.CharField(
        _("why it is kept back"), max_length=10, choices=KeptBackReason.choices, blank=True
    )
    kept_back_note = models.TextField(_("note"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    needs_reply = models.BooleanField(_("needs a reply"), default=False)
    # Read by whoever has the reference.
    reply = models.TextField(_("reply"), blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    due = models.DateField(_("due"))
    # Who typed it in, when it was heard elsewhere.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    # Nobody has decided yet whether it is published.
    UNDECIDED = (State.NEW, State.OPEN)

    class Meta:
        ordering = ["-heard_on", "-created_at"]
        indexes = [
            models.Index(fields=["state", "due"], name="comment_queue"),
            models.Index(fields=["year", "state"], name="comment_year"),
            models.Index(fields=["heard_on"], name="comment_heard_on"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comment_published_wholly",
                condition=Q(
                    state="published",
                    may_publish=True,
                    published_at__isnull=False,
                    published_by__isnull=False,
                    # The column itself: modeltranslation adds it to the model.
                    published_words_en__isnull=False,
                )
                & ~Q(published_words_en="")
                | (~Q(state="published") & Q(published_at__isnull=True, published_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="comment_kept_back_with_reason",
                condition=(Q(state="kept_back") & ~Q(kept_back_reason=""))
                | (~Q(state="kept_back") & Q(kept_back_reason="")),
            ),
            models.CheckConstraint(
                name="comment_problem_not_published",
                condition=~Q(about="problem", may_publish=True),
            ),
            models.CheckConstraint(
                name="comment_replied_at",
                condition=Q(reply="", replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page on which whoever has the reference sees what became of it."""
        return reverse("feedback:status", args=[self.reference])

    @property
    def version(self) -> str:
        """Changes with every change of the comment: what a form was opened on."""
        return self.updated_at.isoformat()

    @property
    def is_undecided(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def address(self) -> str:
        """Where to write to its author; nothing when no address was left or it is deleted."""
        contact: Any = getattr(self, "contact", None)
        return contact.email if contact else ""


class CommentContact(models.Model):
    """Who sent a comment, what they use to read the site and how they need the answer: it may say
    that somebody has a disability. Apart, so that it can be deleted on schedule."""

    class Use(models.TextChoices):
        SCREEN_READER = "screen_reader", _("A screen reader or a braille display")
        MAGNIFIER = "magnifier", _("A magnifier, or larger text")
        COLOURS = "colours", _("Other colours or more contrast")
        VOICE = "voice", _("My voice, to move about and to write")
        KEYBOARD = "keyboard", _("A keyboard or a switch, no mouse")
        READ_ALOUD = "read_aloud", _("Something that reads aloud or makes words easier")
        TRANSLATION = "translation", _("A machine that translates")
        OTHER = "other", _("Something else")

    class Format(models.TextChoices):
        LARGE_PRINT = "large_print", _("Large print")
        EASY_READ = "easy_read", _("Easy Read")
        AUDIO = "audio", _("A recording to listen to")
        BRAILLE = "braille", _("Braille")
        BSL = "bsl", _("British Sign Language")
        PAPER = "paper", _("On paper")
        CALL = "call", _("In a phone call")
        OTHER = "other", _("In another way")

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="contact"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    # For who has no e-mail: a telephone number or a postal address.
    other_contact = models.CharField(_("phone number or address"), max_length=300, blank=True)
    uses = ArrayField(
        models.CharField(max_length=13, choices=Use.choices),
        verbose_name=_("what they use"),
        default=list,
        blank=True,
    )
    # Empty: a web page or an e-mail will do.
    format = models.CharField(
        _("how they need the answer"), max_length=11, choices=Format.choices, blank=True
    )

    def __str__(self) -> str:
        return str(self.comment_id)

    @property
    def uses_in_words(self) -> list[str]:
        return [str(self.Use(each).label) for each in self.uses if each in self.Use.values]


class PageAnswer(models.Model):
    """How often visitors said on one day that a page is useful, or not. Names nobody."""

    # The path without the prefix of its language.
    page = models.CharField(_("page"), max_length=500)
    language = models.CharField(_("language"), max_length=8, default=SOURCE)
    day = models.DateField(_("day"))
    yes = models.PositiveIntegerField(_("yes"), default=0)
    no = models.PositiveIntegerField(_("no"), default=0)

    objects = PageAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "page"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language", "day"], name="page_answer_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.day}"
