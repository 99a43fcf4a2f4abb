"""Refuses a form that another site sent, without the cookie that Django's own check needs.

Django's check compares a cookie with a hidden field, so every page with a form would have to set
a cookie and could be kept by no shared cache. Browsers now say by themselves where a request
comes from: Sec-Fetch-Site (Fetch Metadata, W3C), else Origin, else Referer. A script of another
site can forge none of them.
"""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def comes_from_here(request: HttpRequest) -> bool:
    """True when the browser says that a page of this very site sent `request`."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        parts = urlsplit(sender)
    except ValueError:  # a machine made it up
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


@method_decorator(csrf_exempt, name="dispatch")
class SameOriginMixin:
    """For a view that anybody may post to and that needs no session."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not comes_from_here(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
