"""One request to a service, with its time and its size bounded."""

import json
import re
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from requests import RequestException, Response, Session
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from .problems import Problem, ServiceProblem, Unusable

LONGEST_ANSWER = 4_000_000
CONNECT_SECONDS = 10
# Longer than that nobody has to wait: the next night begins anew.
LONGEST_WAIT = 24 * 3600

_OF_STATUS = {
    401: Problem.KEY,
    403: Problem.KEY,
    404: Problem.ADDRESS,
    405: Problem.ADDRESS,
    429: Problem.BUSY,
    456: Problem.QUOTA,
}
# What says something of this very text: another one may fare better.
_OF_THE_TEXT = (400, 413, 414, 415, 422)


def ask(path: str, *, headers: Mapping[str, str], sent: Any = None) -> Any:
    """The JSON that the service answers at `path` below its address. Posts `sent` if it is given.

    Raises ServiceProblem, or Unusable for an answer that cannot be read.
    """
    status, content, answered = _answer(path, headers, sent)
    if status >= 300:
        _refuse(status, content, answered)
    try:
        return json.loads(content)
    except ValueError:
        raise Unusable(Problem.GARBLED) from None


def _answer(path: str, headers: Mapping[str, str], sent: Any) -> tuple[int, bytes, Response]:
    limit = settings.TRANSLATION["seconds"]
    ends = time.monotonic() + limit
    try:
        with Session() as session:
            address = settings.TRANSLATION["url"] + path
            # A proxy of the machine's settings is used, a password of its .netrc is not.
            session.trust_env = False
            session.proxies = get_environ_proxies(address)
            response = session.request(
                "GET" if sent is None else "POST",
                address,
                json=sent,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, limit), limit),
                # The key would go along to wherever we were sent.
                allow_redirects=False,
                stream=True,
            )
            return response.status_code, _read(response, ends), response
    except (RequestException, HTTPError, OSError):
        raise ServiceProblem(Problem.NO_ANSWER) from None


def _read(response: Response, ends: float) -> bytes:
    content = b""
    # What has come so far, and no waiting until a piece is full: it may never be.
    while piece := response.raw.read1(65_536, decode_content=True):
        content += piece
        if len(content) > LONGEST_ANSWER:
            raise Unusable(Problem.LENGTH)
        if time.monotonic() > ends:
            raise ServiceProblem(Problem.NO_ANSWER)
    return content


def _refuse(status: int, content: bytes, response: Response) -> None:
    if status in _OF_STATUS:
        raise ServiceProblem(_OF_STATUS[status], retry_after=_retry_after(response))
    if status in _OF_THE_TEXT:
        said = content[:2000].decode(errors="replace").lower()
        if status == 400 and re.search(r"api.?key", said):
            raise ServiceProblem(Problem.KEY)
        is_language = "not supported" in said and "lang" in said
        raise Unusable(Problem.LANGUAGE if is_language else Problem.REFUSED)
    raise ServiceProblem(
        Problem.ADDRESS if status < 400 else Problem.NO_ANSWER, retry_after=_retry_after(response)
    )


def _retry_after(response: Response) -> int | None:
    """Seconds; a date, which the header may hold too, is left to our own pauses."""
    said = response.headers.get("Retry-After", "").strip()
    return min(int(said), LONGEST_WAIT) if said.isascii() and said.isdigit() else None
