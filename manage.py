#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    # A wrong setting is for the person at the keyboard to mend: one sentence, no traceback.
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(f"Local Offer cannot start. {problem}")
    except OperationalError as problem:
        from localoffer.environment import database_problem

        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Local Offer cannot start. {database_problem(problem)}")


if __name__ == "__main__":
    main()
