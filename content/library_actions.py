"""Writes to the library: each one version of the history and one line of the audit log.

A word of the glossary and a video are found by the site's search from the same moment.
"""

from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as column

from core import richtext, translations
from core.languages import CODES, SOURCE
from core.versions import changing
from directory import files, history
from directory.actions import unique_slug
from search import actions as search
from search.documents import Document

from .library import GlossaryEntry, Image, LibraryEntry, Video
from .using import pages_with

# The column with most of the words, of what search finds.
_WORDS = {GlossaryEntry: "explanation", Video: "transcript"}


class StillUsed(Exception):
    """Pages show it: what is gone would leave a hole."""


def name_of(entry: LibraryEntry | type[LibraryEntry]) -> str:
    """ "image", "video" or "glossaryentry": begins the verbs of the audit log."""
    return str(entry._meta.model_name)


def save(entry: Any, *, by: Any, version: int | None = None, fields: list[str]) -> None:
    """Keep a new or a changed entry. Raises StaleVersion."""
    verb = "added" if entry._state.adding else "changed"
    if hasattr(entry, "slug") and not entry.slug:
        name = getattr(entry, "acronym", "") or translations.english(entry, "title")
        entry.slug = unique_slug(type(entry), name)
    with changing(entry, by=by, verb=f"{name_of(entry)}.{verb}", version=version, fields=fields):
        entry.save()
        index(entry)


def add_image(
    sent: "File[bytes]", *, by: Any, title: str = "", alt: str = "", decorative: bool = False
) -> Image:
    """Keep a picture that was sent. Raises core.uploads.Refused."""
    upload = files.keep_photo(sent, by=by)
    title = title or upload.name.rpartition(".")[0].replace("-", " ").capitalize()
    image = Image(upload=upload, title=title[:120], alt_en=alt[:250], is_decorative=decorative)
    save(image, by=by, fields=["upload"])
    return image


def delete(entry: Any, *, by: Any) -> None:
    """Raises StillUsed while a page shows it."""
    if pages_with(entry):
        raise StillUsed
    with changing(entry, by=by, verb=f"{name_of(entry)}.deleted"):
        key = entry.pk
        if type(entry) in _WORDS:
            search.remove(kind=kind_of(entry), object_ids=[key])
        translations.forget([key])
        entry.delete()
        # The log names it by its key, which the deletion took.
        entry.pk = key


def put_back(entry: Any, *, number: int, opened: int, by: Any) -> None:
    """Bring back the words of a version as a new one; the address stays.

    Raises LookupError when there is no such version, StaleVersion as `save`.
    """
    timeline = history.Timeline(entry)
    position = timeline.position_of(number)
    if position is None:
        raise LookupError(number)
    event = timeline.event_at(position)
    with changing(entry, by=by, verb=f"{name_of(entry)}.put_back", version=opened, put_back=number):
        for field in history.fields_of(type(entry)):
            if field.name not in history.STAYS:
                setattr(entry, field.name, getattr(event, field.name))
        entry.save()
        translations.forget([entry.pk])
        index(entry)


# --- Search ---------------------------------------------------------------------------------------


def kind_of(entry: Any) -> str:
    """What search calls it."""
    return "video" if isinstance(entry, Video) else "glossary"


def index(entry: Any) -> None:
    """Write what search knows of a word or a video anew; of a picture it knows nothing."""
    if type(entry) in _WORDS:
        fields = ("title", "summary", _WORDS[type(entry)])
        checked = translations.checked([entry.pk], fields)
        documents = [_document(entry, code, checked) for code in CODES if _in(entry, "title", code)]
        search.replace(documents, kind=kind_of(entry), object_ids=[entry.pk])


def _in(entry: Any, field: str, code: str) -> str:
    return getattr(entry, column(field, code), "") or ""


def _document(entry: Any, code: str, checked: set[tuple[UUID, str, str]]) -> Document:
    """`checked`: the texts of the entry that are checked, as `translations.checked` says it."""
    words = richtext.plain(_in(entry, _WORDS[type(entry)], code))
    below = "summary" if _in(entry, "summary", code) else _WORDS[type(entry)]
    data = {}
    if code != SOURCE:
        data["is_draft"] = any(
            _in(entry, field, code) and (entry.pk, field, code) not in checked
            for field in ("title", below)
        )
    letters = getattr(entry, "acronym", "")
    with override(SOURCE):
        url = entry.get_absolute_url()
    return Document(
        kind=kind_of(entry),
        object_id=entry.pk,
        language=code,
        url=url,
        title=f"{letters} – {_in(entry, 'title', code)}" if letters else _in(entry, "title", code),
        summary=_in(entry, "summary", code) or words[:300],
        body=words,
        keywords=" ".join(f"{letters} {_in(entry, 'search_words', code)}".split()),
        data=data,
    )
