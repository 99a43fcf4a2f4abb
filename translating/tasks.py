"""Background jobs about machine drafts. Each may be run twice without harm."""

from contextlib import suppress
from datetime import date

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import User

from . import drafting, gathering, taking_back
from .models import Draft, FileBroughtIn
from .services import ServiceProblem, configured


@app.periodic(cron="30 0 * * *")
@app.task(queue="drafts", queueing_lock="begin_drafts", lock="drafts", retry=2)
def begin_drafts(timestamp: int = 0) -> None:
    """Look once a night which texts want a draft, and begin to have them drafted."""
    service = configured()
    if service is None or not gathering.settings_now().is_on:
        return
    try:
        gathering.ask_languages(service)
    except ServiceProblem as problem:
        drafting.pause(problem)
        return
    gathering.gather(service)
    _go_on(drafting.NextJob(drafting.REST, settings.TRANSLATION["night"]))


@app.task(queue="drafts", queueing_lock="draft_some", lock="drafts")
def draft_some(left: int) -> None:
    """Draft a few records, then the next few, with `left` characters for the rest of the night."""
    if following := drafting.draft_some(left):
        _go_on(following)


def _go_on(following: drafting.NextJob) -> None:
    # In a transaction of its own: a refused job must not spoil the caller's.
    with suppress(AlreadyEnqueued), transaction.atomic():
        seconds = int(following.wait.total_seconds()) + 1
        draft_some.configure(schedule_in={"seconds": seconds}).defer(left=following.left)


def begin_soon() -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        begin_drafts.defer()


@app.task(queue="drafts", lock="drafts")
def take_back(language: str, service: str, day: str, by: str) -> None:
    """Take drafts off the site that an officer does not want."""
    found = Draft.objects.written().made(
        language=language, service=service, day=date.fromisoformat(day) if day else None
    )
    taking_back.take_back(found, by=User.objects.filter(pk=by).first())


@app.periodic(cron="21 3 * * *")
@app.task(queueing_lock="forget_files_brought_in")
def forget_files_brought_in(timestamp: int) -> None:
    """What can be undone no more."""
    FileBroughtIn.objects.over().delete()
