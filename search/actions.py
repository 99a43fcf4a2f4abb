"""Every write to the index. Call these inside the transaction of the change they follow."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from core import audit
from core.languages import SOURCE

from .documents import Document
from .models import (
    BestBet,
    CommonWord,
    IndexChange,
    IndexState,
    SearchDocument,
    SearchPlace,
    StopWord,
    Synonym,
    VocabularyWord,
)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# A longer text adds nothing that a search needs, and PostgreSQL refuses a vector over 1 MB.
LONGEST_BODY = 100_000
# A process that has missed more changes than these reads the whole index anew.
CHANGES_KEPT = 5_000
# A word that so many documents have is listed by night.
MANY_DOCUMENTS = 500
Entry = TypeVar("Entry", Synonym, StopWord, BestBet)

_LEARN = """
    INSERT INTO search_vocabularyword (word, folded, language, documents)
    SELECT lexeme, unaccent(lexeme), language, count(*) FROM (
        SELECT language, concat_ws(' ', title, keywords, summary, body)
        FROM search_searchdocument WHERE true {only}
        UNION ALL
        SELECT '', keywords_other FROM search_searchdocument WHERE keywords_other <> '' {only}
        UNION ALL
        SELECT '@' || language, title FROM search_searchdocument WHERE true {only}
    ) AS texts (language, words), unnest(to_tsvector('simple', search_fold(language, words)))
    WHERE length(lexeme) BETWEEN 4 AND 40 AND lexeme !~ '[0-9]'
    GROUP BY lexeme, language
    ON CONFLICT (word, language) DO NOTHING
"""
# One statement, so that version and lists are of one moment.
_LIST_COMMON_WORDS = """
    WITH listed AS (
        INSERT INTO search_commonword (lexeme, language, anywhere, title, topic)
        SELECT lexeme, language,
            string_agg(int4send(number), ''),
            coalesce(string_agg(int4send(number), '') FILTER (WHERE 'A' = ANY (weights)), ''),
            coalesce(string_agg(int4send(number), '') FILTER (WHERE 'B' = ANY (weights)), '')
        FROM search_searchdocument, unnest(tsv) AS words (lexeme, positions, weights)
        WHERE lexeme IN (
            SELECT word FROM ts_stat('SELECT tsv FROM search_searchdocument')
            WHERE ndoc >= %(many)s
        )
        GROUP BY lexeme, language
    )
    SELECT coalesce(max(version), 0) FROM search_indexstate
