"""Long lists in pages. An address that names no such page shows the nearest one that exists."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def page_of(
    request: HttpRequest, rows: "QuerySet[Any] | list[Any]", per_page: int = PER_PAGE
) -> Page:
    """The page of `rows` that `?page=` asks for."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
