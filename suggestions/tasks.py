"""Background jobs about suggestions. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from . import actions, freshness_tasks


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="close_suggestions_of_gone_listings")
def close_suggestions_of_gone_listings(timestamp: int, **kwargs: Any) -> None:
    actions.close_gone()


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="forget_suggestion_authors")
def forget_suggestion_authors(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule on the privacy page says, once a night."""
    actions.forget_authors()


# procrastinate finds jobs in modules of this name only.
__all__ = ["close_suggestions_of_gone_listings", "forget_suggestion_authors", "freshness_tasks"]
