"""Whether an address of this site leads anywhere: by the table of addresses, without a request."""

from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from content.models import Page
from core.languages import SOURCE
from directory import page_titles, sitemaps
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
    model = page_titles.model_of(name)
    if model is None or not issubclass(model, Page):
        return None
    with override(SOURCE):
        for page in model.objects.live().with_old_address(slug)[:1]:
            return Answer(State.MOVED, moved_to=page.get_absolute_url())
    return None
