"""The figures of a reporting year, for the desk and the annual report."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.years import Year

from .models import PageCount, SearchTerm

# What fewer searches used could be about one of the people who searched.
AT_LEAST = 5


@dataclass(frozen=True)
class Month:
    """`views` and `sessions` of the month that begins with `month`; None when nothing was counted
    in it, because it is to come or the site was not there yet."""

    month: date
    views: int | None
    sessions: int | None


@dataclass(frozen=True)
class Page:
    """`path`: the address in English. `sessions`: those that began with it."""

    path: str
    views: int
    sessions: int


@dataclass(frozen=True)
class Term:
    """A wording in the language of the page that it was typed on."""

    term: str
    language: str
    searches: int
    found_nothing: int


def months(year: Year) -> list[Month]:
    """The twelve months of the year."""
    views: Counter[date] = Counter()
    sessions: Counter[date] = Counter()
    for row in PageCount.objects.in_year(year).by_day():
        month = row["day"].replace(day=1)
        views[month] += row["views"]
        sessions[month] += row["sessions"]
    # None for a month that has no day, not 0.
    return [Month(month, views.get(month), sessions.get(month)) for month in year.months]


def top_pages(year: Year, limit: int) -> list[Page]:
    """The pages with the most views, most first."""
    return [Page(**row) for row in PageCount.objects.in_year(year).by_page()[:limit]]


def top_terms(year: Year, limit: int, at_least: int = AT_LEAST) -> list[Term]:
    """The wordings that most searches used, of those that at least so many used."""
    return _terms(year, "searches", limit, at_least)


def failed_terms(year: Year, limit: int, at_least: int = AT_LEAST) -> list[Term]:
    """The wordings that found nothing most often, of those that did so at least so often."""
    return _terms(year, "found_nothing", limit, at_least)


def _terms(year: Year, by: str, limit: int, at_least: int) -> list[Term]:
    rows: Any = (
        SearchTerm.objects.in_year(year).order_by().summed().filter(**{f"{by}__gte": at_least})
    )
    rows = rows.order_by(f"-{by}", "term", "language")[:limit]
    return [
        Term(row["term"], row["language"], row["searches"], row["found_nothing"]) for row in rows
    ]
