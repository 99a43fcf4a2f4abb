"""A page as it will be, for whoever has the link: a colleague or a parent who checks the words."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core.private import PrivatePage

from . import kinds, views, working
from .models import Page

_SALT = "content.preview"
GOOD_FOR = timedelta(days=14)


def url_of(page: Page) -> str:
    """A link that shows `page` with its changes, without signing in, for two weeks."""
    token = signing.dumps([kinds.kind_of(page).name, str(page.pk)], salt=_SALT)
    return reverse("preview", args=[token])


def read(token: str) -> tuple[kinds.Kind, str]:
    """The kind and key of a page.

    Raises SignatureExpired for a link that is too old, BadSignature for one that was changed.
    """
    name, key = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    try:
        return kinds.get(name), key
    except LookupError:
        raise signing.BadSignature from None


class PreviewView(PrivatePage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            kind, key = read(token)
        except signing.SignatureExpired:
            return render(request, "content/preview_ended.html", status=410)
        except signing.BadSignature:
            raise Http404 from None
        rows: Any = kind.model._default_manager
        page = rows.with_topic().filter(pk=key).first()
        if page is None:
            raise Http404
        response = draw(request, kind, page)
        # The address is the key: no other site is told it.
        response["Referrer-Policy"] = "no-referrer"
        return response


def draw(request: HttpRequest, kind: kinds.Kind, page: Page) -> HttpResponse:
    """The page of a kind with all changes that wait, under a banner that says so."""
    shown = working.with_changes(page)
    context = views.context_of(request, kind, shown)
    return render(request, kind.template, {**context, "preview_of": page})
