"""What pages are called, from their addresses: for lists of what families look at, and links.

Apps above name theirs from their `AppConfig.ready`: single pages by `register_pages`, the pages of
a model's records by `register`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, TextField, Value
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.languages import SOURCE

from .models import Organisation, Service, TaxonomyTerm

_FIXED: dict[str, str | Promise] = {
    "directory:home": _("Home page"),
    "directory:search": _("Search"),
    "directory:topics": _("All topics"),
    "directory:stages": _("All stages of life"),
    "directory:a_to_z": _("Services from A to Z"),
    "directory:my_list": _("My list"),
    "pages:contact": _("Contact"),
    "pages:cookies": _("Cookies"),
    "pages:privacy": _("Privacy"),
}
# By the name of the address: the model whose records it shows, and the column with their names.
_NAMED: dict[str, tuple[type[Model], str]] = {
    "directory:service": (Service, "name"),
    "directory:organisation": (Organisation, "name"),
    "directory:topic": (TaxonomyTerm, "name"),
    "directory:stage": (TaxonomyTerm, "name"),
}
# In addresses they are small letters.
_ACRONYMS = {word.lower(): word for word in ("ADHD", "EHC", "EHCP", "SEN", "SEND", "SEMH")}


def register(name: str, model: type[Model], column: str) -> None:
    """Name the pages at the address called `name`, which has a slug in it.

    They are called as `column` of the record of `model` with that slug says.
    """
    _NAMED[name] = (model, column)


def model_of(name: str) -> type[Model] | None:
    """The model whose records are shown at the address called `name`."""
    return _NAMED[name][0] if name in _NAMED else None


def paths_of(model: type[Model]) -> list[Any]:
    """SQL expressions of the addresses, in English, at which records of `model` are shown."""
    with override(SOURCE):
        return [_path(name) for name, named in _NAMED.items() if named[0] is model]


def _path(name: str) -> Any:
    slug, topic = "a-slug-here", "a-topic-here"
    columns: dict[str, Any] = {slug: F("slug"), topic: F("topic__slug")}
    try:
        path = reverse(name, kwargs={"slug": slug})
    except NoReverseMatch:
        path = reverse(name, kwargs={"topic": topic, "slug": slug})
    parts = re.split(f"({slug}|{topic})", path)
    return Concat(*(columns.get(part, Value(part)) for part in parts), output_field=TextField())


def register_pages(titles: Mapping[str, str | Promise]) -> None:
    """Name single pages: the title by the name of the address, such as "news:home"."""
    _FIXED.update(titles)


@dataclass(frozen=True)
class PageTitle:
    """`url`: its address for a link; "" when the site has no such address (any more)."""

    words: str
    url: str


def titles(paths: Iterable[str]) -> dict[str, PageTitle]:
    """The title of the page at each path (in English, without a query), in the active language.

    Asks the database no more often for more paths. A page of another app, or one that is no longer
    there, is called by the last part of its address.
    """
    kinds = {path: _kind(path) for path in paths}
    names = _names(kinds.values())
    return {
        path: PageTitle(_title(path, kind, slug, names), path if kind else "")
        for path, (kind, slug) in kinds.items()
    }


def link_words(addresses: Iterable[str]) -> dict[str, str]:
    """What a link to each address says: the page's title, or where another site's page stands.

    `addresses` begin with "/" or "https://". In the active language.
    """
    addresses = set(addresses)
    own = titles(each for each in addresses if each.startswith("/"))
    return {
        each: own[each].words if each in own else each.partition("://")[2].rstrip("/")
        for each in addresses
    }


def _kind(path: str) -> tuple[str, str]:
    """The page's name in the table of addresses, and its slug if it has one."""
    try:
        with override(SOURCE):
            match = resolve(path)
    except Resolver404:
        return "", ""
    return match.view_name, str(match.kwargs.get("slug", ""))


def _names(kinds: Iterable[tuple[str, str]]) -> dict[tuple[type[Model], str], str]:
    slugs: dict[tuple[type[Model], str], set[str]] = {}
    for kind, slug in kinds:
        if named := _NAMED.get(kind):
            slugs.setdefault(named, set()).add(slug)
    return {
        (model, record.slug): getattr(record, column)
        for (model, column), wanted in slugs.items()
        for record in model.objects.filter(slug__in=wanted)  # type: ignore[attr-defined]
    }


def _title(path: str, kind: str, slug: str, names: dict[tuple[type[Model], str], str]) -> str:
    if kind in _FIXED:
        return str(_FIXED[kind])
    named = _NAMED.get(kind)
    if named and (named[0], slug) in names:
        return names[named[0], slug]
    last = path.rstrip("/").rpartition("/")[2]
    words = " ".join(_ACRONYMS.get(word, word) for word in last.split("-"))
    return words[:1].upper() + words[1:] or path
