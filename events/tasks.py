"""What the worker does about events by night. May be run twice without harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from content import indexing, kinds

from .models import Event
from .pages import KIND


@app.periodic(cron="20 2 * * *")
@app.task(queue="index", queueing_lock="index_repeating_events")
def index_repeating_events(timestamp: int = 0) -> None:
    """Their result cards say the next date, which is another one after each."""
    since = timezone.localdate()
    repeating = Event.objects.live().upcoming(since).exclude(repeat="")
    indexing.index_ids(kinds.get(KIND), list(repeating.order_by("pk").values_list("pk", flat=True)))
