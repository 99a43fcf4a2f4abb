from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from tqdm import tqdm

from core.spreadsheets import csv_lines
from openreferral import importing, sources
from openreferral.models import REPORT_COLUMNS, ImportRow, ImportRun

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Read listings from an Open Referral UK 3.0 file, folder of pages or feed, or from a CSV. "
        "Rehearses unless --write is given. See docs/importing.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="a file, a folder, or a feed's base address")
        parser.add_argument("--write", action="store_true", help="really write")
        parser.add_argument("--name", help="what to call the source (default: the source itself)")
        parser.add_argument("--report", type=Path, help="write a line for every row to this CSV")
        parser.add_argument("--terms", type=Path, help="CSV: word, taxonomy, term")

    def handle(self, *args: Any, **options: Any) -> None:
        name = (options["name"] or options["source"])[:200]
        try:
            run = self._run(options, name)
        except (sources.SourceError, OSError) as error:
            raise CommandError(str(error)) from None
        except KeyError as error:
            raise CommandError(f"{options['terms']} has no column called {error}.") from None
        self._summary(run)
        if options["report"]:
            self._write_report(run, options["report"])

    def _run(self, options: dict[str, Any], name: str) -> ImportRun:
        mapping = importing.read_term_map(options["terms"]) if options["terms"] else None
        with tqdm(unit=" rows", file=self.stderr, disable=options["verbosity"] == 0) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done)

            return importing.import_services(
                sources.entries(options["source"], name),
                source=name,
                dry_run=not options["write"],
                mapping=mapping,
                progress=progress,
            )

    def _summary(self, run: ImportRun) -> None:
        counted = run.rows.values("outcome").annotate(rows=Count("pk"))
        counts = {row["outcome"]: row["rows"] for row in counted.order_by()}
        for outcome in ImportRow.Outcome.values:
            self.stdout.write(f"{outcome:>10} {counts.get(outcome, 0):>7,}")
        refused = run.rows.filter(outcome=ImportRow.Outcome.REFUSED)
        for row in refused[:SHOWN]:
            self.stdout.write(f"  refused, {row.position} {row.name}: {row.notes}")
        if run.unknown_terms:
            words = ", ".join(list(run.unknown_terms)[:SHOWN])
            self.stdout.write(f"Words that no topic goes by (see --terms): {words}")
        if run.dry_run:
            self.stdout.write("This was a rehearsal: nothing was written. Add --write to import.")

    def _write_report(self, run: ImportRun, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(REPORT_COLUMNS, run.report()))
        self.stdout.write(f"A line for every row: {path}")
