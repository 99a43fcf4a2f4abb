"""The annual report: a draft that people work on, and what was published, which nobody can change.

Section 30(6) of the Children and Families Act 2014 and regulation 56 of the SEND Regulations 2014:
comments and the response to them are published at least once a year, so that nobody is identified.

A published report is its `snapshot` (reports/snapshot.py) and nothing else. Sections and figures
are what the draft was made from; a correction copies them into a new version.
"""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel, UUIDModel
from core.years import Year

from .querysets import ReportQuerySet


def new_key() -> str:
    """192 random bits: nobody finds a draft by trying."""
    return secrets.token_urlsafe(24)


class AnnualReport(UUIDModel, TimeStampedModel):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    # The code of a reporting year (core.years), such as 2024-25.
    year = models.CharField(_("reporting year"), max_length=7)
    # 1 for the first that was published of a year; each correction is one more.
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    # What a correction corrects.
    note = models.TextField(_("what was corrected"), blank=True)
    # Counts the edits of the draft, so that two people do not write over each other.
    edit = models.PositiveIntegerField(default=1)
    # Part of the private address of the draft; null when it is not shared.
    share_key = models.CharField(max_length=40, unique=True, null=True, editable=False)  # noqa: DJ001
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Why it was published although the check found something.
    publish_reason = models.TextField(_("reason"), blank=True)
    snapshot = models.JSONField(null=True, blank=True, editable=False)
    # SHA-256 of the snapshot's file (snapshot.as_bytes), in hexadecimal.
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="report_number_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="draft"), name="report_one_draft_a_year"
            ),
            models.CheckConstraint(
                name="report_published_wholly",
                condition=Q(
                    state="published",
                    published_at__isnull=False,
                    snapshot__isnull=False,
                    share_key__isnull=True,
                )
                & ~Q(checksum="")
                | Q(
                    state="draft",
                    published_at__isnull=True,
                    published_by__isnull=True,
                    snapshot__isnull=True,
                    checksum="",
                ),
            ),
        ]
        triggers = [
            # What was published stays as it was, whoever asks and by whatever way.
            pgtrigger.Protect(
                name="published_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}".strip()

    def get_absolute_url(self) -> str:
        return reverse("reports:version", args=[self.year, self.number])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_correction(self) -> bool:
        return self.number > 1

    @property
    def says_why(self) -> bool:
        """Whether a correction says what it corrects; a first version has nothing to say."""
        return not self.is_correction or bool((self.note_en or "").strip())  # type: ignore[attr-defined]

    @property
    def in_year(self) -> Year:
        return Year.parse(self.year)


class ReportSection(UUIDModel):
    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", _("Introduction and the law")
        TAKING_PART = "taking_part", _("Who took part and how")
        GLANCE = "glance", _("The year at a glance")
        THEMES = "themes", _("You said, we did")
        THANKS = "thanks", _("Thank-yous")
        DATA = "data", _("What the data tells us")
        CANNOT = "cannot", _("What we could not do")
        SUMMARY = "summary", _("Summary")
        NEXT = "next", _("Next steps")
        OWN = "own", _("A section of our own")

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(_("order"))
    heading = models.CharField(_("heading"), max_length=200)
    # Markdown.
    words = models.TextField(_("words"), blank=True)
    hidden = models.BooleanField(_("left out"), default=False)
    # Counts the edits of its words.
    edit = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                condition=~Q(kind="own"),
                name="section_of_a_kind_once",
            )
        ]

    def __str__(self) -> str:
        return self.heading


class Figure(UUIDModel):
    """One number, or a list of some, with how it came about.

    `value` and `last_year` are plain numbers. `rows` of a list: [{"label": {"en": …} (or "month":
    "2024-09-01"), "value": number or
    None}]; None where it is too small to be shown (core.small_numbers).
    """

    class Kind(models.TextChoices):
        NUMBER = "number", _("A number")
        RANKING = "ranking", _("A list, the largest first")
        MONTHS = "months", _("A number for each month")

    class Place(models.TextChoices):
        """The section that shows it."""

        TAKING_PART = "taking_part", _("Who took part and how")
        GLANCE = "glance", _("The year at a glance")
        THEMES = "themes", _("You said, we did")
        DATA = "data", _("What the data tells us")

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="figures")
    # The counter's name (reports/figures.py), or a made-up one for what is typed in.
    key = models.CharField(max_length=60)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.NUMBER)
    place = models.CharField(_("shown in"), max_length=12, choices=Place.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("what it counts"), max_length=200)
    value = models.DecimalField(_("number"), max_digits=14, decimal_places=2, null=True, blank=True)
    last_year = models.DecimalField(
        _("number of the year before"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    rows = models.JSONField(_("list"), default=list, blank=True)
    # Where it comes from, or how it was counted.
    source = models.TextField(_("source"), blank=True)
    typed = models.BooleanField(_("typed in"), default=False)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    hidden = models.BooleanField(_("left out"), default=False)
    edit = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["place", "order", "key"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="figure_once"),
            models.CheckConstraint(
                name="figure_counted_or_typed",
                condition=Q(typed=True) | Q(counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ReportComment(UUIDModel):
    """What a reader of a shared draft said of it. Staff alone see it."""

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField(_("name"), max_length=120)
    words = models.TextField(_("comment"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name


class ReportFile(UUIDModel):
    """A published report as a file, made once by the worker and kept as it was made.

    In the database, so that a copy of that holds the report whole: some 20 files of 100 KB a year.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        LARGE = "large", _("PDF in large print")
        DOCX = "docx", _("Word document")

    report = models.ForeignKey(AnnualReport, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    language = models.CharField(max_length=8)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["language", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "language"], name="file_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
