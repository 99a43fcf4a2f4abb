"""One log line for each request: what and how long, never who or the words they typed."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from core import requestid

log = structlog.get_logger("localoffer.request")


class LogRequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        structlog.contextvars.bind_contextvars(request_id=requestid.current.get())
        try:
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                # The route, not the path: an address can hold a word somebody typed.
                route=match.route if match else "",
                status=response.status_code,
                ms=round((time.monotonic() - started) * 1000),
            )
            return response
        finally:
            structlog.contextvars.clear_contextvars()
