"""Suggestions while somebody types: titles, by two queries."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from core.languages import SOURCE

from . import spelling, state
from .text import clean, tokens

SHORTEST = 2
# What is typed may be the beginning of so many words; the commonest are tried.
MOST_COMPLETIONS = 10
# More titles than these are not looked at before the best are chosen.
MOST_CONSIDERED = 500


@dataclass(frozen=True)
class Suggestion:
    text: str
    kind: str
    url: str


# A title must have each of the typed words, its beginning or one of its completions: a title is
# stored without endings, so that "swimmi" begins nothing in it, but "swimming" is found.
_SQL = """
WITH word AS (
    SELECT n, string_agg(probe::text, ' | ')::tsquery AS query
    FROM unnest(%(places)s::integer[], %(words)s::text[], %(beginnings)s::boolean[])
            AS given (n, words, is_beginning),
        search_probe(%(language)s, words, is_beginning) AS probe
    WHERE numnode(probe) > 0
    GROUP BY n
), q AS MATERIALIZED (
    SELECT string_agg('(' || query::text || ')', ' & ')::tsquery AS query FROM word
), found AS (
    SELECT title, kind, url, number FROM search_searchdocument
    WHERE title_tsv @@ (SELECT query FROM q) AND language = ANY (%(languages)s)
        AND (expires_at IS NULL OR expires_at > now())
    LIMIT %(considered)s
)
SELECT title, kind, url, number FROM found
ORDER BY NOT starts_with(lower(title), lower(%(text)s)), length(title), title, number
LIMIT %(most)s
"""


def suggest(text: str, language: str = SOURCE, limit: int = 8) -> list[Suggestion]:
    """At most `limit` titles in `language` or English, each thing once; forgives misspelling."""
    typed = clean(text)
    words = [token.folded for token in tokens(typed)]
    if len(typed) < SHORTEST or not words:
        return []
    version = state.read("", "", None).index_version
    completed = spelling.completions(words, language, version, MOST_COMPLETIONS)
    tried = [(place, word, False) for place, found in enumerate(completed) for word in found]
    tried += [(place, word, True) for place, word in enumerate(words)]
    values: dict[str, Any] = {
        "text": typed,
        "places": [place for place, _, _ in tried],
        "words": [word for _, word, _ in tried],
        "beginnings": [is_beginning for _, _, is_beginning in tried],
        "language": language,
        "languages": list({language, SOURCE}),
        "considered": MOST_CONSIDERED,
        "most": 2 * limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        rows = cursor.fetchall()
    once = {number: Suggestion(title, kind, url) for title, kind, url, number in reversed(rows)}
    return [once[number] for number in dict.fromkeys(row[3] for row in rows)][:limit]
