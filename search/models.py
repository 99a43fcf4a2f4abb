"""What search looks through. It knows nothing of what it indexes: other apps write documents."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES, SOURCE

_LANGUAGES = [(language.code, language.own_name) for language in LANGUAGES]


def _vector(function: str, *columns: str) -> models.GeneratedField:
    """A stored search vector made by a SQL function (`search/migrations/text_search.sql`)."""
    return models.GeneratedField(
        expression=Func(*(F(column) for column in columns), function=function),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class SearchDocument(models.Model):
    """One thing in one language, with all that a result card shows of it.

    Written in the same transaction as the thing it stands for (`search.actions.replace`).
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
    # Not found from then on, even before it is removed.
    expires_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    # The same in every language of one thing, and never used again: `search.index` knows it by it.
    number = models.IntegerField()
    # Words of the title, of the keywords, and of everything. Three columns, because an index does
    # not know a word's weight: to ask it for words of the title alone reads every document found.
    title_tsv = _vector("search_text", "language", "title")
    topic_tsv = _vector("search_topic", "language", "keywords", "keywords_other")
    tsv = _vector(
        "search_document", "language", "title", "keywords", "summary", "body", "keywords_other"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="document_once"),
            models.UniqueConstraint(fields=["number", "language"], name="document_number_once"),
        ]
        indexes = [
            # Without the pending list: it makes reading slow after many writes.
            GinIndex(fields=["tsv"], name="document_tsv", fastupdate=False),
            GinIndex(fields=["title_tsv"], name="document_title_tsv", fastupdate=False),
            GinIndex(fields=["topic_tsv"], name="document_topic_tsv", fastupdate=False),
            GinIndex(fields=["facets"], name="document_facets", fastupdate=False),
            GinIndex(OpClass("title", "gin_trgm_ops"), name="document_title_trigrams"),
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


class IndexState(models.Model):
    """The one row that every write to the documents or the word tables locks and renews.

    `version` names a state of all documents: each search compares it with what its process holds.
    `words` does the same for synonyms, stop words and best bets; `common` is the version at which
    the lists of `CommonWord` were made.
    """

    version = models.BigIntegerField(default=0)
    words = models.BigIntegerField(default=0)
    common = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="index_state_one_row")]

    def __str__(self) -> str:
        return f"version {self.version}, words {self.words}"


class IndexChange(models.Model):
    """A document number that was written or removed in the step from one version to the next."""

    version = models.BigIntegerField(db_index=True)
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.number} in {self.version}"


class CommonWord(models.Model):
    """Which documents have a word that many have: to read it from the index would take long.

    Made by night. `search.matching` adds what has changed since. Each list holds document numbers
    of four bytes, as `int4send` writes them.
    """

    lexeme = models.TextField()
    language = models.CharField(max_length=8)
    anywhere = models.BinaryField()
    title = models.BinaryField()
    topic = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lexeme", "language"], name="common_word_once")
        ]

    def __str__(self) -> str:
        return self.lexeme


class VocabularyWord(models.Model):
    """A word of the documents, so that a misspelt one can be mended."""

    word = models.CharField(max_length=80)
    # Without diacritics, as a misspelt word is compared with it.
    folded = models.CharField(max_length=80)
    # Empty for the keywords in other languages; "@ar" for words of titles, beside "ar" for all.
    language = models.CharField(max_length=8, blank=True)
    documents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "language"], name="vocabulary_word_once")
        ]

    def __str__(self) -> str:
        return self.word


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
    language = models.CharField(_("language"), max_length=8, choices=_LANGUAGES, default=SOURCE)

    class Meta:
        ordering = ["term"]
        constraints = [models.UniqueConstraint(Lower("term"), "language", name="synonym_term_once")]

    def __str__(self) -> str:
        return self.term


class StopWord(models.Model):
    """A word that carries nothing in this directory, such as "help" or "looking"."""

    word = models.CharField(_("word"), max_length=40)
    language = models.CharField(_("language"), max_length=8, choices=_LANGUAGES, default=SOURCE)

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
