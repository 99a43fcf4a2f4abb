"""How much of the directory is checked in time: today, by organisation, by topic, by month."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce

from directory.models import Organisation, Service, TaxonomyTerm
from directory.querysets import ServiceQuerySet, checked_in_time

from .models import CheckedShare

MONTHS = 12


@dataclass(frozen=True)
class Share:
    """`in_time` of `published` services."""

    published: int
    in_time: int

    @property
    def percent(self) -> int | None:
        """Rounded down: only all is 100. None of nothing."""
        return 100 * self.in_time // self.published if self.published else None

    @property
    def late(self) -> int:
        return self.published - self.in_time


def today(on: date) -> Share:
    found = (
        Service.objects.published()
        .order_by()
        .aggregate(published=Count("pk"), in_time=Count("pk", filter=checked_in_time(on)))
    )
    return Share(**found)


def record(on: date) -> None:
    """Write the day down for the months to come; the latest of a day's figures counts."""
    share = today(on)
    CheckedShare.objects.update_or_create(
        day=on, defaults={"published": share.published, "in_time": share.in_time}
    )


def by_organisation(on: date) -> "QuerySet[Service, dict[str, Any]]":
    """Rows of `organisation` (its key), `published`, `in_time` and `late`; most late ones first."""
    return _grouped(Service.objects.published(), "organisation", on)


def by_topic(on: date) -> list[tuple[TaxonomyTerm, Share]]:
    """Each large topic that has services, the smaller ones below it included."""
    tagged = Service.objects.published().filter(terms__taxonomy__slug="category")
    topic = Coalesce("terms__parent", "terms")
    rows = {row["topic"]: row for row in _grouped(tagged.annotate(topic=topic), "topic", on)}
    topics = TaxonomyTerm.objects.of("category").filter(pk__in=rows).order_by("order", "slug")
    return [(each, _share(rows[each.pk])) for each in topics]


def _grouped(services: ServiceQuerySet, by: str, on: date) -> "QuerySet[Service, dict[str, Any]]":
    published = Count("pk", distinct=True)
    in_time = Count("pk", filter=checked_in_time(on), distinct=True)
    rows = services.order_by().values(by).annotate(published=published, in_time=in_time)
    return rows.annotate(late=F("published") - F("in_time")).order_by("-late", "-published", by)


def _share(row: dict[str, Any]) -> Share:
    return Share(row["published"], row["in_time"])


def named(rows: list[dict[str, Any]]) -> list[tuple[Organisation, Share]]:
    """The organisations of some rows of `by_organisation`, in the same order."""
    organisations = Organisation.objects.in_bulk([row["organisation"] for row in rows])
    return [(organisations[row["organisation"]], _share(row)) for row in rows]


def by_month(on: date) -> list[tuple[date, Share | None]]:
    """The last day written down of each of the last twelve months; this month as it is now.

    None for a month in which nothing was written down.
    """
    months = [_month(on, back) for back in range(MONTHS - 1, -1, -1)]
    written = CheckedShare.objects.filter(day__gte=months[0], day__lte=on).order_by("day")
    found = {
        row.day.replace(day=1): Share(row.published, row.in_time) for row in written
    }  # the later days of a month take the place of the earlier ones
    found[months[-1]] = today(on)
    return [(month, found.get(month)) for month in months]


def _month(on: date, back: int) -> date:
    years, month = divmod(on.month - 1 - back, 12)
    return date(on.year + years, month + 1, 1)
