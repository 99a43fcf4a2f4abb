"""What the product counts for the report, each with its name and with how it is counted.

A counter is a function of a year; `register` gives it its words. A number of people so small that
somebody could be known by it is not shown (core.small_numbers): regulation 56 of the SEND
Regulations 2014.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bulletins import figures as bulletins
from core import small_numbers, texts
from core.models import AuditEvent
from core.years import Year
from directory.models import Service
from feedback.models import Action, Comment, Occasion, Response, Survey, Theme
from news.models import Consultation
from search.models import SearchDocument
from suggestions.models import CheckedShare, Suggestion
from usage import figures as usage

from .models import AnnualReport, Figure

LONGEST_RANKING = 10

Row = dict[str, Any]
Counted = int | None | list[Row]
Place, Kind = Figure.Place, Figure.Kind


@dataclass(frozen=True)
class Counter:
    """`page`: the name of the desk's page where the same is counted day by day."""

    key: str
    place: str
    kind: str
    label: Promise
    how: Promise
    page: str
    count: Callable[[Year], Counted]


COUNTERS: dict[str, Counter] = {}


def register(
    key: str,
    label: Promise,
    how: Promise,
    *,
    place: str,
    page: str,
    kind: str = Kind.NUMBER,
) -> Callable[[Callable[[Year], Counted]], Callable[[Year], Counted]]:
    def add(count: Callable[[Year], Counted]) -> Callable[[Year], Counted]:
        COUNTERS[key] = Counter(key, place, kind, label, how, page, count)
        return count

    return add


# --- Feedback -------------------------------------------------------------------------------------


@register(
    "comments_heard",
    _("Comments we heard"),
    _("Every comment that reached us in the year, by any way, also those not published."),
    place=Place.GLANCE,
    page="desk:comments",
)
def comments_heard(year: Year) -> int:
    return Comment.objects.filter(year=year.code).count()


@register(
    "comments_published",
    _("Comments we published"),
    _("Comments of the year that everybody can read, in words that show nobody’s name."),
    place=Place.GLANCE,
    page="desk:comments",
)
def comments_published(year: Year) -> int:
    return Comment.objects.published().filter(year=year.code).count()


def _count_comments_by(field: str, choices: Any) -> Callable[[Year], list[Row]]:
    def count(year: Year) -> list[Row]:
        rows = Comment.objects.filter(year=year.code).order_by().values_list(field)
        counts = dict(rows.annotate(count=Count("pk")))
        found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        values = small_numbers.shown([count for _code, count in found])
        return [
            {"label": texts.said(partial(getattr, choices(code), "label")), "value": value}
            for (code, _count), value in zip(found, values, strict=True)
        ]

    return count


for _field, _choices, _label, _how in (
    (
        "channel",
        Comment.Channel,
        _("How comments reached us"),
        _("Every comment of the year, by the way it reached us. Small numbers are not shown."),
    ),
    (
        "speaker",
        Comment.Speaker,
        _("Who spoke to us"),
        _("Every comment of the year, by who was speaking. Small numbers are not shown."),
    ),
):
    register(
        f"comments_by_{_field}",
        _label,
        _how,
        place=Place.TAKING_PART,
        page="desk:comments",
        kind=Kind.RANKING,
    )(_count_comments_by(_field, _choices))


@register(
    "occasions_held",
    _("Events and coffee mornings"),
    _("Occasions of the year at which families could speak to us, as written down on the desk."),
    place=Place.TAKING_PART,
    page="desk:occasions",
)
def occasions_held(year: Year) -> int:
    return _occasions(year).count()


@register(
    "people_met",
    _("People we met"),
    _("The sum of how many came to each occasion of the year. Who came twice is counted twice."),
    place=Place.TAKING_PART,
    page="desk:occasions",
)
def people_met(year: Year) -> int | None:
    return _occasions(year).aggregate(all=Sum("attendance"))["all"]


@register(
    "survey_answers",
    _("Answers to our surveys"),
    _("Surveys that somebody filled in during the year."),
    place=Place.TAKING_PART,
    page="desk:surveys",
)
def survey_answers(year: Year) -> int | None:
    if not Survey.objects.filter(opens_on__lte=year.end).exists():
        return None
    return Response.objects.filter(day__range=_span(year)).count()


@register(
    "consultations_held",
    _("Consultations"),
    _("Published consultations that opened during the year: each asks families about a plan."),
    place=Place.TAKING_PART,
    page="desk:page_kinds",
)
def consultations_held(year: Year) -> int:
    return Consultation.objects.opened_between(*_span(year)).count()


@register(
    "consultations_answered",
    _("Consultations with an outcome"),
    _("Of the consultations that opened during the year, those of which we said what came of it."),
    place=Place.TAKING_PART,
    page="desk:page_kinds",
)
def consultations_answered(year: Year) -> int:
    return Consultation.objects.opened_between(*_span(year)).decided().count()


