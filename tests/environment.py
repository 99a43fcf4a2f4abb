"""Loaded before the settings are read (pytest's `-p tests.environment`)."""

import os
from pathlib import Path

os.environ["LOCALOFFER_MODE"] = "test"
os.environ.setdefault("LOCALOFFER_LOG_LEVEL", "ERROR")
# A folder of its own: the tests' server does without fsync, the demo's must not.
os.environ.setdefault("LOCALOFFER_DATA", str(Path(__file__).parent.parent / ".data" / "test"))
# Playwright keeps an event loop running, in which Django would refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")

from core.messages import compile_stale

# A language whose catalogue is not compiled does not exist for Django: its addresses are 404.
compile_stale(Path(__file__).parent.parent / "locale")
