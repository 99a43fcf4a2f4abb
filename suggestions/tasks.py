"""Background jobs about suggestions. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from directory import files

from . import actions, freshness_tasks, parts
from .models import Suggestion


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="close_suggestions_of_gone_listings")
def close_suggestions_of_gone_listings(timestamp: int, **kwargs: Any) -> None:
    actions.close_gone()


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_suggestion_authors")
def forget_suggestion_authors(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule on the privacy page says, once a night."""
    actions.forget_authors()


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_files")
def forget_files(timestamp: int, **kwargs: Any) -> None:
    """Photos and documents that nothing has had for 30 days."""
    found = Suggestion.objects.with_files(since=files.since())
    files.forget(needed=parts.uploads_needed(found.iterator()))


# procrastinate finds jobs in modules of this name only.
__all__ = [
    "close_suggestions_of_gone_listings",
    "forget_files",
    "forget_suggestion_authors",
    "freshness_tasks",
]
