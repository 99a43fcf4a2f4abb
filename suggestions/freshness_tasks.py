"""Background jobs of freshness. Each may be run twice without harm; see `tasks.py`."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from . import freshness, freshness_share


# In the morning of a working day: somebody reads it, and the council answers the telephone.
@app.periodic(cron="30 8 * * 1-5")
@app.task(queueing_lock="ask_providers", retry=3)
def ask_providers(timestamp: int = 0) -> None:
    if settings.REMINDERS:
        freshness.ask_everybody(timezone.localdate())


@app.periodic(cron="50 23 * * *")
@app.task(queueing_lock="record_checked_share", retry=3)
def record_checked_share(timestamp: int = 0) -> None:
    freshness_share.record(timezone.localdate())


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="forget_reminders")
def forget_reminders(timestamp: int = 0) -> None:
    freshness.forget(timezone.localdate())
