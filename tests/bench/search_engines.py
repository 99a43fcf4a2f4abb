"""The search engines that ours is measured against, each over the same rows of text.

None is tuned beyond what its manual would have a newcomer do: fields weighted as ours are, any word
may match where the engine leaves the choice (requiring every word finds far less).
"""

import re
import sqlite3
import tempfile
from collections.abc import Iterable
from typing import NamedTuple, Protocol

import milli
from django.db import connection

from core.languages import BY_CODE

Ids = list[str]


class Row(NamedTuple):
    """One document in one language. `object` is what is judged."""

    object: str
    language: str
    title: str
    keywords: str
    summary: str
    body: str


class Engine(Protocol):
    def search(self, text: str, language: str) -> Ids:
        """At most ten objects, best first."""


def once(objects: Iterable[str]) -> Ids:
    """The first ten different objects: one may be found in several languages."""
    return list(dict.fromkeys(objects))[:10]


class StockPostgres:
    """What Django's manual shows: a weighted vector, `websearch` and SearchRank."""

    def __init__(self, rows: list[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TABLE IF EXISTS stock; CREATE TEMP TABLE stock (object text, words tsvector)"
            )
            cursor.executemany(
                "INSERT INTO stock SELECT %s, setweight(to_tsvector(c, %s), 'A') || "
                "setweight(to_tsvector(c, %s), 'B') || setweight(to_tsvector(c, %s), 'C') || "
                "setweight(to_tsvector(c, %s), 'D') FROM (SELECT %s::regconfig) AS config (c)",
                [(row.object, *row[2:], BY_CODE[row.language].search_config) for row in rows],
            )

    def search(self, text: str, language: str) -> Ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT object FROM stock, websearch_to_tsquery(%s::regconfig, %s) AS query "
                "WHERE words @@ query ORDER BY ts_rank(words, query) DESC, object LIMIT 60",
                [BY_CODE[language].search_config, text],
            )
            return once(row[0] for row in cursor.fetchall())


class SqliteFts:
    """FTS5 with the Porter stemmer, any of the words, bm25 with weighted columns."""

    def __init__(self, rows: list[Row]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE d USING fts5(object UNINDEXED, title, keywords, summary, body, "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        self._db.executemany(
            "INSERT INTO d VALUES (?, ?, ?, ?, ?)", [(row.object, *row[2:]) for row in rows]
        )

    def search(self, text: str, language: str) -> Ids:
        words = re.findall(r"[^\W_]+", text)
        if not words:
            return []
        found = self._db.execute(
            "SELECT object FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 10, 5, 3, 1) LIMIT 60",
            [" OR ".join(f'"{word}"' for word in words)],
        )
        return once(row[0] for row in found)


class Milli:
    """The engine inside Meilisearch: typo-tolerant, drops words from the end until it finds."""

    def __init__(self, rows: list[Row]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._index = milli.Index(self._folder.name, 2**30)
        self._objects = [row.object for row in rows]
        self._index.add_documents(
            [
                {
                    "id": number,
                    "title": row.title,
                    "keywords": row.keywords,
                    "summary": row.summary,
                    "body": row.body,
                }
                for number, row in enumerate(rows)
            ]
        )

    def search(self, text: str, language: str) -> Ids:
        found = (self._index.get_document(internal) for internal in self._index.search(text))
        return once(self._objects[document["id"]] for document in found)
