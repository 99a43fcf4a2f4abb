"""Versions of services and pages for those who need other words: Easy Read, plain, signed."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.fields import RecordsField
from content.models import Page
from core.models import KeptFile

from . import sources
from .querysets import VariantQuerySet


class Variant(Page):
    """One version of one thing. What it is a version of, and which one, never changes.

    `about_kind` and `about_id` name a service or a page (`variants.sources`). There is one of each
    form: a version that was taken off comes back, or its words are written anew.
    """

    class Form(models.TextChoices):
        EASY_READ = "easy_read", _("Easy Read")
        PLAIN = "plain", _("Plain English")
        BSL = "bsl", _("British Sign Language")

    form = models.CharField(_("version"), max_length=9, choices=Form.choices, editable=False)
    about_kind = models.CharField(max_length=20, editable=False)
    about_id = models.UUIDField(editable=False)
    # What its source said when it was last published, or found to be right (`sources.digest_of`).
    source_digest = models.CharField(max_length=32, blank=True, editable=False)
    video_ids = RecordsField("content.Video", verbose_name=_("videos"))

    objects = VariantQuerySet.as_manager()  # type: ignore[misc]  # with more reads than a page's

    class Meta(Page.Meta):
        abstract = False
        constraints = [
            *Page.Meta.constraints,
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "form"], name="variant_one_of_each_form"
            ),
        ]

    def is_outdated(self, source: Any) -> bool:
        """Whether `source`, which it is a version of, says something else by now."""
        return (
            source is not None
            and self.published_at is not None
            and self.source_digest != sources.digest_of(source)
        )

    def get_absolute_url(self) -> str:
        return reverse(f"variants:{self.form}_page", args=[self.slug])


class VariantFile(KeptFile):
    """An Easy Read page as a PDF, as it was made last in one language."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "language"], name="variant_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.variant} [{self.language}]"
