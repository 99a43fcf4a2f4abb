"""The council's style sheet, and the pages for when something went wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from core import branding, requestid


@require_safe
def brand(request: HttpRequest, version: str) -> HttpResponse:
    """The council's colour as a style sheet; `version` is its fingerprint."""
    colour = settings.BRAND["colour"]
    response = HttpResponse(branding.style_sheet(colour), content_type="text/css; charset=utf-8")
    if version == branding.fingerprint(colour):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    else:  # an old page asks: it gets today's colour, and asks again soon
        patch_cache_control(response, public=True, max_age=60)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Leans on nothing that may be what broke: no database, session or context processors."""
    words = render_to_string(
        "500.html",
        {
            "BRAND": settings.BRAND,
            "CONTACT": settings.CONTACT,
            "STATIC_URL": settings.STATIC_URL,
            "request_id": requestid.current.get(),
        },
    )
    return HttpResponse(words, status=500)
