"""How much the site is used, month by month and page by page, with the year before beside it."""

from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import audit, charts
from core.spreadsheets import csv_response
from core.years import Year
from directory import page_titles
from directory.figures import ListingMonth, listings_by_month
from usage import figures
from usage.figures import Month

MOST_PAGES = 25
MOST_TERMS = 25
# A spreadsheet has room for more.
MOST_EXPORTED = 1_000


def asked_year(request: HttpRequest) -> Year:
    """The year of ?year=, or this one. Raises Http404 for what is no year."""
    code = request.GET.get("year")
    try:
        return Year.parse(code) if code else Year.current()
    except ValueError:
        raise Http404 from None


class UsageView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        year = asked_year(request)
        this, last = figures.months(year), figures.months(year.previous)
        pages = figures.top_pages(year, MOST_PAGES)
        titles = page_titles.titles(page.path for page in pages)
        context = {
            "year": year,
            "next": None if year >= Year.current() else year.next,
            # Nothing was counted before the first year that has something.
            "previous": year.previous if _total(last, _views) else None,
            "totals": [
                (_("Page views"), _total(this, _views), _total(last, _views)),
                (_("Sessions"), _total(this, _sessions), _total(last, _sessions)),
            ],
            "charts": [
                _compared("views", _("Page views by month"), year, this, last, _views),
                _compared("sessions", _("Sessions by month"), year, this, last, _sessions),
            ],
            "pages": [(titles[page.path], page) for page in pages],
            "searched": figures.top_terms(year, MOST_TERMS),
            "failed": figures.failed_terms(year, MOST_TERMS),
            "at_least": figures.AT_LEAST,
            "listings": listings_by_month(year),
        }
        return render(request, "desk/usage.html", context)


class UsageExportView(DeskMixin, View):
    """A year's figures as a spreadsheet. That somebody took it is written down."""

    header = ("Figure", "Month", "Page or words", "Language", "Number")

    def post(self, request: HttpRequest) -> HttpResponseBase:
        year = asked_year(request)
        audit.record(by=request.user, verb="usage.exported", year=year.code)
        return csv_response(f"usage-{year.code}", self.header, _lines(year))


def _lines(year: Year) -> Iterator[tuple[str, str, str, str, int]]:
    """One figure in each line, named in English: the spreadsheet is for others too."""
    for month in figures.months(year):
        if month.views is not None and month.sessions is not None:
            yield "Page views", _month(month), "", "", month.views
            yield "Sessions", _month(month), "", "", month.sessions
    for listing in listings_by_month(year):
        for what in ("added", "changed", "checked"):
            if (number := getattr(listing, what)) is not None:
                yield f"Listings {what}", _month(listing), "", "", number
    for page in figures.top_pages(year, MOST_EXPORTED):
        yield "Page views", "", page.path, "", page.views
        yield "Sessions that began there", "", page.path, "", page.sessions
    for term in figures.top_terms(year, MOST_EXPORTED):
        yield "Searches", "", term.term, term.language, term.searches
    for term in figures.failed_terms(year, MOST_EXPORTED):
        yield "Searches that found nothing", "", term.term, term.language, term.found_nothing


def _month(month: Month | ListingMonth) -> str:
    return month.month.isoformat()[:7]


def _views(month: Month) -> int | None:
    return month.views


def _sessions(month: Month) -> int | None:
    return month.sessions


def _total(months: list[Month], figure: Callable[[Month], int | None]) -> int | None:
    """Of the months that have a figure; None when none has."""
    counted = [value for month in months if (value := figure(month)) is not None]
    return sum(counted) if counted else None


def _compared(
    key: str,
    title: str,
    year: Year,
    this: list[Month],
    last: list[Month],
    figure: Callable[[Month], int | None],
) -> charts.Chart:
    series = [charts.Series(year.label, [figure(month) for month in this])]
    if _total(last, figure) is not None:
        series.append(charts.Series(year.previous.label, [figure(month) for month in last]))
    # The same month of two years: its name alone.
    names = [date_format(month, "F") for month in year.months]
    short = charts.months(year.months)["short"]
    return charts.columns(key, title, names, series, short=short)
