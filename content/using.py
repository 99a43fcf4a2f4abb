"""Which pages show a thing of the library: asked before it is deleted, and said on its own page."""

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import CODES

from . import kinds
from .library import Image, Video

MOST = 50


def address_in_text(entry: Any) -> str:
    """How a page's text names a thing of the library; "" for what no text names."""
    if isinstance(entry, Image):
        return f"/files/{entry.upload_id}/"
    return f"/videos/{entry.slug}/" if isinstance(entry, Video) else ""


def pages_with(entry: Any) -> list[Any]:
    """The pages of every kind that name it in any language, also in words that wait: one query a
    kind, 50 pages of each at most."""
    address = address_in_text(entry)
    if not address:
        return []
    return [page for kind in kinds.all_kinds() for page in _pages(kind, address)]


def _pages(kind: kinds.Kind, address: str) -> list[Any]:
    anywhere = Q(waiting__contains=address)
    for name in kind.prose:
        for code in CODES:
            anywhere |= Q(**{f"{column(name, code)}__contains": address})
    rows: Any = kind.model._default_manager
    return list(rows.annotate(waiting=Cast("working", TextField())).filter(anywhere)[:MOST])
