"""Says in a header how long a page took, how much of it in SQL, and in how many queries."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class StopwatchMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        spent: list[float] = []

        def timed(execute: Callable[..., Any], *words: Any) -> Any:
            began = time.perf_counter()
            try:
                return execute(*words)
            finally:
                spent.append(time.perf_counter() - began)

        began = time.perf_counter()
        with connection.execute_wrapper(timed):
            response = self.get_response(request)
        took = time.perf_counter() - began
        response["Server-Timing"] = (
            f'sql;dur={sum(spent) * 1000:.2f};desc="{len(spent)}", page;dur={took * 1000:.2f}'
        )
        return response
