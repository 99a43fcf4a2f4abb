"""Limits on what one person can make the site do, counted in PostgreSQL for all web processes.

A school, a library or a mobile network stands behind one address. So what is counted strictly is
the thing done to somebody (an e-mail sent to this address), and an address as such only so
generously that a whole school at work stays far below it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.models import RateCount


class TooManyRequests(Exception):
    """Answered with the friendly page 429 (core.middleware)."""

    def __init__(self, ends_at: datetime) -> None:
        super().__init__("Too many requests.")
        self.seconds = max(1, round((ends_at - timezone.now()).total_seconds()))


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How often in `seconds`: `of_subject` to or about one thing, `of_address` from one address."""

    name: str
    seconds: int
    of_subject: int
    of_address: int


def spend(request: HttpRequest, limit: Limit, subject: str = "") -> None:
    """Count one use of `limit`; raises TooManyRequests past it.

    `subject` is whom or what it is done to (an e-mail address, a record's id). Only digests made
    with the secret key are kept, and only until the time is over.
    """
    if subject:
        _count(limit, f"subject:{subject.strip().lower()}", limit.of_subject)
    _count(limit, f"address:{client_address(request)}", limit.of_address)


def client_address(request: HttpRequest) -> str:
    """The visitor's address as our own proxies saw it; an IPv6 network of one home is one."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        # The last entries were added by our proxies; what stands before them a visitor can make up.
        seen = forwarded[-min(settings.TRUSTED_PROXIES, len(forwarded))] or seen
    try:
        address = ip_address(seen)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return str(address)


def forget() -> int:
    """Delete the counts whose time is over; how many."""
    return RateCount.objects.filter(ends_at__lt=timezone.now()).delete()[0]


def _count(limit: Limit, whom: str, most: int) -> None:
    key = salted_hmac("core.ratelimit", f"{limit.name}:{whom}", algorithm="sha256").hexdigest()
    count, ends_at = _add_one(key, timezone.now() + timedelta(seconds=limit.seconds))
    if count > most:
        raise TooManyRequests(ends_at)


def _add_one(key: str, ends_at: datetime) -> tuple[int, datetime]:
    """In one statement, so that two requests at the same moment are both counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_ratecount AS known (key, count, ends_at) VALUES (%s, 1, %s)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN known.ends_at <= %s THEN 1 ELSE known.count + 1 END,
                ends_at = CASE WHEN known.ends_at <= %s THEN excluded.ends_at ELSE known.ends_at END
            RETURNING count, ends_at
            """,
            [key, ends_at, timezone.now(), timezone.now()],
        )
        row: tuple[int, datetime] = cursor.fetchone()
        return row
