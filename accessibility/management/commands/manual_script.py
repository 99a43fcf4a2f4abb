"""Writes docs/accessibility/manual-script.md from evidence/manual.yaml."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accessibility.script import as_markdown

PLACE = Path("docs/accessibility/manual-script.md")


class Command(BaseCommand):
    help = "Write the manual script of accessibility, with its results, as a page of the docs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / PLACE)

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].write_text(as_markdown())
        self.stdout.write(f"Written: {options['to']}")
