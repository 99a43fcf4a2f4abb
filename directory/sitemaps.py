"""sitemap.xml and robots.txt (sitemaps.org 0.9; Google's xhtml:link for other languages).

An index names many small maps. Each map is one query of a bounded slice, written out line by line,
so a directory of a million services needs no more memory than one of a hundred. Apps above add
their pages from their `AppConfig.ready`: a section of records by `register`, single pages by
`register_pages`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import override

from core import languages

from .models import Organisation, Service, TaxonomyTerm

# A page is listed in each language and names all the others: eleven by eleven lines. The limits
# are 50,000 pages and 50 MB a file; this comes to 5,500 pages and 9 MB.
PAGES_PER_MAP = 500
CACHE_SECONDS = 3600


class Page(NamedTuple):
    """One page without its language: the name of its address, the parts of it, its last change."""

    name: str
    args: tuple[str, ...]
    changed: datetime | None


Rows = Callable[[], "QuerySet[Any]"]


def _services() -> "QuerySet[Any]":
    return Service.objects.published().order_by("pk").values_list("slug", "updated_at")


def _organisations() -> "QuerySet[Any]":
    return Organisation.objects.published().order_by("pk").values_list("slug", "updated_at")


def _terms(kind: str) -> "QuerySet[Any]":
    return TaxonomyTerm.objects.of(kind).order_by("pk").values_list("slug", flat=True)


def _fixed_pages() -> list[Page]:
    names = ("home", "search", "topics", "stages", "a_to_z")
    pages = [Page(f"directory:{name}", (), None) for name in names]
    pages += [Page("directory:topic", (slug,), None) for slug in _terms("category")]
    pages += [Page("directory:stage", (slug,), None) for slug in _terms("stage")]
    about = ("privacy", "cookies", "contact")
    pages += [Page(f"pages:{name}", (), None) for name in about]
    return pages + [Page(name, (), None) for name in _PAGES]


# What each section lists: the name of its pages' address, and its rows (see `register`).
SECTIONS: dict[str, tuple[str, Rows]] = {
    "services": ("directory:service", _services),
    "organisations": ("directory:organisation", _organisations),
}
# The names of the single pages of other apps.
_PAGES: list[str] = []


def register(section: str, name: str, rows: Rows) -> None:
    """Add a section of the map.

    `section` is a slug of its own; `name` that of the pages' address; `rows` gives a query, in a
    fixed order, of tuples: the parts of the address (a slug), then the time of the last change.
    """
    SECTIONS[section] = (name, rows)


def is_listed(name: str, slug: str) -> bool | None:
    """Whether the page with that slug, at the address called `name`, is there for everybody.

    None when no section lists the pages of that address.
    """
    sections = [rows for listed, rows in SECTIONS.values() if listed == name]
    if not sections:
        return None
    return any(rows().filter(slug=slug).exists() for rows in sections)


def register_pages(*names: str) -> None:
    """Add single pages by the names of their addresses, such as "news:home"."""
    _PAGES.extend(name for name in names if name not in _PAGES)


def index(request: HttpRequest) -> HttpResponseBase:
    """The list of maps."""
    maps = [reverse("sitemap_section", args=["pages", 1])]
    for section, (_name, rows) in SECTIONS.items():
        # A map without pages is not allowed: sitemaps.org 0.9 wants one at least.
        pages = Paginator(rows(), PAGES_PER_MAP, allow_empty_first_page=False).num_pages
        maps += [
            reverse("sitemap_section", args=[section, number]) for number in range(1, pages + 1)
        ]
    lines = [f"<sitemap><loc>{escape(settings.SITE_URL + path)}</loc></sitemap>\n" for path in maps]
    return _xml("sitemapindex", lines)


def section(request: HttpRequest, section: str, number: int) -> HttpResponseBase:
    """One map; 404 for a page of it that does not exist."""
    if section == "pages" and number == 1:
        return _xml("urlset", _entries(_fixed_pages()))
    if section not in SECTIONS or number < 1:
        raise Http404
    name, rows = SECTIONS[section]
    start = (number - 1) * PAGES_PER_MAP
    listed = rows()[start : start + PAGES_PER_MAP]
    found = [Page(name, tuple(parts), changed) for *parts, changed in listed]
    if not found and number > 1:
        raise Http404
    return _xml("urlset", _entries(found))


def _entries(pages: list[Page]) -> Iterator[str]:
    for page in pages:
        addresses = {code: _address(page, code) for code in languages.CODES}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{languages.tag(code)}"'
            f" href={quoteattr(address)}/>"
            for code, address in addresses.items()
        )
        changed = f"<lastmod>{page.changed.isoformat()}</lastmod>" if page.changed else ""
        for address in addresses.values():
            yield f"<url><loc>{escape(address)}</loc>{changed}{others}</url>\n"


def _address(page: Page, code: str) -> str:
    with override(code):
        return settings.SITE_URL + reverse(page.name, args=page.args)


def _xml(root: str, lines: Iterable[str]) -> HttpResponseBase:
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    )

    def body() -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {spaces}>\n'
        yield from lines
        yield f"</{root}>\n"

    response = StreamingHttpResponse(body(), content_type="application/xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the desk, and searches: there is no end of their addresses."""
    closed = ("desk/", "accounts/", "services/?", "services/my-list/")
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        *(f"Disallow: /{path}" for path in closed),
        *(f"Disallow: /*/{path}" for path in closed),  # in other languages
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    response = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    return response
