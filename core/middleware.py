"""One log line for each request: what and how long, never who or the words they typed. And the
page for somebody who came up against a limit."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from core import requestid
from core.ratelimit import TooManyRequests

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
            # The route, not the path: an address can hold a word somebody typed.
            route = match.route if match else ""
            if not route.startswith("healthz"):  # asked every few seconds, by a machine
                log.info(
                    "request",
                    method=request.method,
                    route=route,
                    status=response.status_code,
                    ms=round((time.monotonic() - started) * 1000),
                )
            return response
        finally:
            structlog.contextvars.clear_contextvars()


class TooManyRequestsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, TooManyRequests):
            return None
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(problem.seconds)
        add_never_cache_headers(response)
        return response
