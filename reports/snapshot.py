"""Everything a report says, as plain data: what is frozen, shown, printed and downloaded.

    {"schema": 1, "year", "number", "title", "note", "council", "area", "published_on",
     "languages": codes that any words exist in,
     "sections": [{"kind", "heading", "words", and what stands in it:
                   "themes", "occasions", "comments", "actions" or "promises"}],
     "figures": [{"key", "kind", "place", "label", "value", "last_year", "rows", "source",
                  "typed", "counted_on"}]}

Words are {"en": …, "ar": …} with the languages that have them; dates are written 2025-06-02 and
numbers as text ("3472", "12.50"), so that the file is the same wherever it is read and written.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q
from django.urls import reverse, translate_url
from django.utils.translation import override

from core import small_numbers, texts
from directory.models import Service
from directory.page_titles import link_words
from feedback.models import Action, Comment, Occasion, Theme

from .models import AnnualReport, Figure, ReportSection

SCHEMA = 1
# A page that one person can read. The rest is at "You said, we did".
MOST_THANKS = 20
MOST_OCCASIONS = 100

Data = dict[str, Any]
Kind = ReportSection.Kind


def of(report: AnnualReport, *, on: date) -> Data:
    """The report as it would be published on the day."""
    sections = [_section(each, report) for each in report.sections.filter(hidden=False)]
    data = {
        "schema": SCHEMA,
        "year": report.year,
        "number": report.number,
        "title": texts.columns(report, "title"),
        "note": texts.columns(report, "note"),
        "council": settings.BRAND["council"],
        "area": settings.BRAND["area"],
        "published_on": on.isoformat(),
        "sections": sections,
        "figures": [_figure(each) for each in report.figures.filter(hidden=False)],
    }
    return data | {"languages": _languages(data)}


def as_bytes(data: Data) -> bytes:
    """The file that the checksum is of: the same data is always the same bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()


def checksum(data: Data) -> str:
    return hashlib.sha256(as_bytes(data)).hexdigest()


def _languages(data: Data) -> list[str]:
    """Those in which more than names of lists exist: any section has its own words in it."""
    found = {code for section in data["sections"] for code in section["words"]}
    return sorted(found | {texts.SOURCE}, key=lambda code: (code != texts.SOURCE, code))


def _section(section: ReportSection, report: AnnualReport) -> Data:
    base = {
        "kind": section.kind,
        "heading": texts.columns(section, "heading"),
        "words": texts.columns(section, "words"),
    }
    more = _CONTENT.get(Kind(section.kind))
    return base | (more(report) if more else {})


def _figure(figure: Figure) -> Data:
    return {
        "key": figure.key,
        "kind": figure.kind,
        "place": figure.place,
        "label": texts.columns(figure, "label"),
        "value": _number(figure.value),
        "last_year": _number(figure.last_year),
        "rows": [{**row, "value": _number(row["value"])} for row in figure.rows],
        "source": texts.columns(figure, "source"),
        "typed": figure.typed,
        "counted_on": figure.counted_at.date().isoformat() if figure.counted_at else None,
    }


def _number(value: Any) -> str | None:
    if value is None:
        return None
    number = Decimal(str(value))
    return str(number.quantize(Decimal(1))) if number == number.to_integral() else str(number)


# --- What stands in the sections ------------------------------------------------------------------


def _taking_part(report: AnnualReport) -> Data:
    year = report.in_year
    rows = Occasion.objects.filter(date__range=(year.start, year.end)).order_by("date", "name")
    return {
        "occasions": [
            {
                "name": each.name,
                "kind": texts.said(each.get_kind_display),
                "date": each.date.isoformat(),
                "place": each.place,
                "organised_by": each.organised_by,
                # How many came to a very small meeting could say who they were.
                "attendance": _attendance(each.attendance),
            }
            for each in rows[:MOST_OCCASIONS]
        ]
    }


