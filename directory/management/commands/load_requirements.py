"""The law's list for the Coverage page."""

from typing import Any

from django.core.management.base import BaseCommand

from directory import coverage


class Command(BaseCommand):
    help = (
        "Add what the law asks a Local Offer to contain to the Coverage page. May be run again: "
        "it adds what is missing and leaves officers' edits alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        added = coverage.load_first_list()
        self.stdout.write(f"{added} items added.")
