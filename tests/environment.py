"""Loaded before the settings are read (pytest's `-p tests.environment`)."""

import os

os.environ["LOCALOFFER_MODE"] = "test"
os.environ.setdefault("LOCALOFFER_LOG_LEVEL", "ERROR")
