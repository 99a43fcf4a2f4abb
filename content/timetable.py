"""What happens to pages by the clock: they go out, they come off, they are due to be read again."""

import logging
from collections import defaultdict
from datetime import date, datetime
from typing import Any

from accounts.models import User
from core import email

from . import actions, kinds

log = logging.getLogger(__name__)
# In one minute, of one kind; the rest follows in the next.
MOST_AT_ONCE = 200
# In one e-mail: nobody reads a longer list.
MOST_IN_A_DIGEST = 30


def run(now: datetime) -> int:
    """Publish what is due and take off what has ended. Returns how many pages changed.

    Each page is a transaction of its own that looks again whether it is still due, so being killed
    in the middle, or running twice, does no harm.
    """
    done = 0
    for kind in kinds.all_kinds():
        rows: Any = kind.model._default_manager
        for page in rows.due_to_expire(now).order_by("expires_at")[:MOST_AT_ONCE]:
            done += _tried(actions.expire, page, now)
        for page in rows.due_to_publish(now).order_by("publish_at")[:MOST_AT_ONCE]:
            done += _tried(actions.publish_scheduled, page, now)
    return done


def _tried(action: Any, page: Any, now: datetime) -> bool:
    """One page that cannot be written must not hold up all others."""
    try:
        return bool(action(page, now=now))
    except Exception:
        log.exception("%s of %s %s failed", action.__name__, page._meta.label, page.pk)
        return False


def remind(today: date) -> int:
    """Tell each owner once a week which pages are to be read again. Returns how many were told."""
    by_owner: dict[Any, list[Any]] = defaultdict(list)
    for kind in kinds.all_kinds():
        rows: Any = kind.model._default_manager
        due = rows.due_for_review(today).filter(owner__isnull=False).order_by("review_due", "pk")
        for page in due.only("pk", "title_en", "review_due", "owner_id"):
            by_owner[page.owner_id].append((kind, page))
    owners = User.objects.in_bulk(list(by_owner))
    told = [
        owner for owner in owners.values() if owner.is_active and owner.has_perm("content.edit")
    ]
    for owner in told:
        _remind_one(owner, by_owner[owner.pk], today)
    return len(told)


def _remind_one(owner: User, due: list[tuple[kinds.Kind, Any]], today: date) -> None:
    year, week, _day = today.isocalendar()
    due.sort(key=lambda pair: pair[1].review_due)
    email.send(
        "pages_to_review",
        to=owner.email,
        language="en",
        key=f"{owner.pk} {year}-{week}",
        context={
            "due": [{"kind": kind, "page": page} for kind, page in due[:MOST_IN_A_DIGEST]],
            "total": len(due),
            "more": max(len(due) - MOST_IN_A_DIGEST, 0),
        },
    )
