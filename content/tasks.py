"""Background jobs of pages. Each may be run twice without harm."""

from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from . import timetable


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="pages_by_the_clock")
def pages_by_the_clock(timestamp: int, **kwargs: Any) -> None:
    """Publish what is due and take off what has ended, once a minute."""
    timetable.run(timezone.now())


# On Monday morning, before the week fills up.
@app.periodic(cron="20 7 * * 1")
@app.task(queueing_lock="remind_of_reviews", retry=3)
def remind_of_reviews(timestamp: int, **kwargs: Any) -> None:
    timetable.remind(timezone.localdate())
