"""The search page and the suggestions while typing."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from core.caching import PublicPageMixin
from core.languages import SOURCE
from search import kinds, postcodes
from search.query import SearchRequest, SearchResults, run
from search.results import Sort
from search.suggestions import suggest
from usage.actions import log_search
from usage.visitors import is_counted

from .. import cards, presenters, showing, terms, times
from ..filters import GROUPS, Selection
from ..forms import SearchForm
from ..terms import Term

PAGE_SIZE = 20
SORTS: dict[Sort, str | Promise] = {
    "relevance": _("Best match"),
    "distance": _("Nearest first"),
    "name": _("Name, A to Z"),
    "recent": _("Newest first"),
}
# The British Isles, roughly. A point outside them is a mistake, and the grid ends there.
LATITUDES = (49.0, 61.5)
LONGITUDES = (-11.0, 3.0)
# Each way out of an empty page costs a search, so no more than these are tried.
MOST_WAYS_OUT = 5
MOST_TOPICS = 6
MOST_SUGGESTED = 8
SUGGESTED_TOPICS = 2


class SearchView(PublicPageMixin, TemplateView):
    """Words, a place and filters by plain GET: each state has an address that can be shared."""

    template_name = "directory/search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = page_number(request.GET)
        if page is None:
            return to_first_page(request)
        selection = Selection(request.GET, terms.load())
        form = SearchForm(request.GET)
        form.is_valid()
        search = search_request(request.GET, form.cleaned_data, selection, page)
        results = run(search)
        if page > max(results.pages, 1):
            return to_first_page(request)
        # Narrowing the same search again is not another wish.
        narrowed = search.filters or "show" in request.GET
        if search.text and page == 1 and not narrowed and is_counted(request):
            log_search(text=search.text, language=search.language, results=results.total)
        if problem := NEAR_PROBLEMS.get(results.near_problem):
            form.add_error("near", str(problem))
        return self.render_to_response(_context(form, selection, search, results))


NEAR_PROBLEMS: dict[str, str | Promise] = {
    "malformed": _("Enter a full postcode, like SO14 7LY, or its first part, like SO14"),
    "unknown": _("We do not know this postcode. Check it, or try only its first part, like SO14"),
}


def page_number(query: QueryDict) -> int | None:
    """The page asked for; None when it is not a page number at all."""
    text = query.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    return number or None


def to_first_page(request: HttpRequest) -> HttpResponseRedirect:
    query = request.GET.copy()
    query.pop("page", None)
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}".rstrip("?"))


def search_request(
    query: QueryDict, typed: dict[str, str], selection: Selection, page: int
) -> SearchRequest:
    point = None if typed["near"] else parse_point(query.get("at", ""))
    return SearchRequest(
        text=typed["q"],
        language=get_language() or SOURCE,
        near=typed["near"],
        point=point,
        filters=selection.for_search(),
        kinds=showing.kinds_of(showing.group_of(query, typed["q"])),
        page=page,
        page_size=PAGE_SIZE,
        verbatim=query.get("exact") == "1",
        sort=next((sort for sort in SORTS if sort == query.get("sort")), "relevance"),
    )


def parse_point(text: str) -> tuple[int, int] | None:
    """The grid point of "50.91,-1.40", a place that the browser rounded to about a kilometre."""
    try:
        latitude, longitude = (float(part) for part in text[:40].split(","))
    except ValueError:
        return None
    if not (LATITUDES[0] <= latitude <= LATITUDES[1]):
        return None
    if not (LONGITUDES[0] <= longitude <= LONGITUDES[1]):
        return None
    return postcodes.to_grid(latitude, longitude)


def page_of(results: SearchResults) -> Page:
    """The results' page for the pagination component, which asks only for numbers."""
    numbers = range(min(results.total, results.pages * PAGE_SIZE))
    return Paginator(numbers, PAGE_SIZE).page(results.page)


def _context(
    form: SearchForm, selection: Selection, search: SearchRequest, results: SearchResults
) -> dict[str, Any]:
    groups = selection.groups(results.counts)
    shown = showing.Showing(selection.query, search, results)
    context = {
        "form": form,
        "results": results,
        "cards": [cards.card(hit) for hit in results.hits],
        "map_places": presenters.map_places(results.hits),
        "map_tiles": settings.MAP_TILES,
        "map_attribution": settings.MAP_ATTRIBUTION,
        "page_obj": page_of(results),
        "ages": next((group for group in groups if group.name == "age"), None),
        "groups": [group for group in groups if group.name != "age"],
        "chosen": selection.chosen(),
        "without_filters": _kept_words(selection.query),
        "nearby": results.is_near,
        "showing": shown,
        "mixed": shown.is_mixed,
        "point": selection.query.get("at") if search.point else "",
        "sorts": [each for each in SORTS.items() if results.is_near or each[0] != "distance"],
        "sort": search.sort,
        # An address with a question mark is one of very many: search engines need none of them.
        "noindex": bool(selection.query),
    }
    if results.total == 0:
        context |= {
            "ways_out": ways_out(selection, search),
            "topics": nearest_topics(results.text, selection),
            "to_read": topics_to_read(),
        }
    return context


def _kept_words(query: QueryDict) -> QueryDict:
    """The query with words, place and order, and no filter."""
    kept = query.copy()
    for name in [*GROUPS, "page"]:
        kept.pop(name, None)
    return kept


@dataclass(frozen=True)
class WayOut:
    """What one filter fewer would find."""

    label: str
    total: int
    query: QueryDict


def ways_out(selection: Selection, search: SearchRequest) -> list[WayOut]:
    """For an empty page: each group of filters whose removal would find something."""
    found = []
    for name in list(selection.values)[:MOST_WAYS_OUT]:
        wider = selection.without(name)
        total = run(replace(search, filters=wider.for_search(), page=1, page_size=1)).total
        if total:
            labels = [selection.label(name, value) for value in selection.values[name]]
            found.append(WayOut(times.listed(labels), total, wider.query))
    return sorted(found, key=lambda way: -way.total)


def nearest_topics(text: str, selection: Selection) -> list[Term]:
    """For an empty page: topics near the words, else the main ones."""
    near = terms.topics_like(text, MOST_TOPICS)
    return near or terms.below(selection.terms, "category", "")


def topics_to_read() -> list[cards.Card | cards.PageCard]:
    """For an empty page: subjects that the site explains."""
    if not kinds.topics():
        return []
    found = run(
        SearchRequest(
            language=get_language() or SOURCE,
            kinds=kinds.topics(),
            page_size=MOST_TOPICS,
            sort="name",
        )
    )
    return [cards.card(hit) for hit in found.hits]


class SuggestionsView(PublicPageMixin, View):
    """Topics, services and pages that fit what has been typed so far."""

    cache_seconds = 300

    def get(self, request: HttpRequest) -> JsonResponse:
        form = SearchForm(request.GET)
        form.is_valid()
        words = form.cleaned_data["q"]
        topics = [
            {
                "text": term.name,
                "kind": "category",
                "label": "",
                "url": presenters.topic_url(term.slug),
            }
            for term in terms.topics_like(words, SUGGESTED_TOPICS)
        ]
        found = [
            {
                "text": each.text,
                "kind": each.kind,
                "label": "" if each.kind == cards.SERVICE else str(kinds.get(each.kind).label),
                "url": presenters.local(each.url),
            }
            for each in suggest(words, get_language() or SOURCE, MOST_SUGGESTED - len(topics))
        ]
        return JsonResponse({"suggestions": topics + found})
