"""What is looked at before a page goes out: whether everybody can use it and read it.

A "must" stops publication: somebody would miss something (WCAG 2.2, 1.1.1, 1.3.1, 2.4.4). A
"should" is said, and the officer decides. Apps above add checks of their own by `register`.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markdown_it.token import Token
from modeltranslation.utils import build_localized_fieldname as column

from core import readability
from core.languages import BY_CODE, CODES, SOURCE
from core.translations import english
from directory.desk.translations import progress

from . import explaining, kinds, markdown, working
from .library import Image, Video
from .models import Page

MUST, SHOULD = "must", "should"
# The age that most adults in the country can read at is 9 to 11; families meet hard words anyway.
OLDEST_READING_AGE = 12
MOST_SENTENCES = 5
_LONGEST_QUOTE = 120
# What says nothing to somebody who hears the links of a page one after another.
_EMPTY_WORDS = frozenset(
    (
        *("click here", "here", "click", "this", "link", "this link", "read more", "more", "page"),
        *("this page", "find out more", "learn more", "website", "this website", "download"),
        *("see here", "go here", "more information", "further information"),
    )
)
_BARE = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """`words`: what is wrong. `help`: what to do. `where`: the words it is about, in English.
    `url`: where it is mended, if that is elsewhere than in the page's own form."""

    level: str
    words: str
    help: str
    where: str = ""
    url: str = ""


Check = Callable[[Any], Iterable[Finding]]
_CHECKS: list[Check] = []


def register(check: Check) -> None:
    """Ask `check(page)` too, of a page as it would be published. Called from `AppConfig.ready`."""
    _CHECKS.append(check)


def findings(record: Page) -> list[Finding]:
    """What to mend in `record` with the changes that wait; what stops it comes first.

    A fixed number of queries: those of the pictures, the videos, the glossary and the translations.
    """
    shown = working.with_changes(record)
    found = [*_structure(shown), *_words(shown), *_translations(shown)]
    for check in _CHECKS:
        found += check(shown)
    return sorted(dict.fromkeys(found), key=lambda finding: finding.level != MUST)


class NotReady(Exception):
    """Something must be mended before the page may go out."""


def must_be_ready(record: Page, values: Mapping[str, Any] | None = None) -> None:
    """Raises NotReady when `record`, with these values by column, may not be published."""
    shown = working.with_changes(record)
    for name, value in working.as_columns(type(record), values or {}).items():
        setattr(shown, name, value)
    if any(finding.level == MUST for finding in findings(shown)):
        raise NotReady


def of_entry(entry: Any) -> list[Finding]:
    """What to mend in a picture, a video or a word of the glossary."""
    if isinstance(entry, Image):
        return list(_of_image(entry))
    return list(_of_video(entry)) if isinstance(entry, Video) else []


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


# --- How it is built --------------------------------------------------------------------------


def _structure(page: Any) -> Iterator[Finding]:
    """Of every language: a picture without words is no better in Polish."""
    prose = kinds.kind_of(page).prose
    texts = [
        (code, markdown.parse(getattr(page, column(name, code)) or ""))
        for name in prose
        for code in CODES
    ]
    images = _images(tokens for _code, tokens in texts)
    for code, tokens in texts:
        for finding in [*_pictures(tokens, images), *_headings(tokens), *_tables(tokens)]:
            yield _in_language(finding, code)
        for finding in _links(tokens):
            yield _in_language(finding, code)
    yield from _videos(tokens for _code, tokens in texts)


def _in_language(finding: Finding, code: str) -> Finding:
    if code == SOURCE:
        return finding
    words = f"{finding.words} ({BY_CODE[code].english_name})"
    return Finding(finding.level, words, finding.help, finding.where, finding.url)


def _images(texts: Iterable[list[Token]]) -> dict[UUID | None, Image]:
    keys = {key for tokens in texts for key in markdown.file_keys(tokens)}
    rows = Image.objects.filter(upload__in=keys) if keys else []
    return {row.upload_id: row for row in rows}


def _pictures(tokens: list[Token], images: dict[UUID | None, Image]) -> Iterator[Finding]:
    for each in markdown.children(tokens, "image"):
        address = str(each.attrGet("src") or "")
        image = images.get(markdown.file_key(address))
        if image is None:
            yield Finding(
                MUST,
                _("A picture is not one of ours, so it is not shown"),
                _("Take it out, or add it with “Picture” above the text."),
                _short(address),
            )
        elif not each.content.strip():
            yield from _of_image(image)


def _of_image(image: Image) -> Iterator[Finding]:
    if not image.is_decorative and not english(image, "alt"):
        yield Finding(
            MUST,
            _("Nobody has said what a picture shows"),
            _("Whoever cannot see it hears nothing. Say what it shows, or that it is decoration."),
            image.title,
            reverse("desk:image", args=[image.pk]),
        )


