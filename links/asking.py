"""Asks another site, politely, whether an address of it works."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from requests import Response, Session, exceptions

from core.languages import SOURCE

from . import guarding
from .models import LONGEST_ADDRESS, Link

MOST_REDIRECTS = 5
FOR_GOOD = (301, 308)
# What sites answer to a program that they take for a nuisance, or to whoever has not signed in.
NOT_FOR_US = (401, 403, 407, 429, 451, 999)
GONE = (404, 410)


@dataclass(frozen=True)
class Answer:
    state: Link.State
    problem: Link.Problem = Link.Problem.NONE
    status: int | None = None
    moved_to: str = ""


class _Loops(Exception):
    """More redirects than a working address has."""


def user_agent() -> str:
    """Says who asks, and where to complain."""
    with override(SOURCE):
        contact = settings.SITE_URL + reverse("pages:contact")
    return f"LocalOfferLinkCheck/1.0 (+{contact})"


def ask(address: str) -> Answer:
    """What comes of opening `address`. Reads no body: a huge or endless one costs nothing."""
    with guarding.within(settings.LINKS_SECONDS) as is_over, guarding.session() as session:
        session.headers["User-Agent"] = user_agent()
        try:
            answer = _answer(address, *_follow(session, address))
            return Answer(Link.State.BROKEN, Link.Problem.NO_ANSWER) if is_over.is_set() else answer
        except _Loops:
            return Answer(Link.State.BROKEN, Link.Problem.LOOPS)
        except ValueError:  # of requests, urllib3 and urllib alike
            return Answer(Link.State.BROKEN, Link.Problem.MALFORMED)
        except (guarding.PrivateAddress, OSError) as error:
            return Answer(Link.State.BROKEN, _problem(error))


def _follow(session: Session, address: str) -> tuple[Response, str, bool]:
    """The last answer, the address it came from, and whether every step there was for good."""
    for_good = True
    for _step in range(MOST_REDIRECTS + 1):
        response = _open(session, address)
        to = response.headers.get("Location", "")
        if not response.is_redirect:
            return response, address, for_good
        for_good = for_good and response.status_code in FOR_GOOD
        address = urljoin(address, to)
    raise _Loops


def _open(session: Session, address: str) -> Response:
    """The headers alone; where a site does not answer that way, the beginning of the page."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise exceptions.InvalidSchema(address)
    options: dict[str, Any] = {
        "allow_redirects": False,
        "timeout": settings.LINKS_SECONDS,
        "stream": True,
    }
    response = session.head(address, **options)
    response.close()
    if response.status_code >= 400:
        response = session.get(address, headers={"Range": "bytes=0-1023"}, **options)
        response.close()
    return response


def _answer(asked: str, response: Response, came_to: str, for_good: bool) -> Answer:
    status = response.status_code
    # 416: the page is shorter than the part of it that we asked for.
    if status < 400 or status == 416:
        if came_to != asked and for_good:
            return Answer(Link.State.MOVED, status=status, moved_to=came_to[:LONGEST_ADDRESS])
        return Answer(Link.State.OK, status=status)
    if status in NOT_FOR_US:
        return Answer(Link.State.BLOCKED, status=status)
    return Answer(
        Link.State.BROKEN, Link.Problem.GONE if status in GONE else Link.Problem.REFUSED, status
    )


def _problem(error: BaseException) -> Link.Problem:
    """What went wrong, from the chain of errors of requests, urllib3 and the system."""
    chain = list(_chain(error))
    if any(isinstance(each, guarding.PrivateAddress) for each in chain):
        return Link.Problem.PRIVATE
    if any(type(each).__name__ == "gaierror" for each in chain):
        return Link.Problem.NO_HOST
    if any(isinstance(each, exceptions.SSLError) for each in chain):
        return Link.Problem.INSECURE
    return Link.Problem.NO_ANSWER


def _chain(error: BaseException | None) -> "list[BaseException]":
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