def _attendance(came: int | None) -> str | None:
    return None if came is None or small_numbers.is_small(came) else str(came)


def _themes(report: AnnualReport) -> Data:
    rows = (
        Theme.objects.published()
        .of_year(report.year)
        .annotate(
            voices=Count("comments"),
            readable=Count("comments", filter=Q(comments__state=Comment.State.PUBLISHED)),
        )
        .in_order()
        .prefetch_related(
            "actions__priority", Prefetch("actions__services", Service.objects.published())
        )
    )
    return {
        "themes": [
            {
                "title": texts.columns(theme, "title"),
                "said": texts.columns(theme, "said"),
                # None: so few that the page says nothing of how many.
                "voices": _voices(theme),
                "actions": [_action(each) for each in theme.actions.all()],
            }
            for theme in rows
        ]
    }


def _voices(theme: Any) -> int | None:
    """How many comments are behind it; only those that can be read, where all but a few can."""
    is_telling = small_numbers.is_small(theme.voices - theme.readable)
    said = theme.readable if is_telling else theme.voices
    return said if said >= small_numbers.LEAST else None


def _action(action: Action) -> Data:
    return {
        "did": texts.columns(action, "did"),
        "state": action.state,
        "why_not": texts.columns(action, "why_not"),
        "owner": action.owner,
        "date": action.date.isoformat() if action.date else None,
        "priority": texts.columns(action.priority, "title") if action.priority else None,
        "links": [*map(_service_link, action.services.all()), *map(_page_link, action.pages)],
    }


def _service_link(service: Service) -> Data:
    address = reverse("directory:service", args=[service.slug])
    return {"address": _in_english(address), "words": texts.columns(service, "name")}


def _page_link(address: str) -> Data:
    with override(texts.SOURCE):
        words = link_words([address])[address]
    return {"address": address, "words": {texts.SOURCE: words}}


def _in_english(path: str) -> str:
    """An address as English has it, whatever language the officer works in."""
    return translate_url(path, texts.SOURCE)


def _thanks(report: AnnualReport) -> Data:
    rows = Comment.objects.published().filter(year=report.year, about=Comment.About.PRAISE)
    return {
        # Not who they are: among few a professional could be known by it.
        "comments": [
            {"words": texts.columns(each, "published_words")}
            for each in rows.order_by("-heard_on", "pk")[:MOST_THANKS]
        ]
    }


def _cannot(report: AnnualReport) -> Data:
    return {"actions": _by_theme(_actions(report.year).filter(state=Action.State.CANNOT))}


def _next(report: AnnualReport) -> Data:
    """What is promised, and what became of what was promised the year before."""
    promised = _actions(report.in_year.previous.code).filter(carried_to__isnull=False)
    promises = [
        {
            "did": texts.columns(each, "did"),
            "state": each.carried_to.all()[0].state,
            "news": texts.columns(each.carried_to.all()[0], "did"),
        }
        for each in promised.prefetch_related("carried_to")
    ]
    return {
        "actions": _by_theme(_actions(report.year).unfinished()),
        "promises": promises,
    }


def _actions(year: str) -> Any:
    rows = Action.objects.filter(theme__year=year, theme__published=True)
    rows = rows.prefetch_related(Prefetch("services", Service.objects.published()))
    return rows.select_related("theme", "priority").order_by("theme__order", "theme__pk", "order")


def _by_theme(actions: Iterable[Action]) -> list[Data]:
    titles, found = {}, defaultdict(list)
    for action in actions:
        titles[action.theme_id] = texts.columns(action.theme, "title")
        found[action.theme_id].append(_action(action))
    return [{"title": titles[key], "actions": rows} for key, rows in found.items()]


_CONTENT = {
    Kind.TAKING_PART: _taking_part,
    Kind.THEMES: _themes,
    Kind.THANKS: _thanks,
    Kind.CANNOT: _cannot,
    Kind.NEXT: _next,
}
