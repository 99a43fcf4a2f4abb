from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Load the demo content of every app. May be run again: it adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo content is not for a live site. Set LOCALOFFER_MODE=demo.")
        # In the order of INSTALLED_APPS: lower apps first, so that higher ones can refer to them.
        for app in apps.get_app_configs():
            if app.module is not None and find_spec(f"{app.name}.demo"):
                import_module(f"{app.name}.demo").load(self.stdout.write)
