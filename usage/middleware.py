"""Counts how often pages are looked at. The page does not notice: see usage.buffer."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import pages

log = logging.getLogger(__name__)


class CountViewsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        try:
            pages.count(request, response)
        except Exception as problem:
            # Whatever it is, the page is there and is what the visitor came for.
            log.warning("A page view was not counted: %s", type(problem).__name__)
        return response
