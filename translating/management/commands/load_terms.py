"""The words that were agreed on for each language."""

from typing import Any

from django.core.management.base import BaseCommand

from translating import agreed


class Command(BaseCommand):
    help = (
        "Add the words that were agreed on for each language to the desk. May be run again: it "
        "adds what is missing and leaves what stands on the desk alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{agreed.load()} words added.")
