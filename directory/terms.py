"""The words of the taxonomies in one language: one small query for a page's worth of labels."""

from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname as column

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
        found[row["taxonomy__slug"]][row["slug"]] = Term(
            slug=row["slug"],
            name=row[own] or row[english],
            in_english=not row[own],
            parent=row["parent__slug"] or "",
        )
    return found


def below(terms: Terms, kind: str, parent: str) -> list[Term]:
    """The terms right under `parent`; the top ones when it is empty."""
    return [term for term in terms[kind].values() if term.parent == parent]
