"""What families said in a year, what was done about it, and what the area still lacks.

Regulation 56 of the SEND Regulations 2014: comments are published with the response, including
any action that is intended, at least once a year. A theme puts comments together; its actions are
the response. Both are written by staff and name no private person.
"""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel, UUIDModel

from ..answer_querysets import ActionQuerySet, GapQuerySet, ThemeQuerySet


class Priority(UUIDModel):
    """One of the priorities of the area's SEND strategy."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("priority"), max_length=200)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name_plural = _("priorities")

    def __str__(self) -> str:
        return self.title


class Theme(UUIDModel, TimeStampedModel):
    """One thing that several people said in a reporting year ("what you said")."""

    # The code of the year (core.years), such as 2024-25.
    year = models.CharField(_("reporting year"), max_length=7)
    title = models.CharField(_("theme"), max_length=200)
    said = models.TextField(_("what you said"), blank=True)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    comments = models.ManyToManyField("feedback.Comment", blank=True, related_name="themes")
    published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    # The same theme of the year before, whose unfinished actions went on in this one.
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried on from"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "order", "title_en", "pk"]
        indexes = [models.Index(fields=["year", "order"], name="theme_year")]
        constraints = [
            models.CheckConstraint(
                name="theme_published_at",
                condition=Q(published=True, published_at__isnull=False)
                | Q(published=False, published_at__isnull=True),
            ),
            models.CheckConstraint(
                name="theme_year_code", condition=Q(year__regex=r"^20[0-9]{2}-[0-9]{2}$")
            ),
            # Carrying on twice, also by two people at once, makes one theme.
            models.UniqueConstraint(fields=["carried_from"], name="theme_carried_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Action(UUIDModel, TimeStampedModel):
    """One answer to a theme ("what we did"): done, under way, planned, or not possible and why."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        IN_PROGRESS = "in_progress", _("In progress")
        PLANNED = "planned", _("Planned")
        CANNOT = "cannot", _("Cannot be done")

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="actions")
    did = models.TextField(_("what we did"))
    state = models.CharField(_("state"), max_length=11, choices=State.choices)
    why_not = models.TextField(_("why it cannot be done"), blank=True)
    # A team or a role, never a private person: it is published.
    owner = models.CharField(_("who does it"), max_length=120, blank=True)
    # When it was done, or is due.
    date = models.DateField(_("date"), null=True, blank=True)
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("priority of the strategy"),
    )
    services = models.ManyToManyField("directory.Service", blank=True, related_name="actions")
    # Addresses of pages: of this site ("/information/...") or of another one.
    pages = ArrayField(
        models.CharField(max_length=500), verbose_name=_("pages"), default=list, blank=True
    )
    order = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried on from"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionQuerySet.as_manager()

    # What somebody still has to do.
    UNFINISHED = (State.IN_PROGRESS, State.PLANNED)
    # `pages` with what the links to them say; set by feedback.public.name_pages.
    named_pages: "Sequence[Mapping[str, str]]" = ()
    COLOURS = {
        State.DONE: "green",
        State.IN_PROGRESS: "blue",
        State.PLANNED: "yellow",
        State.CANNOT: "red",
    }

    class Meta:
        ordering = ["order", "created_at", "pk"]
        indexes = [models.Index(fields=["state", "date"], name="action_state")]
        constraints = [
            models.CheckConstraint(
                name="action_cannot_says_why",
                # The column itself: modeltranslation adds it to the model.
                condition=~Q(state="cannot") | (Q(why_not_en__isnull=False) & ~Q(why_not_en="")),
            ),
            models.UniqueConstraint(fields=["carried_from"], name="action_carried_once"),
        ]

    def __str__(self) -> str:
        return self.did if len(self.did) < 80 else f"{self.did[:79]}…"

    @property
    def colour(self) -> str:
        return self.COLOURS[self.State(self.state)]

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED


class ActionUpdate(UUIDModel):
    """How an action stood on a day, and the news about it. Families read the news."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=11, choices=Action.State.choices)
    words = models.TextField(_("news"), blank=True)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_state_display()}"

    @property
    def colour(self) -> str:
        return Action.COLOURS[Action.State(self.state)]


class Gap(UUIDModel, TimeStampedModel):
    """Help that the area lacks, as comments and failed searches show it. For commissioners."""

    class State(models.TextChoices):
        OPEN = "open", _("Nothing is decided yet")
        PLANNED = "planned", _("Planned")
        FILLED = "filled", _("Filled")
        NOT_PLANNED = "not_planned", _("Not planned")

    words = models.TextField(_("what is missing"))
    # Areas of need.
    terms = models.ManyToManyField(
        "directory.TaxonomyTerm", blank=True, related_name="gaps", verbose_name=_("areas of need")
    )
    comments = models.ManyToManyField("feedback.Comment", blank=True, related_name="gaps")
    # What people searched for without finding anything.
    search_terms = ArrayField(
        models.CharField(max_length=120), verbose_name=_("searches"), default=list, blank=True
    )
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.OPEN)
    owner = models.CharField(_("who looks after it"), max_length=120, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GapQuerySet.as_manager()

    COLOURS = {
        State.OPEN: "red",
        State.PLANNED: "yellow",
        State.FILLED: "green",
        State.NOT_PLANNED: "grey",
    }

    class Meta:
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["state", "-created_at"], name="gap_state")]
        constraints = [
            models.CheckConstraint(
                name="gap_not_planned_says_why",
                condition=~Q(state="not_planned") | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return self.words if len(self.words) < 80 else f"{self.words[:79]}…"

    @property
    def colour(self) -> str:
        return self.COLOURS[self.State(self.state)]
