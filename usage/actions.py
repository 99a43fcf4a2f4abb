"""Counting what people search for, without keeping who they are or what they told us."""

import logging
import re
import unicodedata

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

log = logging.getLogger(__name__)

LONGEST = 120
# An officer learns nothing from a wording longer than this, and it may be a whole story.
MOST_WORDS = 12
_PRIVATE = re.compile(
    r"\S+@\S+"  # e-mail address
    r"|https?://\S+|www\.\S+"
    r"|\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b"  # postcode
    r"|\b[a-z]{2}\d[a-z\d]?\b"  # outcode
    r"|\+?\d[\d\s().\-/]{3,}\d",  # telephone, NHS or case number, date of birth
    re.IGNORECASE,
)
_UPSERT = """
    INSERT INTO usage_searchterm AS t (day, language, term, searches, found_nothing, last_results)
    VALUES (%s, %s, %s, 1, %s, %s)
    ON CONFLICT (day, language, term) DO UPDATE SET
        searches = t.searches + 1,
        found_nothing = t.found_nothing + excluded.found_nothing,
        last_results = excluded.last_results
"""


def log_search(*, text: str, language: str, results: int) -> None:
    """Count one search for `text` that had `results` results.

    Nothing a person could be known by is kept. It waits for no lock longer than 50 ms, and a
    failure is logged and does not reach the page.
    """
    term = clean(text)
    if not term:
        return
    values = (timezone.localdate(), language, term, int(results == 0), min(results, 2**31 - 1))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'; SET LOCAL statement_timeout = '200ms'")
            cursor.execute(_UPSERT, values)
    except DatabaseError as problem:
        log.warning("A search was not counted: %s", type(problem).__name__)


def clean(text: str) -> str:
    """The wording to keep, in lower case, or "" when there is none that may be kept."""
    text = unicodedata.normalize("NFC", text.replace("\0", " "))
    if len(text) > 2 * LONGEST:
        return ""
    words = _PRIVATE.sub(" ", text).casefold().split()
    term = " ".join(words)
    has_a_letter = any(character.isalpha() for character in term)
    return term if has_a_letter and len(words) <= MOST_WORDS and len(term) <= LONGEST else ""
