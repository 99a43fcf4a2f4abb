"""The kinds of pages: what the desk, search, previews and imports need to know of each.

An app registers its kinds when it is ready (`AppConfig.ready` imports its pages.py, which builds
them); nothing here knows who they are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from search import kinds as found

from . import translated
from .models import Page, Topic

# What explains is what somebody who types its very name is looking for.
EXPLAINS = 1.3


def _nothing(request: HttpRequest, page: Any) -> dict[str, Any]:
    return {}


def _no_facets(page: Any) -> Iterable[str]:
    return ()


def _no_card(page: Any) -> dict[str, Any]:
    return {}


def _no_places(page: Any) -> Iterable[tuple[int, int]]:
    return ()


def _not_everywhere(page: Any) -> bool:
    return False


def _no_end(page: Any) -> datetime | None:
    return None


def _nothing_more(page: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of page."""

    # Also SearchDocument.kind (but see `found_as`) and a part of the desk's addresses.
    name: str
    model: type[Page]
    # "Guide", "Guides", "Add a guide".
    label: str | Promise
    plural: str | Promise
    add_label: str | Promise
    # The dotted path of a content.desk.forms.PageForm with the fields of the model's own.
    form: str
    # The public page. The preview draws it too.
    template: str
    # What the template needs beside `page`: for the public page and the preview alike.
    context: Callable[[HttpRequest, Any], dict[str, Any]] = _nothing
    # The columns with Markdown: search reads them, and the checks before publishing.
    prose: tuple[str, ...] = ("body",)
    # States of the model's own that the desk's list of it can be narrowed by: the value in the
    # address, its name, and what it leaves of the rows.
    states: Mapping[str, tuple[str | Promise, Callable[[Any], Any]]] = field(default_factory=dict)
    # Templates shown on the desk's page of a record below its words. They get `record`.
    panels: tuple[str, ...] = ()
    # What search filters by ("group:value"), and what its result card shows.
    facets: Callable[[Any], Iterable[str]] = _no_facets
    card: Callable[[Any], dict[str, Any]] = _no_card
    is_searched: bool = True
    # What search calls a page, where it knows pages of one kind by several names: which of
    # `search_names`. The app registers each of these with search.
    found_as: Callable[[Any], str] | None = None
    search_names: tuple[str, ...] = ()
    # Where it happens: eastings and northings, and whether it is for everywhere (online).
    places: Callable[[Any], Iterable[tuple[int, int]]] = _no_places
    is_everywhere: Callable[[Any], bool] = _not_everywhere
    # Until when search finds it though its page stays, as of an event that is over.
    found_until: Callable[[Any], datetime | None] = _no_end
    # After how many days a published page is to be looked at again; None: never by itself.
    review_days: int | None = 365
    # Sets columns when somebody publishes a page or says that everything on it is still right.
    looked_over: Callable[[Any], None] = _nothing_more


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known, to search too: as information that explains, where its app says nothing
    else of it (`search.kinds.register`)."""
    _KINDS[kind.name] = kind
    translated.register_pages(kind)
    if kind.is_searched and not kind.found_as and not found.is_registered(kind.name):
        found.register(
            found.SearchKind(
                name=kind.name,
                label=kind.label,
                group=found.Group.INFORMATION,
                weight=EXPLAINS,
                is_topic=kind.model is Topic,
            )
        )
    return kind


def get(name: str) -> Kind:
    """Raises LookupError for a kind that nobody registered."""
    return _KINDS[name]


def all_kinds() -> list[Kind]:
    """In the order in which the apps were made ready."""
    return list(_KINDS.values())


def kind_of(record: Page) -> Kind:
    """Raises LookupError for a model without a kind."""
    for kind in _KINDS.values():
        if kind.model is type(record):
            return kind
    raise LookupError(type(record))
