"""Suggestions while somebody types."""

from dataclasses import dataclass

from core.languages import SOURCE

from .models import SearchDocument


@dataclass(frozen=True)
class Suggestion:
    text: str
    kind: str
    url: str


def suggest(text: str, language: str = SOURCE, limit: int = 8) -> list[Suggestion]:
    """Titles in `language` or English with a word that begins as `text` does."""
    text = " ".join(text.replace("\0", " ").split())[:80]
    if len(text) < 2:
        return []
    found = SearchDocument.objects.filter(language__in=[language, SOURCE], title__icontains=text)
    return [Suggestion(d.title, d.kind, d.url) for d in found.order_by("title")[:limit]]
