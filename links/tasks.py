"""Background jobs about links. Each may be run twice without harm."""

from contextlib import suppress
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from . import checking, gathering
from .models import Link

# Between two batches: other jobs have their turn.
PAUSE_SECONDS = 20


@app.periodic(cron="20 1 * * *")
@app.task(queue="links", queueing_lock="gather_links", retry=2)
def gather_links(timestamp: int = 0) -> None:
    """Find every link once a night, and begin to check those that are due."""
    gathering.gather()
    _next_batch(int(timezone.now().timestamp()), seconds=0)


@app.task(queue="links", queueing_lock="check_links")
def check_links(since: int) -> None:
    """Check a few links, then the next few, until the night's work is done."""
    if checking.check_some(datetime.fromtimestamp(since, tz=UTC)):
        _next_batch(since, seconds=PAUSE_SECONDS)


def _next_batch(since: int, *, seconds: int) -> None:
    # In a transaction of its own: a refused job must not spoil the caller's.
    with suppress(AlreadyEnqueued), transaction.atomic():
        later = check_links.configure(schedule_in={"seconds": seconds}) if seconds else check_links
        later.defer(since=since)


@app.task(queue="links")
def check_one(link_id: int) -> None:
    """At once, because somebody asked: in the texts as they are now."""
    link = Link.objects.filter(pk=link_id).first()
    if link is None or not gathering.gather_again(link):
        return
    if checking.may_check(link):
        checking.check(link)
