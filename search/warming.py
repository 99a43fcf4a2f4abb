"""Makes a new web process ready before families wait for it: it reads the index and the words that
are searched for most. With 100,000 listings that takes some seconds, with 3,000 hardly one."""

import logging
from threading import Thread

from django.db import DatabaseError, connections

from usage.models import SearchTerm
from usage.querysets import days_ago

from .query import SearchRequest, run

log = logging.getLogger(__name__)

DAYS = 30
MOST = 100


def in_background() -> None:
    """Start, and let the process answer meanwhile."""
    Thread(target=_warm, name="search-warming", daemon=True).start()


def warm() -> None:
    """Make the searches of the last month that were made most often."""
    run(SearchRequest(page_size=1))
    common = SearchTerm.objects.since(days_ago(DAYS)).order_by().summed().order_by("-searches")
    for row in common[:MOST]:
        run(SearchRequest(text=row["term"], language=row["language"], page_size=1))


def _warm() -> None:
    try:
        warm()
    except DatabaseError as problem:
        # The process works without; /healthz/ready says what is wrong with the database.
        log.warning("The search could not be made ready: %s", type(problem).__name__)
    finally:
        connections.close_all()
