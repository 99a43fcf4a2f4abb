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
from contextlib import closing, contextmanager
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
    Taxonomy,
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
        for term in TaxonomyTerm.objects.select_related("taxonomy", "parent"):
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
        with transaction.atomic(), pghistory.context(import_run=self.run.pk):
            memory = _Memory([row for _, _, row in rows if isinstance(row, Listing)])
            reports = [self._row(number, position, row, memory) for number, position, row in rows]
            if self.run.dry_run:
                transaction.set_rollback(True)
            else:
                memory.save()
                written = (Outcome.ADDED, Outcome.CHANGED)
                ids = [r.service_id for r in reports if r.service_id and r.outcome in written]
                indexing.index(Service.objects.filter(pk__in=ids))
        return reports

    def _row(self, number: int, position: str, row: Listing | str, memory: "_Memory") -> ImportRow:
        report = ImportRow(run=self.run, number=number, position=position)
        if isinstance(row, str):
            report.outcome, report.notes = Outcome.REFUSED, row
            return report
        report.name, report.service_id = row.service["name_en"], row.id
        try:
            with transaction.atomic(), memory.row():
                changes = self._save(row, memory)
        except DatabaseError as error:
            report.outcome = Outcome.REFUSED
            report.notes = f"The database did not take it: {str(error).splitlines()[0]}"
            return report
        notes = [f"Changed: {', '.join(changes)}"] if changes else []
        report.outcome = _outcome(changes)
        report.notes = "\n".join([*notes, *row.notes])
        return report

    def _save(self, listing: Listing, memory: "_Memory") -> list[str] | None:
        """What was changed, nothing when all was so already; None when the service is new."""
        organisation = self._save_organisation(listing, memory)
        service = memory.services.get(listing.id)
        if not memory.is_news(listing.id, listing.digest) and service:
            return []
        adding = service is None
        service = service or Service(
            id=listing.id,
            slug=actions.unique_slug(Service, listing.service["name_en"]),
            source=self.run.source,
            source_id=listing.source_id,
        )
        present = set() if adding else set(service.terms.select_related("taxonomy", "parent"))
        fresh = self._terms_of(listing) - present
        values = {**listing.service, "organisation": organisation}
        if checked := values.get("assured_date"):
            values["review_due"] = actions.next_check(checked, _topics(present | fresh))
        changes = _assign(service, values)
        service.version += 0 if adding else 1
        service.save(force_insert=adding)
        changes += self._save_parts(service, listing, memory)
        if fresh:
            service.terms.add(*fresh)
            changes.append("topics")
        memory.services[service.pk] = service
        return None if adding else changes

    def _save_organisation(self, listing: Listing, memory: "_Memory") -> Organisation:
        values = listing.organisation
        organisation = memory.organisation
        if organisation and organisation.merged_into:
            # An officer made one of two: what the source says of the other is not written.
            return organisation.merged_into
        if not memory.is_news(values["id"], digest_of(values)) and organisation:
            return organisation
        organisation = organisation or Organisation(
            source=self.run.source, slug=actions.unique_slug(Organisation, values["name_en"])
        )
        if _assign(organisation, values):
            organisation.save()
        memory.organisation = organisation
        return organisation

    def _save_parts(self, service: Service, listing: Listing, memory: "_Memory") -> list[str]:
        places = [memory.location(values, self.run.source) for values in listing.locations]
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
        new = service.pk not in memory.services
        return [
            label
            for label, model, parts in (
                ("phones", Phone, listing.phones),
                ("costs", CostOption, listing.costs),
                ("times", Schedule, schedules),
                ("places", ServiceAtLocation, _once(at_locations)),
            )
            if _replace(model, service, parts, new=new)
        ]

    def _terms_of(self, listing: Listing) -> set[TaxonomyTerm]:
        return {term for kind, word in listing.terms if (term := self.terms.find(kind, word))}


class _Memory:
    """What there is already of one organisation, read once, and what to remember of this run."""

    def __init__(self, listings: list[Listing]) -> None:
        self.services = Service.objects.in_bulk([listing.id for listing in listings])
        owners = {listing.organisation["id"] for listing in listings}  # one, or none at all
        organisations = Organisation.objects.filter(pk__in=owners)
        self.organisation = organisations.select_related("merged_into").first()
        places = [place["id"] for listing in listings for place in listing.locations]
        self.locations = Location.objects.select_related("merged_into").in_bulk(places)
        known = ImportedRecord.objects.filter(pk__in=[*owners, *self.services, *places])
        self.digests = dict(known.values_list("pk", "digest"))
        self.news: dict[UUID, str] = {}

    @contextmanager
    def row(self) -> Iterator[None]:
        """Forget again what a row was about to teach when the row fails."""
        kept = self.organisation, dict(self.locations), dict(self.services), dict(self.news)
        try:
            yield
        except DatabaseError:
            self.organisation, self.locations, self.services, self.news = kept
            raise

    def is_news(self, identifier: UUID, digest: str) -> bool:
        """Whether the source says something else of it than last time. Remembers what it says."""
        if self.news.get(identifier, self.digests.get(identifier)) == digest:
            return False
        self.news[identifier] = digest
        return True

    def location(self, values: dict[str, Any], source: str) -> Location:
        values = {key: value for key, value in values.items() if key != "at_description_en"}
        if values["latitude"] is None and (place := postcodes.find(values["postal_code"])):
            point = postcodes.to_degrees(place.easting, place.northing)
            values["latitude"], values["longitude"] = point
        location = self.locations.get(values["id"])
        if location and location.merged_into:
            return location.merged_into
        if not self.is_news(values["id"], digest_of(values)) and location:
            return location
        location = location or Location(source=source, source_id=str(values["id"]))
        if _assign(location, values):
            location.save()
        self.locations[location.pk] = location
        return location

    def save(self) -> None:
        ImportedRecord.objects.bulk_create(
            [ImportedRecord(pk=pk, digest=digest) for pk, digest in self.news.items()],
            update_conflicts=True,
            unique_fields=["object_id"],
            update_fields=["digest"],
        )


def _outcome(changes: list[str] | None) -> Outcome:
    if changes is None:
        return Outcome.ADDED
    return Outcome.CHANGED if changes else Outcome.UNCHANGED


def _topics(terms: Iterable[TaxonomyTerm]) -> list[TaxonomyTerm]:
    return [term for term in terms if term.taxonomy.slug == Taxonomy.Kind.CATEGORY]


def _once(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A source may name one place twice; a service is at a place once."""
    return list({part["location"].pk: part for part in parts}.values())


def _assign(record: models.Model, values: dict[str, Any]) -> list[str]:
    """Set `values` on `record`; the names of the fields that were different."""
    changed = [name for name, value in values.items() if getattr(record, name, None) != value]
    for name, value in values.items():
        setattr(record, name, value)
    return [name.removesuffix("_en") for name in changed]


def _replace(model: Any, service: Service, parts: list[dict[str, Any]], *, new: bool) -> bool:
    """Make the service's records of `model` say `parts`; False when they do already."""
    if new:
        model.objects.bulk_create([model(service=service, **part) for part in parts])
        return bool(parts)
    names = list(parts[0]) if parts else []
    current = list(model.objects.filter(service=service))
    old = sorted(repr([getattr(record, name) for name in names]) for record in current)
    if old == sorted(repr(list(part.values())) for part in parts):
        return False
    model.objects.filter(service=service).delete()
    model.objects.bulk_create([model(service=service, **part) for part in parts])
    return True


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
