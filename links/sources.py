"""Where links stand: listings, organisations, and the pages of every kind that `content` knows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet, URLField
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.text import capfirst
from django.utils.translation import override
from markdown_it.token import Token
from modeltranslation.utils import build_localized_fieldname

from content import kinds, markdown
from core.languages import BY_CODE, CODES, SOURCE
from directory.models import Organisation, Service

from .models import LONGEST_ADDRESS

SERVICE, ORGANISATION = "service", "organisation"
_SERVICE_TEXTS = ("description", "who_for", "how_to_get", "what_next", "cost_note")


@dataclass(frozen=True)
class Source:
    """One kind of record with links in its texts.

    `texts` are its translated Markdown columns. Columns that hold one address are found by
    themselves.
    """

    name: str
    model: type[Model]
    texts: tuple[str, ...]
    # The name of its page on the desk, and what stands in that address before the record's key.
    desk_name: str
    desk_args: tuple[str, ...] = ()

    def records(self) -> "QuerySet[Any]":
        """What everybody may see."""
        rows: Any = self.model._default_manager
        return rows.live() if hasattr(rows, "live") else rows.published()

    def desk_address(self, object_id: UUID) -> str:
        return reverse(self.desk_name, args=[*self.desk_args, object_id])

    def addresses(self, record: Any) -> Iterator[tuple[str, str]]:
        """Every address in `record`, as the column it stands in and the address to check."""
        for name, language in self._columns:
            text = getattr(record, name) or ""
            found = _in_markdown(text) if language else [text]
            for address in dict.fromkeys(filter(None, map(to_check, found))):
                yield name, address

    @cached_property
    def _columns(self) -> list[tuple[str, str]]:
        """Name and language of each column; a column that holds one address has no language."""
        texts = [
            (build_localized_fieldname(name, code), code) for name in self.texts for code in CODES
        ]
        fields = self.model._meta.concrete_fields
        return texts + [(field.name, "") for field in fields if isinstance(field, URLField)]

    def field_label(self, name: str) -> str:
        """What a column is called on the desk, with the language where it is not English."""
        for column, language in self._columns:
            if column == name:
                return self._label(column, language)
        return name

    def _label(self, column: str, language: str) -> str:
        if not language:
            return capfirst(str(self._field(column).verbose_name))
        original = column.removesuffix(build_localized_fieldname("", language))
        words = capfirst(str(self._field(original).verbose_name))
        return words if language == SOURCE else f"{words} ({BY_CODE[language].own_name})"

    def _field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def label(self, record: Any) -> str:
        with override(SOURCE):
            return str(record)[:255]

    def page(self, record: Any) -> str:
        with override(SOURCE):
            return record.get_absolute_url()


def all_sources() -> list[Source]:
    return [
        Source(SERVICE, Service, _SERVICE_TEXTS, "desk:service"),
        Source(ORGANISATION, Organisation, ("description",), "desk:organisation"),
        *(
            Source(kind.name, kind.model, kind.prose, "desk:page", (kind.name,))
            for kind in kinds.all_kinds()
        ),
    ]


def get(name: str) -> Source:
    """Raises LookupError for a kind that is no more."""
    for source in all_sources():
        if source.name == name:
            return source
    raise LookupError(name)


def _in_markdown(text: str) -> Iterator[str]:
    if "](" not in text and "]:" not in text and "<" not in text:
        return iter(())
    return _of_tokens(markdown.parse(text))


def _of_tokens(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or []:
            if child.type in ("link_open", "image"):
                yield str(child.attrGet("href") or child.attrGet("src") or "")


def to_check(address: str) -> str:
    """`address` as it is checked: this site's own as a path, others without what comes after "#".

    "" for what is not checked: other schemes, places on the same page, what is far too long.
    """
    plain = iri_to_uri(address.strip().partition("#")[0])
    if plain.startswith(f"{settings.SITE_URL}/"):
        plain = plain.removeprefix(settings.SITE_URL)
    is_checked = plain.startswith(("http://", "https://")) or (
        plain.startswith("/") and not plain.startswith("//")
    )
    return plain if is_checked and len(plain) <= LONGEST_ADDRESS else ""
