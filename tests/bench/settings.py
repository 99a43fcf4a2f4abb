"""The demo's settings with a stopwatch around each page."""

from localoffer.settings import *  # noqa: F403
from localoffer.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["tests.bench.stopwatch.StopwatchMiddleware", *_MIDDLEWARE]
