"""Bringing in readers from a list that the council has, with the evidence that each one agreed.

First the list is only looked at: `read` says line by line what would become of it. Nothing of it
is kept between the two steps; the page sends it again.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.languages import BY_CODE, SOURCE
from core.models import BouncedAddress

from . import subscribing
from .models import Departure, Subscriber

COLUMNS = ("email", "consent_on", "consent_how", "language", "topics", "often")
NEEDED = COLUMNS[:3]
MOST_LINES = 5_000
LARGEST = 1_000_000
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_LONGEST_EVIDENCE = 500


class Unreadable(Exception):
    """Not a list at all; the message says why."""


@dataclass
class Line:
    """One line of the list. `number` counts as a spreadsheet does; `problem` is empty when it is
    brought in; `is_known` when that address gets the bulletin already."""

    number: int
    email: str
    consented_on: date | None = None
    evidence: str = ""
    language: str = SOURCE
    often: str = Subscriber.Often.EACH
    topics: list[UUID] = field(default_factory=list)
    problem: str = ""
    is_known: bool = False

    @property
    def is_new(self) -> bool:
        return not self.problem and not self.is_known


def read(text: str) -> list[Line]:
    """Each line with what is wrong with it. Asks the database four times, however long the list
    is. Raises Unreadable."""
    lines = list(_lines(text))
    addresses = {line.email for line in lines if not line.problem}
    rows = Subscriber.objects.filter(email__in=addresses)
    known = set(rows.values_list("email", flat=True))
    lost = BouncedAddress.objects.filter(address__in=addresses)
    bounced = set(lost.values_list("address", flat=True))
    marks = {mark: email for email in addresses for mark in subscribing.digests(email)}
    gone = Departure.objects.filter(digest__in=marks).values_list("digest", flat=True)
    left = {marks[mark] for mark in gone}
    seen: set[str] = set()
    for line in lines:
        if line.problem:
            continue
        line.is_known = line.email in known
        if line.email in seen:
            line.problem = _("This address stands in the list twice.")
        elif line.email in left:
            line.problem = _("They left. Only they themselves can sign up again.")
        elif line.email in bounced:
            line.problem = _("E-mail does not reach this address.")
        seen.add(line.email)
    return lines


def _lines(text: str) -> Iterator[Line]:
    rows = csv.DictReader(StringIO(text.lstrip("\ufeff").replace("\0", "")))
    try:
        names = [(name or "").strip().lower() for name in rows.fieldnames or []]
        rows.fieldnames = names
        if missing := [name for name in NEEDED if name not in names]:
            raise Unreadable(
                _("The first line must name the columns. Missing: %(names)s")
                % {"names": ", ".join(missing)}
            )
        offered = {topic.slug: topic.pk for topic in subscribing.topics_to_choose()}
        for row in rows:
            if rows.line_num > MOST_LINES + 1:
                raise Unreadable(
                    _("Bring in %(number)d lines at a time at most.") % {"number": MOST_LINES}
                )
            cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
            if any(cells.values()):
                yield _line(rows.line_num, cells, offered)
    except csv.Error as error:
        raise Unreadable(_("This is not a CSV file.")) from error


def _line(number: int, cells: dict[str, str], offered: dict[str, UUID]) -> Line:
    line = Line(number, cells["email"].lower(), evidence=cells["consent_how"])
    line.language = cells["language"].lower() or SOURCE
    line.often = cells["often"].lower() or Subscriber.Often.EACH
    slugs = [slug for slug in cells["topics"].lower().replace(",", " ").split() if slug]
    line.consented_on = _day(cells["consent_on"])
    line.problem = _problem(line, [slug for slug in slugs if slug not in offered])
    line.topics = subscribing.only_offered(
        [offered[slug] for slug in slugs if slug in offered], list(offered.values())
    )
    return line


def _problem(line: Line, unknown: list[str]) -> str:
    try:
        validate_email(line.email)
    except ValidationError:
        return _("This is not an e-mail address.")
    if len(line.email) > 254:
        return _("This is not an e-mail address.")
    if line.consented_on is None or line.consented_on > timezone.localdate():
        return _("It must say on which day they agreed, such as 2026-03-27.")
    if not line.evidence or len(line.evidence) > _LONGEST_EVIDENCE:
        return _("It must say how they agreed: where, and to what. Up to 500 letters.")
    if line.language not in BY_CODE:
        return _("There is no language “%(code)s” here.") % {"code": line.language}
    if line.often not in Subscriber.Often.values:
        return _("How often must be “each” or “term”.")
    if unknown:
        return _("There is no topic “%(slug)s” here.") % {"slug": unknown[0]}
    return ""


def _day(typed: str) -> date | None:
    for pattern in _DATES:
        try:
            return datetime.strptime(typed, pattern).date()
        except ValueError:
            continue
    return None


@transaction.atomic
def bring_in(text: str, *, by: Any) -> int:
    """Add the lines that are right and new; how many. Raises Unreadable."""
    new = [line for line in read(text) if line.is_new]
    before = Subscriber.objects.count()
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                email=line.email,
                state=Subscriber.State.CONFIRMED,
                topics=line.topics,
                language=line.language,
                often=line.often,
                consent_source=Subscriber.Source.IMPORT,
                consent_words=line.evidence,
                consented_at=_noon(line.consented_on),
            )
            for line in new
        ),
        batch_size=1_000,
        # Somebody of the list may sign up at this moment.
        ignore_conflicts=True,
    )
    added = Subscriber.objects.count() - before
    audit.record(by=by, verb="subscribers.imported", count=added)
    return added


def _noon(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None
