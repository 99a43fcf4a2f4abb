"""How far we publish what the law asks for. The law's list is data: see models.Requirement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
import yaml
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit

from .actions import StaleVersion
from .models import Requirement, Service, TaxonomyTerm

FIRST_LIST = Path(__file__).parent / "requirements.yaml"


class State(Enum):
    """How well a requirement is met. The worst that is true of it counts."""

    MISSING = "missing"
    THIN = "thin"
    STALE = "stale"
    COVERED = "covered"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]


_LABELS = {
    State.MISSING: _("Missing"),
    State.THIN: _("Thin"),
    State.STALE: _("Stale"),
    State.COVERED: _("Covered"),
}


TOO_LITTLE = (State.MISSING, State.THIN)


@dataclass(frozen=True)
class Counts:
    """Of the published services that a requirement is linked to, each counted once."""

    services: int = 0
    # Never checked, or past the date of the next check.
    not_in_time: int = 0
    newest_check: date | None = None


@dataclass(frozen=True)
class Line:
    requirement: Requirement
    counts: Counts

    @property
    def state(self) -> State:
        found = self.counts.services + len(self.requirement.pages)
        if not found:
            return State.MISSING
        if found < self.requirement.enough:
            return State.THIN
        if self.percent_not_in_time > settings.COVERAGE_STALE_PERCENT:
            return State.STALE
        return State.COVERED

    @property
    def percent_not_in_time(self) -> int:
        """Rounded up: one of three hundred is not nothing."""
        if not self.counts.services:
            return 0
        return -(-100 * self.counts.not_in_time // self.counts.services)


def lines(on: date) -> list[Line]:
    """Every requirement in force on a day, in the law's order. Two queries."""
    counts = counted(on)
    return [
        Line(requirement, counts.get(requirement.pk, Counts()))
        for requirement in Requirement.objects.in_force(on)
    ]


def counted(on: date) -> dict[UUID, Counts]:
    """The counts of each requirement that has any, in one query.

    A topic stands for the smaller ones below it. A service that is linked in several ways is
    counted once, which no sum of counts by topic could do: hence the SQL.
    """
    published, values = Service.objects.published().order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH linked AS (
                SELECT link.requirement_id, tagged.service_id
                FROM directory_requirement_terms link
                JOIN directory_taxonomyterm term
                    ON link.taxonomyterm_id IN (term.id, term.parent_id)
                JOIN directory_service_terms tagged ON tagged.taxonomyterm_id = term.id
                UNION
                SELECT requirement_id, service_id FROM directory_requirement_services
                UNION
                SELECT requirement.id, service.id
                FROM directory_requirement requirement, directory_service service
                WHERE requirement.counts_outside AND service.coverage = 'outside'
            )
            SELECT linked.requirement_id, count(*),
                count(*) FILTER (WHERE service.assured_date IS NULL OR service.review_due < %s),
                max(service.assured_date)
            FROM linked JOIN directory_service service ON service.id = linked.service_id
            WHERE service.id IN ({published})
            GROUP BY linked.requirement_id
            """,  # noqa: S608 - the inner query is Django's own, its values are parameters
            [on, *values],
        )
        return {key: Counts(*found) for key, *found in cursor.fetchall()}


def services_of(requirement: Requirement) -> "QuerySet[Service]":
    """The published services that count for a requirement, those to be checked soonest first."""
    terms = requirement.terms.values("pk")
    tagged = Service.terms.through.objects.filter(
        Q(taxonomyterm__in=terms) | Q(taxonomyterm__parent__in=terms)
    )
    linked = Q(pk__in=tagged.values("service")) | Q(pk__in=requirement.services.values("pk"))
    if requirement.counts_outside:
        linked |= Q(coverage=Service.Coverage.OUTSIDE)
    found: QuerySet[Service] = (
        Service.objects.published().filter(linked).select_related("organisation")
    )
    return found.order_by("review_due", "name_en", "pk")


# --- Writing --------------------------------------------------------------------------------------


@contextmanager
def changing(
    requirement: Requirement, *, by: Any, verb: str, version: int | None = None, **detail: Any
) -> Iterator[None]:
    """As `actions.changing`: one edit, one version, one line of the audit log."""
    with pghistory.context(verb=verb, user=str(by.pk)), transaction.atomic():
        if not requirement._state.adding:
            current = Requirement.objects.select_for_update().get(pk=requirement.pk).version
            if version is not None and current != version:
                raise StaleVersion
            requirement.version = current + 1
        yield
        Requirement.objects.filter(pk=requirement.pk, version__lt=requirement.version).update(
            version=requirement.version
        )
        audit.record(by=by, verb=verb, obj=requirement, **detail)


def link_service(requirement: Requirement, service: Service, *, by: Any) -> None:
    if requirement.services.filter(pk=service.pk).exists():
        return
    with changing(requirement, by=by, verb="requirement.changed", added=str(service.pk)):
        requirement.services.add(service)


def unlink_service(requirement: Requirement, service: Service, *, by: Any) -> None:
    if not requirement.services.filter(pk=service.pk).exists():
        return
    with changing(requirement, by=by, verb="requirement.changed", removed=str(service.pk)):
        requirement.services.remove(service)


def load_first_list() -> int:
    """Add what is missing of the list that the product brings; how many were added.

    Never over an officer's edit. Topics that this site does not have are left out.
    """
    added = 0
    with transaction.atomic():
        for order, entry in enumerate(yaml.safe_load(FIRST_LIST.read_text("utf-8")), start=1):
            added += _load(entry, order * 10)
    return added


def _load(entry: dict[str, Any], order: int) -> bool:
    requirement, is_new = Requirement.objects.get_or_create(
        code=entry["code"],
        defaults={
            "title": entry["title"],
            "description": entry["asks"],
            "law": entry["law"],
            # The Act and its Regulations came into force together.
            "effective_from": date(2014, 9, 1),
            "enough": entry["enough"],
            "counts_outside": entry.get("counts_outside", False),
            "pages": entry.get("pages", []),
            "order": order,
        },
    )
    if is_new:
        topics = TaxonomyTerm.objects.of("category").filter(slug__in=entry.get("terms", []))
        requirement.terms.set(topics)
    return is_new
