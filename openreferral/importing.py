"""Imports listings: rehearse or write, one transaction for each organisation, every row reported.

What a source says twice in the same words is not written twice, so an officer's own edits
stay until the source changes. Topics are only ever added: most feeds know none of ours.
"""

import csv
import pickle
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
from django.db import Error as DatabaseError
from django.db import models, transaction
from django.utils import timezone

from core import audit
from directory import actions, indexing
from directory.models import (
    CostOption,
    Location,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from search import postcodes

from .listings import Listing, Refused, digest_of
from .models import ImportedRecord, ImportRow, ImportRun
from .sources import Entry

Outcome = ImportRow.Outcome
RUNS_KEPT = 20


class Terms:
    """Finds our term for a source's word: by a map given, by name, or by address ("slug")."""

    def __init__(self, mapping: dict[str, tuple[str, str]] | None = None) -> None:
        self.mapping = {word.casefold(): target for word, target in (mapping or {}).items()}
        self.known: dict[tuple[str, str], TaxonomyTerm] = {}
        for term in TaxonomyTerm.objects.select_related("taxonomy"):
            for word in (term.slug, term.name):
                self.known[term.taxonomy.slug, word.casefold()] = term
                self.known.setdefault(("", word.casefold()), term)
        self.unknown: Counter[str] = Counter()

    def find(self, kind: str, word: str) -> TaxonomyTerm | None:
        target = self.mapping.get(word.casefold(), (kind, word.casefold()))
        term = self.known.get(target)
        if term is None:
            self.unknown[word[:120]] += 1
        return term


def read_term_map(path: Path) -> dict[str, tuple[str, str]]:
    """A CSV of three columns: the source's word, our kind of term, our term's address."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["word"]: (row["taxonomy"], row["term"]) for row in rows}


class _Spool:
    """Everything read, on disk, so that it can be gone through organisation by organisation
    in bounded memory whatever order it came in."""

    def __init__(self, folder: str) -> None:
        self.database = sqlite3.connect(str(Path(folder) / "spool"))
        self.database.execute(
            "CREATE TABLE spool (number INTEGER, position TEXT, organisation TEXT, row BLOB)"
        )

    def fill(self, entries: Iterable[Entry]) -> int:
        count = 0
        for count, entry in enumerate(entries, start=1):
            try:
                row: Listing | str = entry.read()
            except Refused as problem:
                row = str(problem)
            organisation = str(row.organisation["id"]) if isinstance(row, Listing) else ""
            values = (count, entry.position, organisation, pickle.dumps(row))
            self.database.execute("INSERT INTO spool VALUES (?, ?, ?, ?)", values)
        self.database.execute("CREATE INDEX by_organisation ON spool (organisation, number)")
        self.database.commit()
        return count

    def organisations(self) -> list[str]:
        # By the first row of each, so that a report reads in about the order of the source.
        found = self.database.execute(
            "SELECT organisation FROM spool GROUP BY organisation ORDER BY min(number)"
        )
        return [organisation for (organisation,) in found]

    def rows(self, organisation: str) -> Iterator[tuple[int, str, Listing | str]]:
        found = self.database.execute(
            "SELECT number, position, row FROM spool WHERE organisation = ? ORDER BY number",
            [organisation],
        )
        for number, position, row in found:
            yield number, position, pickle.loads(row)  # noqa: S301 - our own, just written


class Importer:
    def __init__(self, run: ImportRun, terms: Terms) -> None:
        self.run = run
        self.terms = terms
        self.counts: Counter[str] = Counter()

    def run_all(self, entries: Iterable[Entry], progress: Callable[[int, int], None]) -> None:
        """Read everything, then write it; `progress` hears (rows done, rows in all)."""
        with tempfile.TemporaryDirectory() as folder:
            spool = _Spool(folder)
            with closing(spool.database):
                total = spool.fill(entries)
                for organisation in spool.organisations():
                    rows = list(spool.rows(organisation))
                    self._report(self._organisation(rows))
                    progress(len(rows), total)

    def _report(self, rows: list[ImportRow]) -> None:
        ImportRow.objects.bulk_create(rows, batch_size=1000)
        self.counts.update(row.outcome for row in rows)

    def _organisation(self, rows: list[tuple[int, str, Listing | str]]) -> list[ImportRow]:
        """Write all rows of one organisation, or on a rehearsal see what writing would do."""
        reports = []
        changed: list[UUID] = []
        with transaction.atomic(), pghistory.context(import_run=self.run.pk):
            for number, position, row in rows:
                report = ImportRow(run=self.run, number=number, position=position)
                if isinstance(row, str):
                    report.outcome, report.notes = Outcome.REFUSED, row
                else:
                    self._row(row, report)
                    if report.outcome in (Outcome.ADDED, Outcome.CHANGED):
                        changed.append(row.id)
                reports.append(report)
            if self.run.dry_run:
                transaction.set_rollback(True)
            else:
                indexing.index(Service.objects.filter(pk__in=changed))
        return reports

    def _row(self, listing: Listing, report: ImportRow) -> None:
        report.name = listing.service["name_en"]
        report.service_id = listing.id
        try:
            with transaction.atomic():
                report.outcome, changes = self._save(listing)
        except DatabaseError as error:
            report.outcome = Outcome.REFUSED
            report.notes = f"The database did not take it: {str(error).splitlines()[0]}"
            return
        report.notes = "\n".join([*changes, *listing.notes])

    def _save(self, listing: Listing) -> tuple[str, list[str]]:
        organisation = self._save_organisation(listing)
        service = Service.objects.filter(pk=listing.id).first()
        if service and not _is_news(listing.id, listing.digest):
            return Outcome.UNCHANGED, []
        adding = service is None
        service = service or Service(
            id=listing.id,
            slug=actions.unique_slug(Service, listing.service["name_en"]),
            source=self.run.source,
            source_id=listing.source_id,
        )
        values = {**listing.service, "organisation": organisation}
        if checked := values.get("assured_date"):
            values["review_due"] = actions.next_check(checked)
        changes = _assign(service, values)
        if not adding:
            service.version += 1
        service.save()
        changes += self._save_parts(service, listing)
        _remember(listing.id, listing.digest)
        if adding:
            return Outcome.ADDED, []
        if not changes:
            return Outcome.UNCHANGED, []
        return Outcome.CHANGED, [f"Changed: {', '.join(changes)}"]

    def _save_organisation(self, listing: Listing) -> Organisation:
        values = listing.organisation
        digest = digest_of(values)
        organisation = Organisation.objects.filter(pk=values["id"]).first()
        if organisation is None:
            organisation = Organisation(
                source=self.run.source, slug=actions.unique_slug(Organisation, values["name_en"])
            )
        elif not _is_news(values["id"], digest):
            return organisation
        if _assign(organisation, values):
            organisation.save()
        _remember(values["id"], digest)
        return organisation

    def _save_parts(self, service: Service, listing: Listing) -> list[str]:
        places = [_save_location(values, self.run.source) for values in listing.locations]
        schedules = [
            {
                **{key: value for key, value in schedule.items() if key != "place"},
                "location": None if schedule["place"] is None else places[schedule["place"]],
            }
            for schedule in listing.schedules
        ]
        at_locations = [
            {"location": place, "description_en": values["at_description_en"]}
            for place, values in zip(places, listing.locations, strict=True)
        ]
        changes = [
            label
            for label, model, parts in (
                ("phones", Phone, listing.phones),
                ("costs", CostOption, listing.costs),
                ("times", Schedule, schedules),
                ("places", ServiceAtLocation, _once(at_locations)),
            )
            if _replace(model, service, parts)
        ]
        found = {self.terms.find(kind, word) for kind, word in listing.terms} - {None}
        new = found - set(service.terms.all())
        service.terms.add(*[term for term in new if term])
        return changes + (["topics"] if new else [])


def _once(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A source may name one place twice; a service is at a place once."""
    return list({part["location"].pk: part for part in parts}.values())


def _assign(record: models.Model, values: dict[str, Any]) -> list[str]:
    """Set `values` on `record`; the names of the fields that were different."""
    changed = [name for name, value in values.items() if getattr(record, name, None) != value]
    for name, value in values.items():
        setattr(record, name, value)
    return [name.removesuffix("_en") for name in changed]


def _save_location(values: dict[str, Any], source: str) -> Location:
    values = {key: value for key, value in values.items() if key != "at_description_en"}
    if values["latitude"] is None and (place := postcodes.find(values["postal_code"])):
        point = postcodes.to_degrees(place.easting, place.northing)
        values["latitude"], values["longitude"] = point
    location = Location.objects.filter(pk=values["id"]).first()
    digest = digest_of(values)
    if location is not None and not _is_news(values["id"], digest):
        return location
    location = location or Location(source=source, source_id=str(values["id"]))
    if _assign(location, values):
        location.save()
    _remember(values["id"], digest)
    return location


def _replace(model: Any, service: Service, parts: list[dict[str, Any]]) -> bool:
    """Make the service's records of `model` say `parts`; False when they do already."""
    names = list(parts[0]) if parts else []
    current = list(model.objects.filter(service=service))
    if not parts and not current:
        return False
    if names and len(current) == len(parts):
        old = sorted(repr([getattr(record, name) for name in names]) for record in current)
        if old == sorted(repr(list(part.values())) for part in parts):
            return False
    model.objects.filter(service=service).delete()
    for part in parts:
        model.objects.create(service=service, **part)
    return True


def _is_news(identifier: UUID, digest: str) -> bool:
    return not ImportedRecord.objects.filter(pk=identifier, digest=digest).exists()


def _remember(identifier: UUID, digest: str) -> None:
    ImportedRecord.objects.update_or_create(pk=identifier, defaults={"digest": digest})


def import_services(
    entries: Iterable[Entry],
    *,
    source: str,
    dry_run: bool,
    by: Any = None,
    mapping: dict[str, tuple[str, str]] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportRun:
    """Import all that `entries` gives, or rehearse it. The run holds a report of each row."""
    run = ImportRun.objects.create(source=source, dry_run=dry_run, by=by)
    importer = Importer(run, Terms(mapping))
    importer.run_all(entries, progress)
    with transaction.atomic():
        run.finished_at = timezone.now()
        run.unknown_terms = dict(importer.terms.unknown.most_common(200))
        run.save()
        audit.record(by=by, verb="services.imported", obj=run, dry_run=dry_run, **importer.counts)
        old = ImportRun.objects.values_list("pk", flat=True)[RUNS_KEPT:]
        ImportRun.objects.filter(pk__in=list(old)).delete()
    return run
