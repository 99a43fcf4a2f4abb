"""The addresses that the site's pages lead to, where each stands, and whether it still works."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import LinkQuerySet

# What a B-tree index of PostgreSQL takes; longer ones are not gathered.
LONGEST_ADDRESS = 2000


class Link(models.Model):
    """One address. An address of this site begins with "/"; any other with "http"."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("Not known yet")
        OK = "ok", _("Works")
        MOVED = "moved", _("Moved for good")
        BROKEN = "broken", _("Does not work")
        BLOCKED = "blocked", _("Does not let us look")

    class Problem(models.TextChoices):
        NONE = "", ""
        GONE = "gone", _("There is no such page (any more).")
        REFUSED = "refused", _("The site answers that something is wrong.")
        NO_HOST = "no_host", _("There is no site with this name.")
        NO_ANSWER = "no_answer", _("The site does not answer.")
        INSECURE = "insecure", _("The site’s certificate is not right: browsers warn of it.")
        LOOPS = "loops", _("It sends us from page to page without an end.")
        PRIVATE = "private", _("It is inside a private network: families cannot open it.")
        MALFORMED = "malformed", _("It is not a proper web address.")

    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS, unique=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.UNKNOWN)
    problem = models.CharField(max_length=9, choices=Problem.choices, blank=True)
    # The answer's number in HTTP; null when there was no answer.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    # Where it leads to now, when it has moved for good.
    moved_to = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    # How often in a row it did not work, each time on another day, and since when.
    failures = models.PositiveSmallIntegerField(default=0)
    failed_since = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check = models.DateTimeField(default=timezone.now, db_index=True)
    # Somebody has looked and says that it works: it is left alone until then.
    fine_until = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["failed_since", "address"]
        indexes = [models.Index(fields=["state"], name="link_state")]

    def __str__(self) -> str:
        return self.address

    @property
    def is_own(self) -> bool:
        """Whether it is an address of this site."""
        return self.address.startswith("/")

    @property
    def is_fine(self) -> bool:
        return self.fine_until is not None and self.fine_until > timezone.now()

    @property
    def colour(self) -> str:
        return {"broken": "red", "moved": "yellow", "blocked": "grey", "ok": "green"}.get(
            self.state, "grey"
        )


class LinkPlace(models.Model):
    """Where an address stands: in which text of which record."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="places")
    # The name of a `links.sources.Source`.
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    # The column, with the language of its text: "body_en".
    field = models.CharField(max_length=60)
    # What the record is called in English, and where everybody sees it (a path, in English).
    label = models.CharField(max_length=255)
    page = models.CharField(max_length=500)

    class Meta:
        ordering = ["label", "field"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "kind", "object_id", "field"], name="link_place_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="link_place_record")]

    def __str__(self) -> str:
        return f"{self.label} ({self.field})"

    @property
    def source(self) -> Any:
        from . import sources

        return sources.get(self.kind)

    @property
    def desk_address(self) -> str:
        """Where staff can put it right."""
        return self.source.desk_address(self.object_id)

    @property
    def field_label(self) -> str:
        return self.source.field_label(self.field)