def _headings(tokens: list[Token]) -> Iterator[Finding]:
    # Nothing stands above the first heading but the page's own.
    above = 1
    for opening, inline in itertools.pairwise(tokens):
        if opening.type != "heading_open":
            continue
        level, words = max(int(opening.tag[1:]), 2), markdown.words_of(inline)
        if not words:
            yield Finding(
                MUST, _("A heading has no words"), _("Write them, or take its signs out.")
            )
        elif level > above + 1:
            yield Finding(
                SHOULD,
                _("A smaller heading has no larger one above it"),
                _("Begin with “Heading”, and use “Smaller heading” only below one."),
                words,
            )
        above = level


def _tables(tokens: list[Token]) -> Iterator[Finding]:
    heads: list[str] = []
    for token, inline in itertools.pairwise(tokens):
        if token.type == "th_open":
            heads.append(markdown.words_of(inline))
        elif token.type == "thead_close":
            # The corner may be empty: then the first column says what each row is.
            if not all(heads[1:]) or not any(heads):
                yield Finding(
                    MUST,
                    _("A column of a table has no heading"),
                    _("Write in its first row what each column is."),
                    " | ".join(heads),
                )
            heads = []


def _links(tokens: list[Token]) -> Iterator[Finding]:
    for address, words in _all_links(tokens):
        if not words:
            yield Finding(
                MUST,
                _("A link has no words"),
                _("Write in its square brackets where it leads."),
                _short(address),
            )
        elif words.lower().strip(" .:!>") in _EMPTY_WORDS:
            yield Finding(
                SHOULD,
                _("A link does not say where it leads"),
                _("Let its words name the page: “Apply for a bus pass”, not “click here”."),
                words,
            )
        elif _BARE.fullmatch(words):
            yield Finding(
                SHOULD,
                _("A link is only an address"),
                _("Write in words where it leads: an address is read out letter by letter."),
                _short(words),
            )


def _all_links(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """The address and the words of each link."""
    for token in tokens:
        address, words = "", ""
        for child in token.children or []:
            if child.type == "link_open":
                address, words = str(child.attrGet("href") or ""), ""
            elif child.type == "link_close":
                yield address, " ".join(words.split())
            else:
                # A picture in a link says its words, or those of the library.
                words += child.content or (" … " if child.type == "image" else " ")


def _videos(texts: Iterable[list[Token]]) -> Iterator[Finding]:
    slugs = {
        markdown.video_slug(address)
        for tokens in texts
        for address, _words_of_it in _all_links(tokens)
    } - {""}
    found = {row.slug: row for row in Video.objects.filter(slug__in=slugs)} if slugs else {}
    for slug in sorted(slugs):
        if slug in found:
            yield from _of_video(found[slug])
        else:
            yield Finding(
                MUST, _("A video is not there"), _("Take it out, or choose another one."), slug
            )


def _of_video(video: Video) -> Iterator[Finding]:
    url = reverse("desk:video", args=[video.pk])
    if not video.is_captioned:
        yield Finding(
            SHOULD,
            _("A video has no captions"),
            _("Deaf people miss what is said. Send a file with captions, or say that it has some."),
            english(video, "title"),
            url,
        )
    if not english(video, "transcript"):
        yield Finding(
            SHOULD,
            _("What a video says cannot be read"),
            _("Write down what is said and shown, for those who cannot see, hear or watch it."),
            english(video, "title"),
            url,
        )


# --- How it reads -----------------------------------------------------------------------------


def _words(page: Any) -> Iterator[Finding]:
    summary = english(page, "summary")
    if not summary.strip():
        yield Finding(
            SHOULD,
            _("It has no summary"),
            _("Say in one or two sentences what the page is for. Search shows it."),
        )
    text = "\n\n".join([summary, *(english(page, name) for name in kinds.kind_of(page).prose)])
    age = readability.reading_age(text)
    if age is not None and age > OLDEST_READING_AGE:
        yield Finding(
            SHOULD,
            _("It is hard to read: one must be about {age} years old").format(age=age),
            _("Shorter sentences and everyday words help everybody. Aim at 10 or so."),
        )
    for sentence in readability.long_sentences(text)[:MOST_SENTENCES]:
        yield Finding(
            SHOULD,
            _("A sentence is long"),
            _("Make two of it: more than {number} words are hard to follow.").format(
                number=readability.LONGEST_SENTENCE
            ),
            _short(sentence),
        )
    yield from _letters(text)


def _letters(text: str) -> Iterator[Finding]:
    unknown = readability.unexplained(text)
    known = explaining.entries_for({short.upper() for short, _long in unknown}) if unknown else {}
    for short, long in unknown:
        if short.upper() not in known:
            yield Finding(
                SHOULD,
                _("Letters are not explained"),
                _("Write out what they mean ({words}), or put them into the glossary.").format(
                    words=long
                ),
                short,
                reverse("desk:glossary_entry_add"),
            )


def _translations(page: Any) -> Iterator[Finding]:
    for each in progress(page):
        if each.old:
            yield Finding(
                SHOULD,
                ngettext(
                    "%(language)s: %(number)s text was made from words that have changed",
                    "%(language)s: %(number)s texts were made from words that have changed",
                    each.old,
                )
                % {"language": each.language.english_name, "number": each.old},
                _("Have it translated again. Until then families read what is old."),
                url=reverse(
                    "desk:page_translate",
                    args=[kinds.kind_of(page).name, page.pk, each.language.code],
                ),
            )
