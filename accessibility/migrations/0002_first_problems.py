from datetime import date
from os import environ
from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

KEY = "6d5c7b0e-5d0c-4f3c-9a51-3f1f0d9c2a77"


def begin(apps, schema_editor):
    """The statement, with the dates that a site kept in its settings before, and what is known
    not to work on a new site."""
    prepared, reviewed = (
        date.fromisoformat(environ.get(f"LOCALOFFER_STATEMENT_{each}") or str(timezone.localdate()))
        for each in ("PREPARED", "REVIEWED")
    )
    apps.get_model("accessibility", "Statement").objects.get_or_create(
        pk=KEY, defaults={"prepared": prepared, "reviewed": max(prepared, reviewed)}
    )
    Problem = apps.get_model("accessibility", "Problem")
    first = Path(__file__).parent.parent / "first_problems.yaml"
    for row in yaml.safe_load(first.read_text()):
        problem = Problem(
            category=row["category"], criteria=row["criteria"], mend_by=row.get("mend_by")
        )
        for field in ("what", "instead"):
            for code, words in row.get(field, {}).items():
                setattr(problem, f"{field}_{code.replace('-', '_')}", words)
        problem.what, problem.instead = problem.what_en, problem.instead_en or ""
        problem.save()


class Migration(migrations.Migration):
    dependencies = [("accessibility", "0001_accessibility_statement")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop, elidable=True)]
