"""Background jobs of the directory. Each may be run twice without harm."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from . import duplicates, indexing
from .actions import affected_services
from .models import TaxonomyTerm


@app.task(queue="index", retry=3)
def index_term(term_id: str) -> None:
    """Write the search documents of a term's services anew, 500 at a time."""
    for term in TaxonomyTerm.objects.filter(pk=term_id):
        indexing.index(affected_services(term))


@app.periodic(cron="40 2 * * *")
@app.task(queue="index", queueing_lock="mark_long_unchecked")
def mark_long_unchecked(timestamp: int = 0) -> None:
    """Once a night: a listing grows old without anybody saving it."""
    indexing.index_aged(timezone.localdate())


@app.periodic(cron="10 4 * * *")
@app.task(queue="index", queueing_lock="find_duplicates")
def find_duplicates(timestamp: int = 0) -> None:
    duplicates.find_all()


def defer_find_duplicates() -> None:
    """Soon instead of tonight; nothing when it waits already."""
    # In a transaction of its own: a refused job must not spoil the caller's.
    with suppress(AlreadyEnqueued), transaction.atomic():
        find_duplicates.defer()
