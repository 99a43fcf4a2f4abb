"""Counts without cookies, addresses or people: how often, never who."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .querysets import PageCountQuerySet, SearchTermQuerySet


class PageCount(models.Model):
    """How often one page was looked at on one day in one language, and how many sessions began
    with it (`usage.pages`).

    `path` is the address in English, without a query. Days of long ago are added up into the first
    day of their month.
    """

    day = models.DateField(_("day"))
    path = models.CharField(_("page"), max_length=300)
    language = models.CharField(_("language"), max_length=8)
    views = models.PositiveIntegerField(_("views"), default=0)
    sessions = models.PositiveIntegerField(_("sessions"), default=0)

    objects = PageCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-views"]
        constraints = [
            models.UniqueConstraint(fields=["day", "path", "language"], name="pagecount_once")
        ]

    def __str__(self) -> str:
        return self.path


class SearchTerm(models.Model):
    """How often one wording was searched for on one day.

    The words are cleaned before they come here (`usage.actions.log_search`): no postcode, number
    or e-mail address is kept, and a wording that only one search ever used is dropped on schedule.
    """

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=8)
    term = models.CharField(_("words"), max_length=120)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    # Of those, how many found nothing; and how many results the last one found.
    found_nothing = models.PositiveIntegerField(_("found nothing"), default=0)
    last_results = models.PositiveIntegerField(_("results"), default=0)

    objects = SearchTermQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-searches"]
        constraints = [
            models.UniqueConstraint(fields=["day", "language", "term"], name="searchterm_once")
        ]

    def __str__(self) -> str:
        return self.term
