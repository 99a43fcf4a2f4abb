"""Collects the texts to translate, compiles the translations, checks both."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import literals, messages


class Command(BaseCommand):
    help = "Collect the texts to translate into locale/, and compile the translations."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--compile", action="store_true", help="only compile what is there")
        what.add_argument("--check", action="store_true", help="change nothing; say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        root, locale = Path(settings.BASE_DIR), Path(settings.LOCALE_PATHS[0])
        if options["compile"]:
            messages.compile_stale(locale)
        elif options["check"]:
            self._check(root, locale)
        else:
            self.stdout.write(messages.total(messages.update(root, locale)))

    def _check(self, root: Path, locale: Path) -> None:
        found = [*literals.problems(root), *messages.problems(root, locale)]
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} problems with texts."]))
        self.stdout.write(messages.total(messages.coverage(locale)))
