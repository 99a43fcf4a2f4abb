"""Guides: pages that explain something, alone or in parts, for families or for young people."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.fields import RecordsField
from content.models import Page, Topic

from .querysets import GuideQuerySet


class Guide(Page):
    """One explanation. A guide in several parts is a guide that others are `part_of`.

    `key_facts` has one fact a line; `steps` and `contacts` are Markdown, each step or contact
    below a heading of its own (`guides.sections`).
    """

    class Picture(models.TextChoices):
        """The drawings in static/young/: each value is the name of a file."""

        SCHOOL = "school", _("School bag")
        COLLEGE = "college", _("Graduation cap")
        WORK = "work", _("Briefcase")
        MONEY = "money", _("Coins")
        HEALTH = "health", _("Heart with a beat")
        DOCTOR = "doctor", _("Stethoscope")
        FEELINGS = "feelings", _("Face with a cloud")
        FRIENDS = "friends", _("Two friends")
        LOVE = "love", _("Two hearts")
        FUN = "fun", _("Games controller")
        SPORT = "sport", _("Football")
        FOOD = "food", _("Bowl of food")
        SLEEP = "sleep", _("Moon")
        TRAVEL = "travel", _("Bus")
        HOME = "home", _("House")
        ONLINE = "online", _("Phone")
        RIGHTS = "rights", _("Megaphone")
        TALK = "talk", _("Speech bubbles")
        PLAN = "plan", _("List with ticks")
        CHOICES = "choices", _("Signpost")
        SAFE = "safe", _("Shield")
        STAR = "star", _("Star")

    part_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of the guide"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    key_facts = models.TextField(_("key facts"), blank=True)
    steps = models.TextField(_("steps"), blank=True)
    contacts = models.TextField(_("who to contact"), blank=True)
    picture = models.CharField(_("picture"), max_length=12, choices=Picture.choices, blank=True)
    service_ids = RecordsField("directory.Service", verbose_name=_("services"))
    document_ids = RecordsField("documents.Document", verbose_name=_("documents"))
    video_ids = RecordsField("content.Video", verbose_name=_("videos"))
    related_ids = RecordsField("guides.Guide", verbose_name=_("related guides"))
    # Services of these are shown by themselves; where it has none, those of the topic's terms.
    terms = RecordsField("directory.TaxonomyTerm", verbose_name=_("topics of services"))

    objects = GuideQuerySet.as_manager()  # type: ignore[misc]  # with more reads than a page's

    class Meta(Page.Meta):
        ordering = ["order", "slug"]
        indexes = [GinIndex(fields=["terms"], name="guide_terms")]
        constraints = [
            *Page.Meta.constraints,
            models.CheckConstraint(condition=~Q(part_of=F("id")), name="guide_not_own_part"),
            # Its topic is a part of its address.
            models.CheckConstraint(
                condition=~Q(state="published") | Q(topic__isnull=False),
                name="guide_published_has_topic",
            ),
        ]

    @property
    def is_for_young_people(self) -> bool:
        return self.topic is not None and self.topic.area == Topic.Area.YOUNG_PEOPLE

    def get_absolute_url(self) -> str:
        """Its page; for a draft without a topic, which has no address yet, that of all topics."""
        if self.topic is None:
            return reverse("guides:home")
        if self.is_for_young_people:
            return reverse("young:page", args=[self.slug])
        return reverse("guides:guide", args=[self.topic.slug, self.slug])
