"""Events: what happens at a time and a place, once or again and again."""

from datetime import datetime, time
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import RecordsField
from content.models import Page
from core.models import TimeStampedModel, UUIDModel
from directory.calendars import ZONE

from .querysets import EventQuerySet


class Event(Page):
    """A coffee morning, a family day, a workshop. `events.dates` reads when it happens."""

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        BOTH = "both", _("In person and online")

    class Booking(models.TextChoices):
        NONE = "none", _("No need to book")
        NEEDED = "needed", _("You need to book")
        FULL = "full", _("Full: no places left")

    class Repeat(models.TextChoices):
        ONCE = "", _("Once")
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every other week")
        MONTHLY = "monthly", _("Every month")

    starts_on = models.DateField(_("first day"))
    # The last day of one that takes several days. One that repeats has one day each time.
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    # Every month: on the same weekday of it, such as the second Tuesday.
    repeat = models.CharField(_("how often"), max_length=11, choices=Repeat.choices, blank=True)
    repeat_until = models.DateField(_("until"), null=True, blank=True)
    # Days of a repeating event on which it does not happen.
    not_on = ArrayField(models.DateField(), verbose_name=_("not on"), default=list, blank=True)
    cancelled = models.BooleanField(_("cancelled"), default=False)
    why_cancelled = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    format = models.CharField(
        _("how to take part"), max_length=9, choices=Format.choices, default=Format.IN_PERSON
    )
    location_ids = RecordsField("directory.Location", verbose_name=_("places"))
    # Where a place is not one of the directory, or what to know of it: "Room 2, first floor".
    place = models.CharField(_("place"), max_length=200, blank=True)
    access = models.TextField(_("getting in and about"), blank=True)
    online_address = models.URLField(_("address to join online"), max_length=500, blank=True)
    organiser = models.CharField(_("organised by"), max_length=200, blank=True)
    # "" is not known; "Free" and prices are words.
    is_free = models.BooleanField(_("free"), null=True, blank=True)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    booking = models.CharField(
        _("booking"), max_length=6, choices=Booking.choices, default=Booking.NONE
    )
    book_by = models.DateField(_("book by"), null=True, blank=True)
    how_to_book = models.TextField(_("how to book"), blank=True)

    objects = EventQuerySet.as_manager()  # type: ignore[misc]  # with more reads than a page's

    class Meta(Page.Meta):
        abstract = False
        ordering = ["starts_on", "starts_at", "pk"]
        constraints = [
            *Page.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="event_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(repeat_until__isnull=True) | Q(repeat_until__gte=F("starts_on")),
                name="event_repeats_in_order",
            ),
        ]

    @property
    def ends(self) -> datetime | None:
        """The moment after its last time; None while it repeats without an end."""
        last = self.repeat_until if self.repeat else self.ends_on or self.starts_on
        return datetime.combine(last, self.ends_at or time.max, ZONE) if last else None

    @property
    def is_over(self) -> bool:
        return self.ends is not None and self.ends < timezone.now()

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.slug])


class Attendance(UUIDModel, TimeStampedModel):
    """How many came to one date of an event, written down afterwards.

    The yearly report counts the occasions at which families were met. Those belong to another app
    on this level, so the row names one without importing it.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendances")
    day = models.DateField(_("day"))
    occasion = models.OneToOneField(
        "feedback.Occasion", on_delete=models.CASCADE, related_name="event_attendance"
    )

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["event", "day"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.event} {self.day:%Y-%m-%d}"

    @classmethod
    def occasions(cls) -> Any:
        """The model of occasions."""
        return cls._meta.get_field("occasion").related_model
