"""What staff decide about links. Audited."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit

from . import tasks
from .checking import MARKED_FINE_FOR
from .models import Link


@transaction.atomic
def mark_fine(link: Link, *, by: Any) -> None:
    """Somebody has opened it, and it works: say no more about it for a year."""
    link.fine_until = timezone.now() + MARKED_FINE_FOR
    link.save(update_fields=["fine_until"])
    audit.record(by=by, verb="link.marked_fine", obj=link)


@transaction.atomic
def ask_again(link: Link, *, by: Any) -> None:
    """Have it checked as soon as the worker can, also when it was marked as fine before."""
    link.fine_until = None
    link.next_check = timezone.now()
    link.save(update_fields=["fine_until", "next_check"])
    audit.record(by=by, verb="link.check_asked", obj=link)
    tasks.check_one.defer(link_id=link.pk)
