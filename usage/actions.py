"""Counting what people search for, without keeping who they are or what they told us."""

import re
import unicodedata
from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from .buffer import Buffer, Counts, write_columns
from .models import PageCount, SearchTerm
from .querysets import first_of_month

LONGEST = 120
# A wording that only one person used could be about that person.
KEEP_RARE_DAYS = 30
# Until the report of a year is written and has the year before beside it.
KEEP_YEARS = 3
# How long pages are counted by day: a month can be set beside the same one a year before.
KEEP_DAYS_OF_MONTHS = 25
# An officer learns nothing from a wording longer than this, and it may be a whole story.
MOST_WORDS = 12
_PRIVATE = re.compile(
    r"\S+@\S+"  # e-mail address
    r"|https?://\S+|www\.\S+"
    r"|\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b"  # postcode
    r"|\b[a-z]{2}\d[a-z\d]?\b"  # outcode
    r"|\+?\d(?:[\s().\-/]*\d){4,}",  # telephone, NHS or case number, date of birth
    re.IGNORECASE,
)
_UPSERT = """
    INSERT INTO usage_searchterm AS t (day, language, term, searches, found_nothing, last_results)
    SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::int[], %s::int[], %s::int[])
    ON CONFLICT (day, language, term) DO UPDATE SET
        searches = t.searches + excluded.searches,
        found_nothing = t.found_nothing + excluded.found_nothing,
        last_results = excluded.last_results
"""


def log_search(*, text: str, language: str, results: int) -> None:
    """Count one search for `text` that had `results` results.

    Nothing a person could be known by is kept. The page waits for nothing: see `usage.buffer`.
    """
    if term := clean(text):
        key = (timezone.localdate(), language, term)
        _searches.add(key, (1, int(results == 0), min(results, 2**31 - 1)))


def _latest(known: Counts, more: Counts) -> Counts:
    return known[0] + more[0], known[1] + more[1], more[2]


_searches = Buffer(_latest, partial(write_columns, _UPSERT))


def forget(today: date) -> None:
    """What the deletion schedule says, once a night: see "What is deleted when" in
    docs/operating.md."""
    SearchTerm.objects.seen_once_before(today - timedelta(days=KEEP_RARE_DAYS)).delete()
    SearchTerm.objects.filter(day__lt=first_of_month(today, 12 * KEEP_YEARS)).delete()
    PageCount.objects.keep_months_before(first_of_month(today, KEEP_DAYS_OF_MONTHS))


def clean(text: str) -> str:
    """The wording to keep, in lower case, or "" when there is none that may be kept."""
    text = unicodedata.normalize("NFC", text.replace("\0", " "))
    if len(text) > 2 * LONGEST:
        return ""
    words = _PRIVATE.sub(" ", text).casefold().split()
    term = " ".join(words)
    has_a_letter = any(character.isalpha() for character in term)
    return term if has_a_letter and len(words) <= MOST_WORDS and len(term) <= LONGEST else ""
