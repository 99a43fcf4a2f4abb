"""Background jobs about feedback. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from . import keeping


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="forget_feedback")
def forget_feedback(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule on the privacy page says, once a night."""
    keeping.forget()
