"""Which pages a shared cache (a proxy, a CDN) may keep, and for how long."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

SECONDS = 60


def keep_for_everybody(
    request: HttpRequest, response: HttpResponseBase, *, seconds: int = SECONDS
) -> HttpResponseBase:
    """Let caches keep an answer that the visitor's cookies had no part in.

    Whoever sends a cookie (a kept list, a signed-in officer) gets a page of their own, and the
    caches are told that the two differ.
    """
    response._is_for_everybody = True  # type: ignore[attr-defined]
    patch_vary_headers(response, ["Cookie"])
    if request.COOKIES:
        patch_cache_control(response, private=True, max_age=0)
    elif request.method in ("GET", "HEAD") and response.status_code in (200, 301):
        patch_cache_control(response, public=True, max_age=seconds)
    return response


def is_for_everybody(response: HttpResponseBase) -> bool:
    """Whether everybody may know that the page is there: its view said so, as above."""
    return getattr(response, "_is_for_everybody", False)


class PublicPageMixin:
    """For a view whose page is the same for everybody who has no cookie."""

    cache_seconds = SECONDS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return keep_for_everybody(request, response, seconds=self.cache_seconds)
