"""Letters that stand for words, explained where they first stand on a page.

The words follow in brackets and lead to the glossary: they can be read, touched and tabbed to
without a script. Nothing is explained in headings and links, nor what the text itself explains.
"""

import re
from collections.abc import Callable, Iterable

from django.db.models.functions import Upper
from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it.token import Token
from modeltranslation.utils import build_localized_fieldname

from core.languages import SOURCE
from core.translations import english

from .library import GlossaryEntry

# "EHCP", "SaLT", "EHCPs": at least two of its letters are capitals.
LETTERS = re.compile(r"(?<![\w/@.-])([A-Z][A-Za-z&]*[A-Z])(?:s|’s|'s)?(?![\w/@-])")

Explainer = Callable[[str, Callable[[str], str]], str]


def letters_in(text: str) -> set[str]:
    return {found.upper() for found in LETTERS.findall(text)}


def entries_for(letters: Iterable[str]) -> dict[str, GlossaryEntry]:
    """The one entry for each of the `letters`; none where two entries have the same."""
    rows = GlossaryEntry.objects.annotate(letters=Upper("acronym")).filter(
        letters__in=sorted(letters), is_explained=True
    )
    found: dict[str, list[GlossaryEntry]] = {}
    for row in rows:
        found.setdefault(row.letters, []).append(row)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def is_explained(entry: GlossaryEntry, text: str) -> bool:
    """Whether `text` says the words of `entry` by itself."""
    lowered = text.lower()
    return any(
        words and words.lower() in lowered for words in (entry.title, english(entry, "title"))
    )


def nothing(piece: str, mark: Callable[[str], str]) -> str:
    """For a text in which letters stay as they are."""
    return piece


def explainer(tokens: list[Token], *, language: str, said: set[str]) -> Explainer:
    """Gives a function that writes a piece of text anew, with the explanations it needs.

    `said`: the letters that the page has explained already; more are added as it goes.
    """
    text = " ".join(token.content for token in tokens if token.type == "inline")
    wanted = letters_in(text) - said
    entries = entries_for(wanted) if wanted else {}
    said.update(key for key, entry in entries.items() if is_explained(entry, text))

    def explain(piece: str, mark: Callable[[str], str]) -> str:
        def written(found: re.Match[str]) -> str:
            key = found[1].upper()
            entry = entries.get(key)
            if entry is None or key in said:
                return found[0]
            said.add(key)
            if _stands_in_brackets(piece, found) or piece[found.end() :].startswith(" ("):
                return found[0]
            return found[0] + mark(_words(entry, language))

        return LETTERS.sub(written, piece)

    return explain


def _stands_in_brackets(piece: str, found: re.Match[str]) -> bool:
    """ "Their plan (EHCP)": whoever wrote that has said what it is."""
    return piece[: found.start()].endswith("(") and piece[found.end() :].startswith(")")


def _words(entry: GlossaryEntry, language: str) -> str:
    own = getattr(entry, build_localized_fieldname("title", language), "")
    attributes = "" if own or language == SOURCE else SafeString(' lang="en" dir="ltr"')
    return format_html(
        ' (<a class="govuk-link app-gloss" href="{}"{}>{}</a>)',
        entry.get_absolute_url(),
        attributes,
        own or english(entry, "title"),
    )
