"""Background jobs about people. Each may be run twice without harm."""

from typing import Any

from procrastinate.contrib.django import app

from accounts import membership


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="forget_membership_requests")
def forget_membership_requests(timestamp: int, **kwargs: Any) -> None:
    """What the deletion schedule on the privacy page says, once a night."""
    membership.forget()