@register(
    "themes",
    _("Themes: what you said"),
    _("Published themes of the year. One theme puts together what several people said."),
    place=Place.THEMES,
    page="desk:themes",
)
def themes(year: Year) -> int:
    return Theme.objects.published().of_year(year.code).count()


def _count_actions(state: str) -> Callable[[Year], int]:
    def count(year: Year) -> int:
        return Action.objects.filter(
            theme__year=year.code, theme__published=True, state=state
        ).count()

    return count


for _state, _label in (
    (Action.State.DONE, _("Actions done")),
    (Action.State.IN_PROGRESS, _("Actions in progress")),
    (Action.State.PLANNED, _("Actions planned")),
    (Action.State.CANNOT, _("Things we could not do")),
):
    register(
        f"actions_{_state.value}",
        _label,
        _("Actions below the published themes of the year, by how they stood on the day."),
        place=Place.THEMES,
        page="desk:themes",
    )(_count_actions(_state.value))


@register(
    "bulletin_readers",
    _("Readers of our bulletin"),
    _("People who got our bulletin by e-mail at the end of the year, or on the day of counting."),
    place=Place.GLANCE,
    page="desk:bulletins",
)
def bulletin_readers(year: Year) -> int | None:
    return bulletins.readers(year.end)


@register(
    "bulletins_a_year",
    _("Bulletins in the year"),
    _("Bulletins that went out by e-mail during the year."),
    place=Place.GLANCE,
    page="desk:bulletins",
)
def bulletins_a_year(year: Year) -> int | None:
    return bulletins.sent(*_span(year))


# --- The directory --------------------------------------------------------------------------------


@register(
    "services_listed",
    _("Services listed"),
    _("Services that everybody could find on the last day of the year, or on the day of counting."),
    place=Place.GLANCE,
    page="desk:services",
)
def services_listed(year: Year) -> int | None:
    days = CheckedShare.objects.filter(day__gte=year.start, day__lte=year.end)
    if timezone.localdate() > year.end:
        return days.order_by("-day").values_list("published", flat=True).first()
    return Service.objects.published().count()


@register(
    "services_added",
    _("Services added"),
    _("Published services that came into the directory during the year."),
    place=Place.GLANCE,
    page="desk:services",
)
def services_added(year: Year) -> int | None:
    if not Service.objects.filter(created_at__date__lte=year.end).exists():
        return None
    return Service.objects.published().filter(created_at__date__range=_span(year)).count()


@register(
    "services_changed",
    _("Services brought up to date"),
    _("Services of which anything was changed during the year, each counted once."),
    place=Place.GLANCE,
    page="desk:audit",
)
def services_changed(year: Year) -> int | None:
    return _services_with(year, "service.changed", "service.place_added", "service.published")


@register(
    "services_checked",
    _("Services checked"),
    _("Services whose provider, or the council, looked whether all is right, each counted once."),
    place=Place.GLANCE,
    page="desk:freshness_dashboard",
)
def services_checked(year: Year) -> int | None:
    return _services_with(year, "service.checked")


@register(
    "suggestions_received",
    _("Suggestions from families and providers"),
    _("New services, changes and reports of a mistake that were sent in during the year."),
    place=Place.GLANCE,
    page="desk:suggestions",
)
def suggestions_received(year: Year) -> int | None:
    if not _was_there(year):
        return None
    return Suggestion.objects.filter(submitted_at__date__range=_span(year)).count()


# --- Use of the site ------------------------------------------------------------------------------


@register(
    "sessions_a_month",
    _("Sessions a month on this website"),
    _(
        "The average of the months in which anything was counted. A session begins with a page "
        "that was not opened from another page of this website."
    ),
    place=Place.DATA,
    page="desk:usage",
)
def sessions_a_month(year: Year) -> int | None:
    return _average(month.sessions for month in usage.months(year))


@register(
    "views_a_month",
    _("Page views a month on this website"),
    _(
        "The average of the months in which anything was counted. "
        "Staff, search engines and other machines are left out."
    ),
    place=Place.DATA,
    page="desk:usage",
)
def views_a_month(year: Year) -> int | None:
    return _average(month.views for month in usage.months(year))


@register(
    "views_by_month",
    _("Page views, month by month"),
    _("Counted without cookies and without keeping who looked."),
    place=Place.DATA,
    page="desk:usage",
    kind=Kind.MONTHS,
)
def views_by_month(year: Year) -> list[Row]:
    rows = [{"month": each.month.isoformat(), "value": each.views} for each in usage.months(year)]
    return rows if any(row["value"] for row in rows) else []


@register(
    "most_visited",
    _("Most visited pages"),
    _("Pages of the year by how often they were opened, in all languages together."),
    place=Place.DATA,
    page="desk:usage",
    kind=Kind.RANKING,
)
def most_visited(year: Year) -> list[Row]:
    pages = usage.top_pages(year, LONGEST_RANKING)
    titles = _titles([page.path for page in pages])
    return [
        {"label": titles.get(page.path) or _title_of(page.path), "value": page.views}
        for page in pages
    ]


