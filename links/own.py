"""Whether an address of this site leads anywhere: by the table of addresses, without a request."""

from typing import Any

from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from content import kinds
from core.languages import SOURCE
from directory import sitemaps
from directory.models import TaxonomyTerm, Upload

from .asking import Answer
from .models import Link

State, Problem = Link.State, Link.Problem
_TERMS = {"directory:topic": "category", "directory:stage": "stage"}
_FINE, _GONE = Answer(State.OK), Answer(State.BROKEN, Problem.GONE)


def ask(address: str) -> Answer:
    """`address` is a path of this site, in any language, perhaps with a query."""
    path = address.partition("?")[0]
    try:
        with override(get_language_from_path(path) or SOURCE):
            match = resolve(path)
    except Resolver404:
        return _GONE
    slug = str(match.kwargs.get("slug", ""))
    if match.view_name == "file":
        return _FINE if Upload.objects.filter(pk=match.kwargs["pk"]).exists() else _GONE
    if kind := _TERMS.get(match.view_name):
        return _FINE if TaxonomyTerm.objects.of(kind).filter(slug=slug).exists() else _GONE
    listed = sitemaps.is_listed(match.view_name, slug)
    if listed is False:
        return _moved(match.view_name, slug) or _GONE
    return _FINE


def _moved(name: str, slug: str) -> Answer | None:
    """A page that has another address now; whoever follows the old one is sent there."""
    for kind in kinds.all_kinds():
        rows: Any = kind.model._default_manager
        for page in rows.live().filter(~Q(slug=slug)).with_old_address(slug)[:1]:
            with override(SOURCE):
                to = page.get_absolute_url()
                is_same = resolve(to).view_name == name
            if is_same:
                return Answer(State.MOVED, moved_to=to)
    return None
