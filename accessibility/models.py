"""What the accessibility statement says beyond what the tests say by themselves.

SI 2018/952, regulation 8: the statement lists what does not work and why, and is kept under review.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel, UUIDModel

from .querysets import ProblemQuerySet


class Statement(UUIDModel, TimeStampedModel):
    """The officer's part of the statement. There is one row at most."""

    KEY = UUID("6d5c7b0e-5d0c-4f3c-9a51-3f1f0d9c2a77")

    prepared = models.DateField(_("first prepared on"))
    reviewed = models.DateField(_("last reviewed on"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    # Sentences that stand after those that every statement has.
    how = models.TextField(_("how accessible it is"), blank=True)
    doing = models.TextField(_("what we are doing"), blank=True)
    tested_by = models.TextField(_("who else tested it, and how"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed__gte=models.F("prepared")), name="statement_reviewed_later"
            )
        ]

    def __str__(self) -> str:
        return str(_("Accessibility statement"))

    @classmethod
    def current(cls) -> "Statement":
        """The row; before there is one, what it would begin with (not saved)."""
        today = timezone.localdate()
        found = cls.objects.select_related("reviewed_by").filter(pk=cls.KEY).first()
        return found or cls(pk=cls.KEY, prepared=today, reviewed=today)


class Problem(UUIDModel, TimeStampedModel):
    """Something on the site that some people cannot use, or not well."""

    class Category(models.TextChoices):
        NON_COMPLIANCE = "non_compliance", _("It does not meet the standard")
        BURDEN = "burden", _("Mending it would be a disproportionate burden")
        OUT_OF_SCOPE = "out_of_scope", _("The regulations do not cover it")

    category = models.CharField(
        _("kind"), max_length=14, choices=Category.choices, default=Category.NON_COMPLIANCE
    )
    what = models.TextField(_("what does not work"), max_length=500)
    who = models.CharField(_("who meets it"), max_length=200, blank=True)
    instead = models.TextField(_("what to do instead"), max_length=500, blank=True)
    # Numbers of success criteria of WCAG 2.2 (accessibility.criteria).
    criteria = ArrayField(models.CharField(max_length=6), verbose_name=_("criteria"), default=list)
    mend_by = models.DateField(_("to be mended by"), null=True, blank=True)
    mended_on = models.DateField(_("mended on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["mend_by", "created_at"]
        constraints = [
            # The model statement asks for both.
            models.CheckConstraint(
                condition=~Q(category="non_compliance")
                | (Q(mend_by__isnull=False) & ~Q(criteria=[])),
                name="problem_with_criteria_and_day",
            )
        ]

    def __str__(self) -> str:
        return self.what if len(self.what) <= 90 else f"{self.what[:89].rstrip()}…"

    def is_late(self, today: date) -> bool:
        return self.mended_on is None and self.mend_by is not None and self.mend_by < today
