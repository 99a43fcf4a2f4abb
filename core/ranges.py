"""A part of a file, for players that jump to and fro in a video (RFC 9110, section 14).

One range of bytes at a time: a request for several gets the whole file, as the RFC allows.
"""

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import StreamingHttpResponse

_CHUNK = 64 * 1024
# A number of more figures than any file has bytes is no number of a byte.
_ONE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range begins behind the end of the file."""


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that a Range header asks for; None where it is to be ignored."""
    found = _ONE.fullmatch(header)
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        if not length:
            raise Unsatisfiable
        return size - length, size - 1
    first, last = int(found[1]), int(found[2]) if found[2] else size - 1
    if found[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last, size - 1)


class _Slice:
    """Some bytes of an open file, which is closed with the answer."""

    def __init__(self, opened: IO[bytes], first: int, last: int) -> None:
        self._opened, self._left = opened, last - first + 1
        opened.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (chunk := self._opened.read(min(_CHUNK, self._left))):
            self._left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self._opened.close()


def ranged(request: HttpRequest, whole: FileResponse, *, etag: str) -> HttpResponseBase:
    """`whole`, or the part of it that is asked for (206), or that there is no such part (416).

    `etag` names these very bytes: a player that has the beginning of other ones gets the whole.
    """
    whole["Accept-Ranges"], whole["ETag"] = "bytes", f'"{etag}"'
    header = request.headers.get("Range", "")
    if request.method != "GET" or not header:
        return whole
    if request.headers.get("If-Range", whole["ETag"]) != whole["ETag"]:
        return whole
    size = int(whole["Content-Length"])
    try:
        part = wanted(header, size)
    except Unsatisfiable:
        whole.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _partial(whole, *part, size) if part else whole


def _partial(whole: FileResponse, first: int, last: int, size: int) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(
        _Slice(whole.file_to_stream, first, last),  # type: ignore[arg-type]  # an open file
        status=206,
        headers=dict(whole.items()),
    )
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Length"] = str(last - first + 1)
    return answer
