"""The tests' settings for a web process that writes its counts by itself."""

from localoffer.settings import *  # noqa: F403

COUNT_IN_BACKGROUND = True
