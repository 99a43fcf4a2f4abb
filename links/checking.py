"""Checks links, a few at a time, and remembers what came of it.

Nobody is told of a link that fails once: sites are down for a night. It is broken when it has
failed on several days. A site is asked for one page at a time, with a pause before the next.
"""

import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from . import asking, own
from .asking import Answer
from .models import Link

# On so many days it must fail before we say that it is broken.
DAYS_FAILED = 3
AGAIN_AFTER = {
    Link.State.OK: timedelta(days=30),
    Link.State.MOVED: timedelta(days=30),
    Link.State.BLOCKED: timedelta(days=60),
    Link.State.BROKEN: timedelta(days=7),
}
# An own page costs next to nothing to look for.
OWN_AGAIN_AFTER = timedelta(hours=20)
NEXT_DAY = timedelta(hours=20)
MARKED_FINE_FOR = timedelta(days=365)
# At once; then other jobs have their turn.
BATCH = 30
_FAILED = ("failures", "failed_since")
_WRITTEN = ("state", "problem", "status", "moved_to", "checked_at", "next_check", *_FAILED)


def check_some(since: datetime) -> int:
    """Check the next few links that are due; 0 when nothing is left for the night.

    `since`: when the night's work began, so that no more than the settings say are checked.
    """
    done = Link.objects.filter(checked_at__gte=since).exclude(address__startswith="/").count()
    left = settings.LINKS_A_NIGHT - done
    links = _next_links(min(BATCH, max(left, 0)))
    asked: dict[str, float] = {}
    for link in _by_turns(links):
        if link.is_own:
            check(link)
            continue
        host = urlsplit(link.address).netloc
        if host in asked:
            time.sleep(max(0.0, asked[host] + settings.LINKS_PAUSE_SECONDS - time.monotonic()))
        check(link)
        asked[host] = time.monotonic()
    return len(links)


def _next_links(most: int) -> list[Link]:
    """Those due, without other sites where the settings leave them alone."""
    due = Link.objects.due(timezone.now())
    if not settings.CHECK_LINKS:
        allowed = Q()
        for beginning in _allowed():
            allowed |= Q(address__startswith=beginning)
        due = due.filter(allowed)
    return list(due[:most])


def may_check(link: Link) -> bool:
    """Whether the settings let this one be checked."""
    return settings.CHECK_LINKS or link.address.startswith(_allowed())


def _allowed() -> tuple[str, ...]:
    """How the addresses begin that are checked even where others are left alone."""
    hosts = settings.LINKS_ALLOWED
    return ("/", *(f"{scheme}://{host}/" for scheme in ("http", "https") for host in hosts))


def _by_turns(links: Iterable[Link]) -> Iterator[Link]:
    """One of each host, then the next of each, so that the pauses are spent on other hosts."""
    hosts: dict[str, deque[Link]] = defaultdict(deque)
    for link in links:
        hosts["" if link.is_own else urlsplit(link.address).netloc].append(link)
    while hosts:
        for host in list(hosts):
            yield hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]


def check(link: Link) -> None:
    """Open the address of `link` and write down what came of it."""
    answer = own.ask(link.address) if link.is_own else asking.ask(link.address)
    note(link, answer, timezone.now())


def note(link: Link, answer: Answer, now: datetime) -> None:
    """Write `answer` down, given at `now`."""
    link.problem, link.status, link.moved_to = answer.problem, answer.status, answer.moved_to
    if answer.state == Link.State.BROKEN:
        _failed(link, now)
    else:
        link.state, link.failures, link.failed_since = answer.state, 0, None
    link.next_check = _next_check(link, answer, now)
    link.checked_at = now
    link.save(update_fields=_WRITTEN)


def _failed(link: Link, now: datetime) -> None:
    is_another_day = link.checked_at is None or link.checked_at.date() < now.date()
    if is_another_day or not link.failures:
        link.failures += 1
    link.failed_since = link.failed_since or now
    # A page of our own does not come back by itself.
    if link.is_own or link.failures >= DAYS_FAILED:
        link.state = Link.State.BROKEN


def _next_check(link: Link, answer: Answer, now: datetime) -> datetime:
    if link.is_own:
        return now + OWN_AGAIN_AFTER
    if answer.state == Link.State.BROKEN and link.state != Link.State.BROKEN:
        return now + NEXT_DAY
    # Spread, so that links that came on one day are not all due on one day.
    return now + AGAIN_AFTER[Link.State(link.state)] + timedelta(days=link.pk % 5)