@register(
    "most_searched",
    _("Most searched words"),
    _("Words that many searches of the year used. Words that few used are left out."),
    place=Place.DATA,
    page="desk:usage",
    kind=Kind.RANKING,
)
def most_searched(year: Year) -> list[Row]:
    terms = usage.top_terms(year, LONGEST_RANKING)
    return [{"label": {texts.SOURCE: each.term}, "value": each.searches} for each in terms]


@register(
    "found_nothing",
    _("Searched words that found nothing"),
    _("Words by how many searches of the year found nothing with them. It shows what is missing."),
    place=Place.DATA,
    page="desk:usage",
    kind=Kind.RANKING,
)
def found_nothing(year: Year) -> list[Row]:
    terms = usage.failed_terms(year, LONGEST_RANKING)
    return [{"label": {texts.SOURCE: each.term}, "value": each.found_nothing} for each in terms]


# --- How they are counted -------------------------------------------------------------------------


def _span(year: Year) -> tuple[date, date]:
    return year.start, year.end


def _occasions(year: Year) -> "QuerySet[Occasion]":
    return Occasion.objects.filter(date__range=_span(year))


def _was_there(year: Year) -> bool:
    """Whether this site was in use by then: what it did not count is not nothing."""
    return AuditEvent.objects.filter(at__date__lte=year.end).exists()


def _services_with(year: Year, *verbs: str) -> int | None:
    if not _was_there(year):
        return None
    events = AuditEvent.objects.filter(at__date__range=_span(year), verb__in=verbs)
    return events.order_by().values("object_id").distinct().count()


def _average(months: Iterable[int | None]) -> int | None:
    counted = [each for each in months if each is not None]
    return round(sum(counted) / len(counted)) if counted else None


def _titles(paths: Iterable[str]) -> dict[str, texts.Texts]:
    """What pages are called, as far as search knows them."""
    found: dict[str, texts.Texts] = {}
    for document in SearchDocument.objects.filter(url__in=paths).only("url", "title", "language"):
        found.setdefault(document.url, {})[document.language] = document.title
    return {path: each for path, each in found.items() if texts.SOURCE in each}


def _title_of(path: str) -> texts.Texts:
    """Of a page that search does not know, such as a topic: the last part of its address."""
    if path == "/":
        return texts.said(lambda: _("The first page of this website"))
    name = path.rstrip("/").rpartition("/")[2].replace("-", " ")
    return {texts.SOURCE: name[:1].upper() + name[1:]}


# --- Into a report --------------------------------------------------------------------------------


def refresh(report: AnnualReport) -> int:
    """Count everything again for a draft; how many figures there are now.

    What was typed in stays, and so does what is left out. No words are touched.
    """
    year = report.in_year
    before = _published_numbers(year.previous)
    known = {figure.key: figure for figure in report.figures.all()}
    for order, counter in enumerate(COUNTERS.values()):
        figure = known.get(counter.key) or Figure(report=report, key=counter.key)
        if not figure.typed:
            _count_into(figure, counter, year, before)
            figure.order = order
            figure.save()
    return report.figures.count()


def _count_into(figure: Figure, counter: Counter, year: Year, before: dict[str, Decimal]) -> None:
    counted = counter.count(year)
    if isinstance(counted, list):
        figure.rows = counted
    else:
        figure.value = None if counted is None else Decimal(counted)
        figure.last_year = _last_year(counter, year, before)
    figure.kind, figure.place, figure.counted_at = counter.kind, counter.place, timezone.now()
    texts.set_columns(figure, "label", texts.said(lambda: counter.label))
    texts.set_columns(figure, "source", texts.said(lambda: counter.how))


def carry(report: AnnualReport) -> None:
    """What was typed in for last year's report comes again, to be typed in for this year."""
    for order, each in enumerate(_published(report.in_year.previous), len(COUNTERS)):
        if not each["typed"] or each["key"] in COUNTERS:
            continue
        figure = Figure(
            report=report,
            key=each["key"],
            kind=each["kind"],
            place=each["place"],
            order=order,
            typed=True,
            last_year=each["value"],
        )
        texts.set_columns(figure, "label", each["label"])
        figure.save()


def _published(year: Year) -> list[dict[str, Any]]:
    """The figures of a year's report as they were published."""
    last: Any = AnnualReport.objects.newest().of_year(year.code).first()
    return last.snapshot["figures"] if last else []


def _published_numbers(year: Year) -> dict[str, Decimal]:
    numbers = {each["key"]: each["value"] for each in _published(year)}
    return {key: Decimal(value) for key, value in numbers.items() if value is not None}


def _last_year(counter: Counter, year: Year, before: dict[str, Decimal]) -> Decimal | None:
    """As it was published, or else counted now. Nothing at all was rather not counted then."""
    if counter.key in before:
        return before[counter.key]
    counted = counter.count(year.previous)
    return Decimal(counted) if isinstance(counted, int) and counted else None
