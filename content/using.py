"""Which pages show a thing of the library: asked before it is deleted, and said on its own page."""

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import CODES

from . import kinds
from .fields import RecordsField
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
    return [page for kind in kinds.all_kinds() for page in _pages(kind, entry, address)]


def _pages(kind: kinds.Kind, entry: Any, address: str) -> list[Any]:
    anywhere = Q(waiting__contains=address)
    # Chosen rather than named in a text.
    for field in kind.model._meta.get_fields():
        if isinstance(field, RecordsField) and field.to == entry._meta.label:
            anywhere |= Q(**{f"{field.name}__contains": [entry.pk]})
            anywhere |= Q(waiting__contains=str(entry.pk))
    for name in kind.prose:
        for code in CODES:
            anywhere |= Q(**{f"{column(name, code)}__contains": address})
    rows: Any = kind.model._default_manager
    return list(rows.annotate(waiting=Cast("working", TextField())).filter(anywhere)[:MOST])
