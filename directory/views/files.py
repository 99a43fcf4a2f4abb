"""Photos and documents as they are served: fixed kinds, nothing in them may run here.

Public ones are answered without asking who is there, so that caches may keep them. They are kept
for a week and not for ever: one that was taken off a listing should be gone from caches too.
"""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from core.ranges import ranged

from .. import files
from ..models import Upload

_WEEK = 7 * 24 * 60 * 60


@require_safe
def serve(request: HttpRequest, pk: UUID, name: str) -> HttpResponseBase:
    upload = get_object_or_404(Upload, pk=pk)
    stored = _stored(upload, name)
    is_public = Upload.objects.filter(pk=pk).published().exists()
    if not is_public and not files.may_see(request.user, upload):
        raise Http404
    cache = f"public, max-age={_WEEK}, immutable" if is_public else ""
    whole = answer(upload, stored, name=name, cache=cache)
    # A file never changes: its name says which of the two sizes of a photo it is.
    return ranged(request, whole, etag=f"{pk.hex}-{stored.name.rpartition('/')[2]}")


def answer(upload: Upload, stored: Any, *, name: str, cache: str) -> FileResponse:
    """The file `stored` of an upload, called `name`. Raises Http404 when it is gone.

    `cache`: the Cache-Control of a file that everybody may see; "" for any other.
    """
    try:
        opened = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        opened,
        as_attachment=not upload.is_shown,
        filename=name,
        content_type=upload.content_type,
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            # It is packed already: the middleware would only spend time on it.
            "Content-Encoding": "identity",
        },
    )
    if cache:
        response["Cache-Control"] = cache
    else:
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
    return response


def _stored(upload: Upload, name: str) -> Any:
    """The file of that name: an address has one name only, so that nobody can give it another."""
    if name == upload.name:
        return upload.file
    if upload.small and name == f"small-{upload.name}":
        return upload.small
    raise Http404
