"""What every page of the site's words is made on, and the topics they are sorted into."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import TimeStampedModel, UUIDModel

from .fields import RecordsField
from .library import GlossaryEntry, Image, Video
from .querysets import PageQuerySet

__all__ = ["GlossaryEntry", "Image", "Page", "Topic", "Video"]


class Page(UUIDModel, TimeStampedModel):
    """A page of words: a guide, a document, a piece of news, an event.

    Lists of other records are `RecordsField` columns and lists of words are text, one a line, so
    a page has no rows of its own: its history, its working copy and putting an old version back
    are a matter of one row (docs/adr/0005-one-base-for-pages.md).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Taken off the site")

    # By which column a page hangs on its topic.
    topic_field = "topic"

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    search_words = models.TextField(_("other words for it"), blank=True)
    topic = models.ForeignKey(
        "content.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    # When it came out first, and when words of it were last published: "last updated".
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # It is published, and taken off, by itself at these times.
    publish_at = models.DateTimeField(_("goes out on"), null=True, blank=True, db_index=True)
    expires_at = models.DateTimeField(_("comes off on"), null=True, blank=True, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True, editable=False)
    review_due = models.DateField(_("next review"), null=True, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # What a published page is to say after the next "publish", by column; null: nothing waits.
    # The public never sees it (content.working).
    working = models.JSONField(null=True, blank=True, editable=False, encoder=DjangoJSONEncoder)

    objects = PageQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_at",
            ),
            models.CheckConstraint(
                condition=Q(working__isnull=True) | Q(state="published"),
                name="%(app_label)s_%(class)s_working_copy",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def topic_above(self) -> "Topic | None":
        return getattr(self, self.topic_field)

    @property
    def is_live(self) -> bool:
        """As `PageQuerySet.live` says it."""
        expired = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.state == self.State.PUBLISHED and not expired

    @property
    def is_changed(self) -> bool:
        """Whether changes of it wait to be published."""
        return self.working is not None

    def get_absolute_url(self) -> str:
        raise NotImplementedError


class Topic(Page):
    """A subject that pages are sorted into, with a landing page of its own."""

    class Area(models.TextChoices):
        ALL = "all", _("Information for everybody")
        YOUNG_PEOPLE = "young_people", _("Young people")

    topic_field = "parent"

    # A topic hangs on a larger one.
    topic = None
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of the topic"),
    )
    area = models.CharField(_("area"), max_length=12, choices=Area.choices, default=Area.ALL)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # Topics and needs of the directory: their services are shown with the pages of this topic.
    terms = RecordsField("directory.TaxonomyTerm", verbose_name=_("topics of services"))

    class Meta(Page.Meta):
        abstract = False
        ordering = ["area", "order", "slug"]
        constraints = [
            *Page.Meta.constraints,
            models.CheckConstraint(condition=~Q(parent=F("id")), name="topic_not_own_parent"),
        ]

    def get_absolute_url(self) -> str:
        name = "young:topic" if self.area == self.Area.YOUNG_PEOPLE else "guides:topic"
        return reverse(name, args=[self.slug])
