"""Simple surveys. Nothing in a response says who gave it: no address, no time of day, no cookie.

What people write in their own words is a comment (channel "survey") from the moment it is sent, so
that it is themed, published, found, erased and deleted as every other comment is.
"""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import SOURCE
from core.models import TimeStampedModel, UUIDModel

from ..answer_querysets import SurveyQuerySet

SCALE = range(1, 6)
# The marks of a scale that have words.
ENDS = (SCALE[0], SCALE[-1])


class Survey(UUIDModel, TimeStampedModel):
    slug = models.SlugField(_("web address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    thanks = models.TextField(_("thank-you"), blank=True)
    opens_on = models.DateField(_("opens on"))
    # The last day on which it can be answered; null while nobody has said.
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    # Once it has closed, whether everybody may see how many chose what.
    shows_results = models.BooleanField(_("results are public"), default=False)
    # What the comments made of its answers belong to.
    occasion = models.OneToOneField(
        "feedback.Occasion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="survey",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "title_en", "pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_dates_in_order",
                condition=Q(closes_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
            ),
            models.CheckConstraint(
                name="survey_published_at",
                condition=Q(published=True, published_at__isnull=False)
                | Q(published=False, published_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.slug])

    @property
    def is_over(self) -> bool:
        return self.closes_on is not None and self.closes_on < timezone.localdate()

    @property
    def is_early(self) -> bool:
        return self.opens_on > timezone.localdate()

    @property
    def is_open(self) -> bool:
        return self.published and not self.is_early and not self.is_over

    @property
    def last_day(self) -> date:
        """The last day that its answers can be of."""
        return self.closes_on or timezone.localdate()


class Question(UUIDModel):
    class Kind(models.TextChoices):
        ONE = "one", _("Choose one")
        MANY = "many", _("Choose any number")
        SCALE = "scale", _("From 1 to 5")
        SHORT = "short", _("A few words")
        LONG = "long", _("In their own words")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind of answer"), max_length=5, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=300)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    # One a line: the choices; for a scale what 1 means and what 5 means. Answers know a choice by
    # its place, so the lines stay as they are once there is an answer.
    options = models.TextField(_("choices"), blank=True)
    required = models.BooleanField(_("must be answered"), default=False)
    order = models.PositiveSmallIntegerField(_("place"), default=0)

    CHOSEN = (Kind.ONE, Kind.MANY, Kind.SCALE)
    WRITTEN = (Kind.SHORT, Kind.LONG)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_written(self) -> bool:
        return self.kind in self.WRITTEN

    def lines(self) -> list[str]:
        """The lines of `options` in the page's language, each in English where it is missing."""
        english, own = self._lines_in(SOURCE), self._lines_in(get_language() or SOURCE)
        return [*own, *english[len(own) :]][: len(english)]

    def in_english(self) -> set[int]:
        """The numbers of the choices whose words are English on a page in another language."""
        own = len(self._lines_in(get_language() or SOURCE))
        numbers = range(len(self._lines_in(SOURCE)))
        worded = ENDS if self.kind == self.Kind.SCALE else numbers
        return {number for place, number in zip(numbers, worded, strict=False) if place >= own}

    def _lines_in(self, code: str) -> list[str]:
        return _lines(getattr(self, column("options", code)))

    def choices(self) -> list[tuple[int, str]]:
        """What can be chosen: its number as answers keep it, and its words."""
        if self.kind != self.Kind.SCALE:
            return list(enumerate(self.lines()))
        ends = dict(zip(ENDS, self.lines(), strict=False))
        return [(mark, f"{mark} – {ends[mark]}" if ends.get(mark) else str(mark)) for mark in SCALE]


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class Response(UUIDModel):
    """Somebody's answers, on a day. Nobody knows whose."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    day = models.DateField(_("day"), default=timezone.localdate)
    language = models.CharField(_("language"), max_length=8, default=SOURCE)

    class Meta:
        # By key, which is random: the order in which they came is nobody's business.
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["survey", "day"], name="response_survey")]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(UUIDModel):
    """What a response says to one question: the choices, or the comment that holds the words."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    chosen = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    comment = models.OneToOneField(
        "feedback.Comment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_answer",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="answer_once")]

    def __str__(self) -> str:
        return str(self.pk)
