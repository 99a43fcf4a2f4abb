"""Page views and sessions, without knowing anybody.

A session begins with a page view that did not come from a page of this site. No cookie, address or
fingerprint is needed to see that, and nothing ties one view to the next. How far it can be trusted:
docs/adr/0003-counting.md.
"""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_from_path

from core.caching import is_for_everybody
from core.languages import SOURCE
from core.sameorigin import comes_from_here

from .buffer import Buffer, Counts, write_columns
from .visitors import is_counted

LONGEST = 300
# Where people work who are signed in, and where they sign in.
_WORK = ("/accounts/", "/admin/", "/desk/", "/provider/")
_UPSERT = """
    INSERT INTO usage_pagecount AS t (day, path, language, views, sessions)
    SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::int[], %s::int[])
    ON CONFLICT (day, path, language) DO UPDATE SET
        views = t.views + excluded.views,
        sessions = t.sessions + excluded.sessions
"""


def count(request: HttpRequest, response: HttpResponse) -> None:
    """Count one look at a page of families, and a session when it begins with it."""
    if not _is_shown(request, response):
        return
    language, path = without_language(request.path_info)
    if path.startswith(_WORK) or len(path) > LONGEST or not _is_nobodys(request, response):
        return
    if is_counted(request):
        key = (timezone.localdate(), path, language)
        _counts.add(key, (1, int(not comes_from_here(request))))


def without_language(path: str) -> tuple[str, str]:
    """The language of an address and the address of the same page in English."""
    language = get_language_from_path(path)
    return (language, path[len(language) + 1 :]) if language else (SOURCE, path)


def _is_shown(request: HttpRequest, response: HttpResponse) -> bool:
    """A page was asked for, was found, and is one: no redirect, error, file or data."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return (
        is_page
        and request.method == "GET"
        and response.status_code == 200
        and request.resolver_match is not None
    )


def _is_nobodys(request: HttpRequest, response: HttpResponse) -> bool:
    """The address of a draft or of an answer holds a key that belongs to one person. So an address
    with a part that changes is written down only when the page is the same for everybody."""
    match = request.resolver_match
    return is_for_everybody(response) or not (match and (match.args or match.kwargs))


def _sum(known: Counts, more: Counts) -> Counts:
    return known[0] + more[0], known[1] + more[1]


_counts = Buffer(_sum, partial(write_columns, _UPSERT))
