"""The words of the taxonomies in one language: one small query for a page's worth of labels."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname as column
from rapidfuzz import fuzz

from core.languages import SOURCE

from .models import TaxonomyTerm


class Term(NamedTuple):
    slug: str
    name: str
    # True when the name is English on a page in another language.
    in_english: bool
    # The slug of the term above, "" at the top.
    parent: str


Terms = dict[str, dict[str, Term]]


def load() -> Terms:
    """Every term, by kind ("category", "need"...) and slug, in the officer's order."""
    own, english = column("name", get_language() or SOURCE), column("name", SOURCE)
    rows = TaxonomyTerm.objects.order_by("taxonomy__slug", "order", "slug")
    found: Terms = defaultdict(dict)
    for row in rows.values("taxonomy__slug", "slug", "parent__slug", *{own, english}):
        found[row["taxonomy__slug"]][row["slug"]] = _term(row, own)
    return found


def _term(row: dict[str, str], own: str) -> Term:
    return Term(
        slug=row["slug"],
        name=row[own] or row[column("name", SOURCE)],
        in_english=not row[own],
        parent=row["parent__slug"] or "",
    )


def below(terms: Terms, kind: str, parent: str) -> list[Term]:
    """The terms right under `parent`; the top ones when it is empty."""
    return [term for term in terms[kind].values() if term.parent == parent]


# --- Topics by the words that families use for them -----------------------------------------------

# Of 100: a name spelt a little wrong still counts, a word that only looks alike does not.
ALIKE = 82


def topics_like(text: str, limit: int) -> list[Term]:
    """The topics whose names or everyday words are nearest to `text`, the nearest first."""
    wanted = text.casefold().strip()
    if len(wanted) < 2:
        return []
    own, english = get_language() or SOURCE, SOURCE
    columns = {column(field, code) for field in ("name", "keywords") for code in (own, english)}
    rows = TaxonomyTerm.objects.of("category").order_by("order", "slug")
    scored = [
        (max(_likeness(wanted, phrase) for phrase in _phrases(row[each] for each in columns)), row)
        for row in rows.values("slug", "parent__slug", *columns)
    ]
    near = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [_term(row, column("name", own)) for _score, row in near[:limit]]


def _phrases(texts: Iterable[str | None]) -> list[str]:
    return ["", *(part.strip().casefold() for text in texts if text for part in text.split(","))]


def _likeness(wanted: str, phrase: str) -> float:
    """Of 100. What begins a word of the phrase is it; else what shares words, or is misspelt."""
    if f" {wanted}" in f" {phrase}":
        return 100
    of_words = max((fuzz.ratio(wanted, word) for word in phrase.split()), default=0)
    return max(of_words, fuzz.token_set_ratio(wanted, phrase) if phrase else 0)
