from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory import generate


class Command(BaseCommand):
    help = "Make listings up, for measuring. Needs the demo's topics (load_demo)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="how many: 1 to 1,000,000")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Made-up listings are not for a live site.")
        count = options["count"]
        if not 1 <= count <= 1_000_000:
            raise CommandError("Say how many, from 1 to 1,000,000.")
        try:
            generate.generate(
                count,
                seed=options["seed"],
                progress=lambda done: self.stdout.write(f"{done:,} of {count:,}"),
            )
        except LookupError as error:
            raise CommandError(str(error)) from None
