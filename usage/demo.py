"""Use of the demo's site since September 2024: a first whole year and what grew from it."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import accumulate

from django.db import transaction
from django.utils import timezone

from core.years import Year

from .models import PageCount, SearchTerm

# Of the first year: views and sessions of all pages (5,058 and 3,472 a month), and of each page.
_VIEWS = 12 * 5_058
_SESSIONS = 12 * 3_472
_PAGES = {
    "/information/needs/global-developmental-delay/": 8_281,
    "/information/needs/what-are-semh-difficulties/": 6_539,
    "/services/topics/ehc-plans/": 4_624,
    "/": 4_410,
    "/services/": 4_285,
    "/services/topics/short-breaks/": 3_120,
    "/services/topics/special-schools/": 2_890,
    "/services/topics/autism-and-adhd-assessment/": 2_745,
    "/services/topics/school-transport/": 2_610,
    "/services/topics/holiday-activities/": 2_480,
    "/services/topics/speech-and-language/": 2_260,
    "/services/topics/mental-health/": 2_150,
    "/services/topics/direct-payments/": 1_830,
    "/services/topics/": 1_640,
    "/services/topics/sport-and-swimming/": 1_520,
    "/services/topics/food-and-essentials/": 1_202,
    "/services/topics/educational-psychology/": 1_180,
    "/services/topics/early-years-education/": 1_050,
    "/services/topics/blue-badge-and-parking/": 960,
    "/services/topics/youth-clubs/": 890,
    "/services/topics/occupational-therapy/": 850,
    "/services/a-to-z/": 790,
    "/services/topics/travel-training/": 720,
    "/services/my-list/": 610,
}
_REST = "/contact/"
# Of a hundred readers of a page, those who read it in another language.
_LANGUAGES = {"pl": 3, "ar": 2, "ur": 1, "bn": 1}
# How busy each month is, September first.
_MONTHS = (10, 9, 9, 6, 10, 8, 9, 7, 8, 9, 9, 6)
# Against the first year, in per cent.
_GROWTH = {"2024-25": 100, "2025-26": 109}
_GROWTH_AFTER = 118
# Searches of the first year, and of these how many found nothing.
_TERMS = {
    "ehcp": (1_310, 0),
    "send": (1_085, 0),
    "eyss": (742, 61),
    "special school": (690, 0),
    "autism": (655, 0),
    "short breaks": (548, 0),
    "parent and toddler": (417, 0),
    "educational psychology": (390, 0),
    "swimming": (362, 0),
    "respite": (318, 0),
    "school transport": (301, 0),
    "adhd assessment": (287, 0),
    "hydrotherapy": (143, 143),
    "sunday club": (96, 88),
    "dyscalculia tutor": (74, 74),
    "trampoline therapy": (58, 52),
    "girls autism group": (47, 39),
    "sibling counselling": (33, 33),
    "sleep clinic for teenagers": (21, 21),
    "toilet training group": (17, 12),
}


def load(progress: Callable[[str], None]) -> None:
    """Adds nothing when anything was counted already."""
    if PageCount.objects.exists():
        return
    with transaction.atomic():
        PageCount.objects.bulk_create(_page_counts())
        SearchTerm.objects.bulk_create(_search_terms())
    progress(f"use of the site since {_years()[0].label.partition(' to ')[0]}")


def _years() -> list[Year]:
    """From the first until the current one."""
    years = [Year.parse(next(iter(_GROWTH)))]
    while years[-1] < Year.current():
        years.append(years[-1].next)
    return years


def _page_counts() -> Iterator[PageCount]:
    """Views as above; of all views in a row, the same share begins a session."""
    pages = _PAGES | {_REST: _VIEWS - sum(_PAGES.values())}
    for year in _years():
        seen = 0
        for path, views in pages.items():
            for day, in_month in _spread(views, year):
                for language, count in _by_language(in_month):
                    sessions = _begun(seen + count) - _begun(seen)
                    seen += count
                    yield PageCount(
                        day=day, path=path, language=language, views=count, sessions=sessions
                    )


def _begun(views: int) -> int:
    return views * _SESSIONS // _VIEWS


def _search_terms() -> Iterator[SearchTerm]:
    for year in _years():
        for term, (searches, nothing) in _TERMS.items():
            failed = dict(_spread(nothing, year))
            for day, count in _spread(searches, year):
                yield SearchTerm(
                    day=day,
                    language="en",
                    term=term,
                    searches=count,
                    found_nothing=min(count, failed[day]),
                )


def _spread(number: int, year: Year) -> Iterator[tuple[date, int]]:
    """A year's number by month, without losing one to rounding; only months that are over."""
    number = number * _GROWTH.get(year.code, _GROWTH_AFTER) // 100
    whole, this_month = sum(_MONTHS), timezone.localdate().replace(day=1)
    until = [number * share // whole for share in accumulate(_MONTHS)]
    for day, before, after in zip(year.months, [0, *until], until, strict=False):
        if day < this_month:
            yield day, after - before


def _by_language(views: int) -> Iterator[tuple[str, int]]:
    others = {language: views * share // 100 for language, share in _LANGUAGES.items()}
    yield "en", views - sum(others.values())
    yield from ((language, count) for language, count in others.items() if count)