"""
_WRITTEN = (
    "url",
    "title",
    "keywords",
    "keywords_other",
    "summary",
    "body",
    "facets",
    "data",
    "everywhere",
    "stale",
    "published_at",
    "expires_at",
    "number",
    "updated_at",
)


@transaction.atomic
def replace(documents: Sequence[Document], *, kind: str, object_ids: Collection[UUID]) -> None:
    """Make `documents` all there is of the objects named: an object without any is removed.

    A constant number of queries, whatever the number of documents. Each object needs its English
    document, which carries what the others are filtered by.
    """
    if not object_ids:
        return
    _check(documents, kind, object_ids)
    version = _next_version()
    known = _numbers(kind, object_ids)
    numbers = known | _new_numbers({doc.object_id for doc in documents} - known.keys())
    rows = SearchDocument.objects.bulk_create(
        [_row(document, numbers[document.object_id]) for document in documents],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "object_id", "language"],
        update_fields=_WRITTEN,
    )
    keep = [row.pk for row in rows]
    of_objects = SearchDocument.objects.filter(kind=kind, object_id__in=object_ids)
    of_objects.exclude(pk__in=keep).delete()
    SearchPlace.objects.filter(document__in=keep).delete()
    SearchPlace.objects.bulk_create(
        SearchPlace(document_id=row.pk, easting=easting, northing=northing)
        for row, document in zip(rows, documents, strict=True)
        for easting, northing in document.places
    )
    # Nothing changed in a version without documents, but the log must know each version.
    _log(version, numbers.values() or [0])
    _learn_words(list(numbers.values()))


def remove(*, kind: str, object_ids: Collection[UUID]) -> None:
    """Take the objects out of the index."""
    replace([], kind=kind, object_ids=object_ids)


@transaction.atomic
def save_words(entry: Synonym | StopWord, *, by: Any) -> None:
    """Save a synonym or stop word; from the next search on it counts."""
    entry.save()
    _words_changed()
    audit.record(by=by, verb=f"{entry._meta.model_name}.saved", obj=entry)


@transaction.atomic
def delete_words(entry: Synonym | StopWord, *, by: Any) -> None:
    audit.record(by=by, verb=f"{entry._meta.model_name}.deleted", obj=entry)
    entry.delete()
    _words_changed()


@transaction.atomic
def save_best_bets(bets: Sequence[BestBet], *, instead_of: str, by: Any) -> None:
    """Save the best bets of one query, in place of those that `instead_of` has had."""
    _best_bets_for(instead_of, bets[0].query).delete()
    BestBet.objects.bulk_create(bets)
    _words_changed()
    audit.record(by=by, verb="bestbet.saved", obj=bets[0], pages=len(bets))


@transaction.atomic
def delete_best_bets(bet: BestBet, *, by: Any) -> None:
    """Delete all best bets of the same query."""
    audit.record(by=by, verb="bestbet.deleted", obj=bet)
    _best_bets_for(bet.query).delete()
    _words_changed()


def _best_bets_for(*queries: str) -> QuerySet[BestBet]:
    return BestBet.objects.annotate(lower=Lower("query")).filter(
        lower__in=[query.lower() for query in queries]
    )


@transaction.atomic
def add_words(model: type[Entry], entries: Iterable[Entry]) -> int:
    """Save many entries of one kind, those that are there already left alone. Returns how many
    there are now."""
    model.objects.bulk_create(entries, ignore_conflicts=True)
    _words_changed()
    return model.objects.count()


@transaction.atomic
def refresh_vocabulary() -> int:
    """Count anew in how many documents each word is, forget words that none has any more, and list
    the documents of those that many have. Returns how many words there are.

    By night and after adding thousands of documents. Nothing waits for it but another one.
    """
    VocabularyWord.objects.all().delete()
    _learn_words(None)
    CommonWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_LIST_COMMON_WORDS, {"many": MANY_DOCUMENTS})
        version = cursor.fetchone()[0]
    IndexState.objects.filter(pk=1).update(common=version)
    return VocabularyWord.objects.count()


def _learn_words(numbers: list[int] | None) -> None:
    """Add the new words of these documents, or of all. How often the others occur is counted by
    night."""
    # Positional parameters only: django-pgtrigger puts one of its own before them.
    with connection.cursor() as cursor:
        if numbers is None:
            cursor.execute(_LEARN.format(only=""))
        else:
            cursor.execute(_LEARN.format(only="AND number = ANY (%s)"), [numbers] * 3)


def _check(documents: Sequence[Document], kind: str, object_ids: Collection[UUID]) -> None:
    named = set(object_ids)
    if any(doc.kind != kind or doc.object_id not in named for doc in documents):
        raise ValueError("A document is not of the kind and objects that are replaced.")
    in_english = {doc.object_id for doc in documents if doc.language == SOURCE}
    if missing := {doc.object_id for doc in documents} - in_english:
        raise ValueError(f"There is no English document of {kind} {missing.pop()}.")


def _words_changed() -> None:
    """Tell every process that the word tables are no longer what it holds."""
    _renew("words")


def _next_version() -> int:
    """Lock the index until the transaction ends, and name its next version."""
    return _renew("version")


def _renew(column: str) -> int:
    # A sequence is not rolled back, so no two states of the index ever share a number.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_indexstate (id, version, words, common) "  # noqa: S608 - our names
            "VALUES (1, nextval('search_version'), nextval('search_version'), 0) "
            f"ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column} RETURNING {column}"
        )
        return int(cursor.fetchone()[0])


def _numbers(kind: str, object_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = SearchDocument.objects.filter(kind=kind, object_id__in=object_ids, language=SOURCE)
    return dict(rows.values_list("object_id", "number"))


def _new_numbers(object_ids: Iterable[UUID]) -> dict[UUID, int]:
    wanted = sorted(object_ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('search_number') FROM generate_series(1, %s)", [len(wanted)])
        return {key: number for key, (number,) in zip(wanted, cursor.fetchall(), strict=True)}


def _row(document: Document, number: int) -> SearchDocument:
    return SearchDocument(
        kind=document.kind,
        object_id=document.object_id,
        language=document.language,
        url=document.url,
        title=_clean(document.title)[:255],
        keywords=_clean(document.keywords),
        keywords_other=_clean(document.keywords_other),
        summary=_clean(document.summary),
        body=_clean(document.body),
        facets=sorted(set(document.facets)),
        data=dict(document.data),
        everywhere=document.everywhere,
        stale=document.stale,
        published_at=document.published_at,
        expires_at=document.expires_at,
        number=number,
    )


def _clean(text: str) -> str:
    """Composed as a query is, and without control characters, which PostgreSQL refuses or
    `search.cards` marks words with."""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text))[:LONGEST_BODY]


def _log(version: int, numbers: Iterable[int]) -> None:
    IndexChange.objects.bulk_create(
        [IndexChange(version=version, number=number) for number in numbers]
    )
    newest = IndexChange.objects.order_by("-pk").values("pk")[CHANGES_KEPT : CHANGES_KEPT + 1]
    IndexChange.objects.filter(pk__lte=newest).delete()
