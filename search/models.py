"""What search looks through. It knows nothing of what it indexes: other apps write documents."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.languages import SOURCE


class SearchDocument(models.Model):
    """One thing in one language, with all that a result card shows of it.

    Written in the same transaction as the thing it stands for (`search.actions.index`).
    Only the English document of a thing is filtered and counted; a translation adds words
    and the card's text.
    """

    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    language = models.CharField(max_length=8)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=255)
    keywords = models.TextField(blank=True)
    # The same keywords in the other languages, matched by whole word.
    keywords_other = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # "group:value", for instance "category:sport"; ages as "age:0" to "age:25".
    facets = ArrayField(models.CharField(max_length=90), default=list, blank=True)
    # What the result card shows beside title and summary.
    data = models.JSONField(default=dict, blank=True)
    # Served everywhere (city-wide, online, national): a near-me search keeps it in view.
    everywhere = models.BooleanField(default=False)
    # Not checked in time: ranked a little lower.
    stale = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="document_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class SearchPlace(models.Model):
    """Where a document's thing is: metres on the British National Grid (EPSG:27700),
    in which a distance is plain arithmetic. Secret addresses never come here."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="places")
    easting = models.IntegerField()
    northing = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.easting}, {self.northing}"


class Postcode(models.Model):
    """A postcode and its point, from the ONS Postcode Directory (Open Government Licence).

    `code` has no space and is upper case. An outcode ("SO14") is a row of its own: the middle
    of its postcodes.
    """

    code = models.CharField(primary_key=True, max_length=7)
    easting = models.IntegerField()
    northing = models.IntegerField()
    # ONS code of the local authority district, empty for an outcode.
    authority = models.CharField(max_length=9, blank=True)

    def __str__(self) -> str:
        return self.code


class Synonym(models.Model):
    """Words that families use, and the words that listings use for the same thing."""

    term = models.CharField(_("families type"), max_length=120)
    # One a line.
    expansions = models.TextField(_("search also for"))
    both_ways = models.BooleanField(_("the other way round too"), default=False)
    language = models.CharField(_("language"), max_length=8, default=SOURCE)

    class Meta:
        ordering = ["term"]
        constraints = [models.UniqueConstraint(Lower("term"), "language", name="synonym_term_once")]

    def __str__(self) -> str:
        return self.term


class StopWord(models.Model):
    """A word that carries nothing in this directory, such as "help" or "looking"."""

    word = models.CharField(_("word"), max_length=40)
    language = models.CharField(_("language"), max_length=8, default=SOURCE)

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(Lower("word"), "language", name="stopword_once")]

    def __str__(self) -> str:
        return self.word


class BestBet(models.Model):
    """What the officer wants first for a query, whatever the ranking says."""

    query = models.CharField(_("when someone searches for"), max_length=120)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["query", "order"]
        constraints = [
            models.UniqueConstraint(Lower("query"), "kind", "object_id", name="bestbet_once")
        ]

    def __str__(self) -> str:
        return self.query
