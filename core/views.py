"""The council's style sheet, and the pages for when something went wrong."""

from pathlib import PurePath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
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


@require_safe
def logo(request: HttpRequest) -> FileResponse:
    """The council's logo, where it is among the uploads. An SVG is a page of its own when somebody
    opens it by its address: nothing in it may run."""
    name = settings.BRAND["logo"]
    content_type = branding.LOGO_TYPES.get(PurePath(name).suffix.lower())
    if content_type is None or not default_storage.exists(name):
        raise Http404
    response = FileResponse(
        default_storage.open(name),
        content_type=content_type,
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "X-Content-Type-Options": "nosniff",
        },
    )
    patch_cache_control(response, public=True, max_age=3600)
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
