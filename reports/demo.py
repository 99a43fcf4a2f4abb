"""The reports of the demo: a published one of 2024-25, and a draft of the year after it."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from accounts.models import User
from core import texts
from core.years import Year
from feedback.models import Theme

from . import actions
from .figures import COUNTERS
from .models import AnnualReport, Figure, ReportSection

CONTENT = Path(__file__).parent / "demo_content" / "2024-25.yaml"
PUBLISHED = Year.parse("2024-25")
# Typed in for the draft, as far as they are known; the others wait for the officer.
KNOWN_SINCE = {"facebook_followers": 842}


@transaction.atomic
def load(progress: Callable[[str], None]) -> None:
    """Add the reports that are missing. Their themes and comments are those of the feedback."""
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    themes = Theme.objects.published().of_year(PUBLISHED.code)
    if officer is None or not themes.exists() or AnnualReport.objects.exists():
        return
    content = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    published = _write(actions.start(year=PUBLISHED, by=officer), content)
    actions.publish(published, by=officer, on=content["published_on"])
    _type_in(actions.start(year=PUBLISHED.next, by=officer))
    progress("an annual report and a draft of the next one")


def _write(report: AnnualReport, content: dict[str, Any]) -> AnnualReport:
    texts.set_columns(report, "title", content["title"])
    report.save()
    counted = datetime.combine(content["published_on"], time(9), tzinfo=UTC)
    report.figures.update(counted_at=counted)
    for order, row in enumerate(content["figures"]):
        _figure(report, order, row)
    for kind, words in content["sections"].items():
        section = report.sections.get(kind=kind)
        texts.set_columns(section, "words", words)
        section.save()
    own = ReportSection(report=report, kind=ReportSection.Kind.OWN, order=0)
    for name in ("heading", "words"):
        texts.set_columns(own, name, content["own"][name])
    _put_before_summary(report, own)
    return report


def _put_before_summary(report: AnnualReport, own: ReportSection) -> None:
    rows = list(report.sections.all())
    at = [row.kind for row in rows].index(ReportSection.Kind.SUMMARY)
    for order, row in enumerate([*rows[:at], own, *rows[at:]]):
        row.order = order
        row.save()


def _figure(report: AnnualReport, order: int, row: dict[str, Any]) -> None:
    rows = row.get("rows", [])
    values: dict[str, Any] = {
        "kind": Figure.Kind.RANKING if rows else Figure.Kind.NUMBER,
        "place": row["place"],
        "order": len(COUNTERS) + order,
        "value": row.get("value"),
        "rows": [_row(each) for each in rows],
        "typed": True,
        "counted_at": None,
    }
    figure, _is_new = Figure.objects.update_or_create(
        report=report, key=row["key"], defaults=values
    )
    texts.set_columns(figure, "label", {code: row[code] for code in ("en", "ar") if code in row})
    texts.set_columns(figure, "source", {texts.SOURCE: row["source"]})
    figure.save()


def _row(row: list[Any]) -> dict[str, Any]:
    """Of the English words, the Arabic ones and a number, as far as there are any."""
    value = row[-1] if isinstance(row[-1], int) else None
    words = [each for each in row if isinstance(each, str)]
    return {"label": dict(zip(("en", "ar"), words, strict=False)), "value": value}


def _type_in(report: AnnualReport) -> None:
    for key, value in KNOWN_SINCE.items():
        figure = report.figures.get(key=key)
        figure.value = Decimal(value)
        texts.set_columns(figure, "source", {texts.SOURCE: "Read off by the Local Offer Officer."})
        figure.save()
