"""Which page somebody speaks of: its path without the prefix of its language."""

from urllib.parse import urlsplit

from django.core import signing
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from core.languages import SOURCE

LONGEST = 500
_signer = signing.Signer(salt="feedback.pages")


def neutral(path: str) -> str:
    """`path` as English has it: "/ar/services/" is "/services/"."""
    language = get_language_from_path(path)
    return path[len(language) + 1 :] if language and path.startswith(f"/{language}/") else path


def signed(path: str) -> str:
    """The path with our signature, so that nobody can have an answer counted for a page that does
    not exist. The same for every visitor: the page that carries it can be cached."""
    return _signer.sign(neutral(path))


def from_signed(text: str) -> str:
    """The path in `text`; nothing when it is not one that we signed."""
    try:
        path = _signer.unsign(text)
    except signing.BadSignature:
        return ""
    return path if len(path) <= LONGEST else ""


def from_address(text: str) -> str:
    """A path of this site out of what a link says; nothing when there is no such page."""
    path = neutral(urlsplit(text[: 2 * LONGEST]).path)
    if not path.startswith("/") or len(path) > LONGEST:
        return ""
    try:
        with override(SOURCE):
            resolve(path)
    except Resolver404:
        return ""
    return path
