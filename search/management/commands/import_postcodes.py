import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import postcode_data


class Command(BaseCommand):
    help = "Load postcodes and their points from the ONS Postcode Directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("areas", nargs="*", help="postcode areas, for instance: SO PO BH")
        parser.add_argument("--all", action="store_true", help="all of Great Britain and beyond")

    def handle(self, *args: Any, **options: Any) -> None:
        areas = [area.strip().upper() for area in options["areas"]]
        if bool(areas) == options["all"]:
            raise CommandError("Name the postcode areas (import_postcodes SO PO), or say --all.")
        if wrong := [area for area in areas if not re.fullmatch("[A-Z]{1,2}", area)]:
            raise CommandError(f"{wrong[0]} is not a postcode area. One looks like SO or B.")
        stored = postcode_data.load(None if options["all"] else areas, self.stdout.write)
        if not stored:
            raise CommandError("There are no postcodes for that area.")
        self.stdout.write(self.style.SUCCESS(f"{stored:,} postcodes are ready."))
