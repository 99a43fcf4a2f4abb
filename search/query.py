"""Runs a search."""

from collections import Counter, defaultdict
from math import ceil, hypot

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F
from django.utils.html import escape
from django.utils.safestring import mark_safe

from . import postcodes
from .models import SearchDocument
from .results import Hit, SearchRequest, SearchResults

__all__ = ["Hit", "SearchRequest", "SearchResults", "run"]


def run(request: SearchRequest) -> SearchResults:
    text = request.text.replace("\0", " ")[:300]
    near, problem, point = "", "", request.point
    for mention in postcodes.mentions(text):
        place = postcodes.find(mention.code)
        if place:
            text, near, point = mention.cut_from(text), place.code, (place.easting, place.northing)
            break
    if request.near:
        place = postcodes.find(request.near)
        if place:
            near, point = place.code, (place.easting, place.northing)
        else:
            known_form = postcodes.looks_like_postcode(request.near)
            problem = "unknown" if known_form else "malformed"
    docs = SearchDocument.objects.filter(kind__in=request.kinds, language="en")
    docs = docs.prefetch_related("places")
    if text.strip():
        query = SearchQuery(
            " or ".join(text.split()), config="search_english", search_type="websearch"
        )
        docs = (
            docs.filter(tsv=query)
            .annotate(rank=SearchRank(F("tsv"), query))
            .order_by("-rank", "pk")
        )
    else:
        docs = docs.order_by("title", "pk")
    found = list(docs)

    def ok(doc, skip=""):
        return all(
            any(f"{g}:{v}" in doc.facets for v in values)
            for g, values in request.filters.items()
            if values and g != skip
        )

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in found:
        for facet in doc.facets:
            group, value = facet.split(":", 1)
            if ok(doc, group):
                counts[group][value] += 1
    found = [doc for doc in found if ok(doc)]
    miles = {}
    if point:
        for doc in found:
            distances = [
                hypot(p.easting - point[0], p.northing - point[1]) for p in doc.places.all()
            ]
            if distances:
                miles[doc.pk] = min(distances) / postcodes.METRES_PER_MILE
        found.sort(key=lambda doc: miles.get(doc.pk, 3 if doc.everywhere else 1000))
    page_docs = found[(request.page - 1) * request.page_size : request.page * request.page_size]
    hits = [
        Hit(
            kind=d.kind,
            object_id=d.object_id,
            url=d.url,
            title=d.title,
            title_html=mark_safe(escape(d.title)),  # noqa: S308
            summary_html=mark_safe(escape(d.summary)),  # noqa: S308
            language=d.language,
            data=d.data,
            distance_miles=miles.get(d.pk),
            everywhere=d.everywhere,
        )
        for d in page_docs
    ]
    return SearchResults(
        total=len(found),
        hits=hits,
        counts=counts,
        page=request.page,
        pages=max(1, ceil(len(found) / request.page_size)),
        near=near,
        near_problem=problem,
        text=text,
    )
