"""Counting what people search for, without keeping who they are or what they told us."""

import logging
import re
import unicodedata

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from .models import SearchTerm
from .querysets import days_ago

log = logging.getLogger(__name__)

LONGEST = 120
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
_MACHINE = re.compile(r"bot|crawl|spider|slurp|curl|wget|python|monitor|headless", re.IGNORECASE)
# A wording that only one person used could be about that person.
KEEP_RARE_DAYS = 30
KEEP_DAYS = 730
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


def is_counted(request: HttpRequest) -> bool:
    """Whether a page is shown to a member of the public: not to staff, a machine, or in advance."""
    agent = request.headers.get("User-Agent", "")
    if _MACHINE.search(agent) or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    # Without its cookie the session is not looked at, so that the page can still be cached.
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return not (has_session and request.user.has_perm("desk.view"))


def forget() -> None:
    """What the deletion schedule says, once a night: see "What is deleted when" in
    docs/operating.md."""
    SearchTerm.objects.seen_once_before(days_ago(KEEP_RARE_DAYS)).delete()
    SearchTerm.objects.filter(day__lt=days_ago(KEEP_DAYS)).delete()


def clean(text: str) -> str:
    """The wording to keep, in lower case, or "" when there is none that may be kept."""
    text = unicodedata.normalize("NFC", text.replace("\0", " "))
    if len(text) > 2 * LONGEST:
        return ""
    words = _PRIVATE.sub(" ", text).casefold().split()
    term = " ".join(words)
    has_a_letter = any(character.isalpha() for character in term)
    return term if has_a_letter and len(words) <= MOST_WORDS and len(term) <= LONGEST else ""
