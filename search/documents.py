"""What other apps hand to search: one thing in one language, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Document:
    """One thing in one language.

    `url` has no language prefix. `body` and the other texts are plain, never HTML or Markdown.
    Facets ("group:value"), places, `everywhere`, `stale`, `published_at` and `expires_at` count in
    the English document only; the others add words and the text of the result card.
    """

    kind: str
    object_id: UUID
    language: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""
    # The keywords in the other languages: they find this document from a page in any language.
    keywords_other: str = ""
    facets: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    everywhere: bool = False
    stale: bool = False
    published_at: datetime | None = None
    # From then on it is not found, whether or not it has been removed.
    expires_at: datetime | None = None
    # Eastings and northings, metres on the British National Grid. Never a secret address.
    places: tuple[tuple[int, int], ...] = ()
