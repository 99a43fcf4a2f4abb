"""Whose visits are counted, told from one request alone: nothing about a visitor is kept."""

import re
from functools import lru_cache

from crawleruseragents import is_crawler
from django.conf import settings
from django.http import HttpRequest

# Set when a visitor objects, and only then. It holds nothing but that.
OBJECTION = "no_counting"
# Programs with which councils have their sites checked, beside those that `crawleruseragents` has.
_CHECKERS = re.compile(r"siteimprove|monsido|silktide|lighthouse|headless", re.IGNORECASE)
# Browsers have shorter names for themselves. A list of 700 patterns takes its time with more.
_LONGEST_AGENT = 400
_ADVANCE = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_counted(request: HttpRequest) -> bool:
    """Whether a member of the public looks at the page and has nothing against being counted."""
    if not settings.COUNT_VISITS or objects(request) or _is_in_advance(request):
        return False
    agent = request.headers.get("User-Agent", "")[:_LONGEST_AGENT]
    return not _is_machine(agent) and not _is_signed_in(request)


def objects(request: HttpRequest) -> bool:
    """By the button of the cookies page, or by a setting of the browser (Global Privacy Control,
    Do Not Track)."""
    headers = request.headers
    by_browser = "1" in (headers.get("Sec-GPC", ""), headers.get("DNT", ""))
    return by_browser or bool(request.COOKIES.get(OBJECTION))


def _is_in_advance(request: HttpRequest) -> bool:
    """A browser fetches the page in case somebody wants to see it."""
    said = ",".join(request.headers.get(name, "") for name in _ADVANCE).lower()
    return any(word in said for word in ("prefetch", "prerender", "preview"))


# Most visitors have one of a few browsers; made-up names only push each other out.
@lru_cache(maxsize=256)
def _is_machine(agent: str) -> bool:
    return not agent.strip() or bool(_CHECKERS.search(agent)) or is_crawler(agent)


def _is_signed_in(request: HttpRequest) -> bool:
    """Staff and providers; families have no accounts. Without its cookie the session is not
    looked at, so that the page can still be cached."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.is_authenticated
