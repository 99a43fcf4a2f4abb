"""News, key dates and consultations: pages that are about a time."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import RecordsField
from content.models import Page

from .querysets import (
    CLOSING_SOON,
    OUTCOME_WITHIN,
    ConsultationQuerySet,
    KeyDateQuerySet,
    NewsQuerySet,
    TopicalQuerySet,
)


class TopicalPage(Page):
    """A page that may belong to more topics than the one it hangs on."""

    more_topics = RecordsField("content.Topic", verbose_name=_("more topics"))

    objects: ClassVar[Any] = TopicalQuerySet.as_manager()

    class Meta(Page.Meta):
        abstract = True


class NewsItem(TopicalPage):
    # The last day on which it is news; null: as long as the settings say. It stays on the site.
    old_after = models.DateField(_("news until"), null=True, blank=True)

    objects: ClassVar[Any] = NewsQuerySet.as_manager()

    class Meta(TopicalPage.Meta):
        abstract = False
        ordering = ["-published_at", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("news:item", args=[self.slug])

    @property
    def is_old(self) -> bool:
        """As `NewsQuerySet.current` says it. What has not come out yet is not old."""
        if self.old_after is None and self.published_at is None:
            return False
        return self._last_day < timezone.localdate()

    @property
    def _last_day(self) -> date:
        if self.old_after is not None:
            return self.old_after
        first = timezone.localdate(self.published_at)
        return first + timedelta(days=settings.NEWS_CURRENT_DAYS)


class KeyDate(TopicalPage):
    class Sort(models.TextChoices):
        DEADLINE = "deadline", _("Last day to do something")
        DECISION = "decision", _("You hear from us")
        TERM = "term", _("School term")
        HOLIDAY = "holiday", _("School holiday")
        OTHER = "other", _("Another date")

    sort = models.CharField(_("kind of date"), max_length=8, choices=Sort.choices)
    day = models.DateField(_("day"))
    # The last day, of a date of several days.
    until = models.DateField(_("until"), null=True, blank=True)
    who = models.CharField(_("who it is for"), max_length=200, blank=True)
    link = models.CharField(_("where to do it"), max_length=500, blank=True)
    # One a line: who can help, a phone number, an e-mail address.
    contact = models.TextField(_("who can help"), blank=True)

    objects: ClassVar[Any] = KeyDateQuerySet.as_manager()

    class Meta(TopicalPage.Meta):
        abstract = False
        ordering = ["day", "pk"]
        constraints = [
            *TopicalPage.Meta.constraints,
            models.CheckConstraint(
                name="key_date_in_order", condition=Q(until=None) | Q(until__gte=F("day"))
            ),
        ]
        indexes = [models.Index(fields=["day"], name="key_date_day")]

    def get_absolute_url(self) -> str:
        return reverse("key_dates:date", args=[self.slug])

    @property
    def ends_on(self) -> date:
        return self.until or self.day

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def is_soon(self) -> bool:
        """Whether something is to be done by then, and soon."""
        left = self.ends_on - timezone.localdate()
        return self.sort == self.Sort.DEADLINE and timedelta(0) <= left <= CLOSING_SOON


class Consultation(TopicalPage):
    """Something on which families are asked, and afterwards what came of it."""

    class Stage(models.TextChoices):
        COMING = "coming", _("Opens soon")
        OPEN = "open", _("Open")
        CLOSING = "closing", _("Closes soon")
        WAITING = "waiting", _("Closed – waiting for the outcome")
        DECIDED = "decided", _("Outcome published")

    opens_on = models.DateField(_("opens on"))
    # The last day on which it can be answered.
    closes_on = models.DateField(_("closes on"))
    organiser = models.CharField(_("who asks"), max_length=200, blank=True)
    asked = models.TextField(_("what is asked"), blank=True)
    # The ways to answer.
    answer_link = models.CharField(_("answer online"), max_length=500, blank=True)
    survey = models.ForeignKey(
        "feedback.Survey",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("a survey of ours"),
    )
    answer_email = models.EmailField(_("answer by e-mail"), blank=True)
    answer_post = models.TextField(_("answer by post"), blank=True)
    answer_in_person = models.TextField(_("answer in person"), blank=True)
    # Afterwards: the day on which the outcome came out, and the outcome.
    outcome_on = models.DateField(_("outcome published on"), null=True, blank=True)
    heard = models.TextField(_("what was heard"), blank=True)
    decided = models.TextField(_("what was decided"), blank=True)

    objects: ClassVar[Any] = ConsultationQuerySet.as_manager()

    class Meta(TopicalPage.Meta):
        abstract = False
        ordering = ["-closes_on", "pk"]
        constraints = [
            *TopicalPage.Meta.constraints,
            models.CheckConstraint(
                name="consultation_in_order", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="consultation_outcome_after",
                condition=Q(outcome_on=None) | Q(outcome_on__gte=F("closes_on")),
            ),
        ]
        indexes = [models.Index(fields=["closes_on"], name="consultation_closes")]

    def get_absolute_url(self) -> str:
        return reverse("consultations:consultation", args=[self.slug])

    @property
    def stage(self) -> str:
        """How it stands today: one of `Stage`."""
        today = timezone.localdate()
        if today < self.opens_on:
            return self.Stage.COMING
        if today <= self.closes_on:
            soon = self.closes_on - today <= CLOSING_SOON
            return self.Stage.CLOSING if soon else self.Stage.OPEN
        return self.Stage.DECIDED if self.outcome_on else self.Stage.WAITING

    @property
    def is_outcome_late(self) -> bool:
        """As `ConsultationQuerySet.outcome_late` says it, of one that is public."""
        waits = self.stage == self.Stage.WAITING
        return waits and self.closes_on < timezone.localdate() - OUTCOME_WITHIN

    @property
    def stage_label(self) -> str:
        return str(self.Stage(self.stage).label)

    @property
    def is_open(self) -> bool:
        return self.stage in (self.Stage.OPEN, self.Stage.CLOSING)
