"""The pages that an author is led through, in order."""

from typing import Any

from django.urls import reverse

from . import parts
from .models import Suggestion
from .questions import QUESTIONS

WORDS, YOU, EMAIL, CHECK = "words", "you", "email", "check"
Kind = Suggestion.Kind


def of(suggestion: Suggestion) -> list[str]:
    """The slugs of the pages, the last of them to check the answers."""
    asked = [slug for slug in suggestion.questions if slug in QUESTIONS]
    words = [WORDS] if has_words(suggestion) else []
    return [*asked, *words, *([] if suggestion.author_id else [YOU, EMAIL]), CHECK]


def has_words(suggestion: Suggestion) -> bool:
    return suggestion.kind != Kind.CHANGE or WORDS in suggestion.questions


def url(suggestion: Suggestion, slug: str) -> str:
    if slug == CHECK:
        return reverse("suggestions:check", args=[suggestion.key])
    return reverse("suggestions:step", args=[suggestion.key, slug])


def after(suggestion: Suggestion, slug: str) -> str:
    pages = of(suggestion)
    return url(suggestion, pages[pages.index(slug) + 1])


def before(suggestion: Suggestion, slug: str) -> str:
    """The page before; the listing's own or the first page, before the first."""
    pages = of(suggestion)
    if index := pages.index(slug):
        return url(suggestion, pages[index - 1])
    if suggestion.service is not None and suggestion.service.is_public:
        return suggestion.service.get_absolute_url()
    return reverse("suggestions:home")


def answers(suggestion: Suggestion) -> list[dict[str, Any]]:
    """Each question with what the author wrote there, for the page that checks the answers."""
    reader = parts.Reader([suggestion.proposed, suggestion.base])
    found = []
    for slug in suggestion.questions:
        if question := QUESTIONS.get(slug):
            keys = [key for key in parts.in_order(question.keys) if key in suggestion.proposed]
            rows = [(parts.label(key), reader.lines(key, suggestion.proposed[key])) for key in keys]
            found.append({"question": question, "rows": rows, "url": url(suggestion, slug)})
    return found
