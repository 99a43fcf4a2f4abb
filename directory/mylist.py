"""The services that somebody keeps without an account: their ids, in a signed cookie of their own.

The cookie comes with the first service kept and goes with the last one removed. It holds no name
and no number of the visitor, only the list; nothing of it is written on the server.
"""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from .models import Service

COOKIE = "my_list"
SALT = "directory.mylist"
MOST = 50
# Half a year from the last change: about as long as a family needs it.
MAX_AGE = 60 * 60 * 24 * 182
_SEPARATOR = "."


def of_visitor(request: HttpRequest) -> list[UUID]:
    """The kept ids, in the order they were kept; none when there is no cookie, or a forged one."""
    try:
        value = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    except signing.BadSignature:
        return []
    return decode(value or "")


def keep(response: HttpResponseBase, ids: list[UUID]) -> None:
    """Give the visitor the list `ids`; an empty list takes the cookie away."""
    if not ids:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_signed_cookie(
        COOKIE,
        encode(ids),
        salt=SALT,
        max_age=MAX_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def encode(ids: Iterable[UUID]) -> str:
    """Ids as short text for a cookie or an address: 22 letters each."""
    return _SEPARATOR.join(urlsafe_base64_encode(each.bytes) for each in ids)


def decode(text: str) -> list[UUID]:
    """The ids in `text`, each once, no more than MOST; what is not an id is left out."""
    found: dict[UUID, None] = {}
    for part in text.split(_SEPARATOR)[:MOST]:
        try:
            found[UUID(bytes=urlsafe_base64_decode(part))] = None
        except ValueError:
            continue
    return list(found)


def services(ids: list[UUID]) -> list[Service]:
    """The published ones among `ids`, in that order, with all that a list prints of them."""
    rows = Service.objects.published().filter(pk__in=ids)
    found = {
        service.pk: service
        for service in rows.select_related("organisation").prefetch_related(
            "phones",
            "organisation__phones",
            "schedules__location",
            "at_locations__location__terms",
        )
    }
    return [found[each] for each in ids if each in found]
