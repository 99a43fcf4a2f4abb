"""Counts without cookies, addresses or people: how often, never who."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .querysets import SearchTermQuerySet


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
