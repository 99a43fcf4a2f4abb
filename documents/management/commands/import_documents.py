from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from documents import importing


class Command(BaseCommand):
    help = "Bring in a folder of documents with a list beside it (docs/documents.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("list", type=Path, help="a CSV or YAML file")
        parser.add_argument("--by", required=True, help="e-mail address of the officer")
        parser.add_argument("--publish", action="store_true", help="show them to everybody at once")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        officer = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if officer is None or not officer.has_perm("content.publish"):
            raise CommandError("--by must be the e-mail address of an officer.")
        folder, sheet = options["folder"], options["list"]
        if not folder.is_dir() or not sheet.is_file():
            raise CommandError("There is no such folder, or no such list.")
        try:
            rows = importing.read(sheet)
        except importing.NoSheet as problem:
            raise CommandError(str(problem)) from problem
        outcomes = importing.bring_in(
            folder, rows, by=officer, publish=options["publish"], dry_run=options["dry_run"]
        )
        self._report(outcomes, is_dry=options["dry_run"])

    def _report(self, outcomes: Any, *, is_dry: bool) -> None:
        counts: Counter[str] = Counter()
        for each in outcomes:
            counts[each.what] += 1
            why = f": {each.why}" if each.why else ""
            self.stdout.write(f"{each.number}. {each.file or '(no file)'} – {each.what}{why}")
        said = ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing"
        self.stdout.write(f"{'Would be: ' if is_dry else ''}{said}")
