"""Links of a menu, which know whether the visitor is on their page. See components/menu.html."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Link:
    label: Words
    url: str
    # For aria-current: "page" on that very page, "true" on one below it, else "".
    current: str


def link(request: HttpRequest, label: Words, name: str) -> Link:
    """To the page of that name; current on that very page alone."""
    url = reverse(name)
    return Link(label, url, "page" if request.path == url else "")


def links(request: HttpRequest, pages: Iterable[tuple[Words, str]]) -> list[Link]:
    """To `pages`, each its label and the name of its address.

    The longest address that the visitor's own begins with is where they are.
    """
    found = [(label, reverse(name)) for label, name in pages]
    below = (url for _label, url in found if request.path.startswith(url))
    here = max(below, key=len, default="")
    return [Link(label, url, _current(request.path, url, here)) for label, url in found]


def _current(path: str, url: str, here: str) -> str:
    if url != here:
        return ""
    return "page" if path == url else "true"
