"""Suggestions while somebody types: titles, by one query."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.languages import SOURCE

from .text import clean, tokens

SHORTEST = 2
SHORTEST_MISSPELT = 4
# More than these are not looked at before the best are chosen.
MOST_CONSIDERED = 100


@dataclass(frozen=True)
class Suggestion:
    text: str
    kind: str
    url: str


# First the titles with words that begin as each of the typed ones does, then those that have
# something like them. Both use the trigram index.
_SQL = """
SELECT title, kind, url, number FROM (
    (SELECT title, kind, url, number, 0 AS step FROM search_searchdocument
        WHERE title ~* ALL (%(beginnings)s) AND language = ANY (%(languages)s)
        LIMIT %(considered)s)
    UNION ALL
    (SELECT title, kind, url, number, 1 FROM search_searchdocument
        WHERE title %%> ALL (%(longer)s) AND language = ANY (%(languages)s)
        LIMIT %(considered)s)
) AS found
ORDER BY step, NOT title ~* %(start)s, %(text)s <<-> title, length(title), number
"""


def suggest(text: str, language: str = SOURCE, limit: int = 8) -> list[Suggestion]:
    """At most `limit` titles in `language` or English, each thing once; forgives misspelling."""
    typed = clean(text)
    words = [token.text for token in tokens(typed)]
    if len(typed) < SHORTEST or not words:
        return []
    longer = [word for word in words if len(word) >= SHORTEST_MISSPELT]
    values: dict[str, Any] = {
        "text": typed,
        "beginnings": [rf"\m{re.escape(word)}" for word in words],
        "start": rf"^{re.escape(words[0])}",
        "longer": longer or [typed],
        "languages": [language, SOURCE],
        "considered": MOST_CONSIDERED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        rows = cursor.fetchall()
    once = {number: Suggestion(title, kind, url) for title, kind, url, number in reversed(rows)}
    ordered = dict.fromkeys(row[3] for row in rows)
    return [once[number] for number in ordered][:limit]
