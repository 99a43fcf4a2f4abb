"""Markdown of pages that staff write, as HTML: what `core.richtext` knows, and more.

Beyond headings, lists, links and quotes: tables; pictures of the library by the address of their
file; a paragraph that is only a link to one of our videos becomes that video; a paragraph that
begins with "! " is a warning and one that begins with "^ " stands apart. In rows, as Easy Read has
them, a paragraph that begins with a picture stands beside what follows it. Letters of the glossary
are explained where they first stand, as words that everybody can read: an <abbr> says its title to
nobody who touches or tabs. Telephone numbers can be dialled.

Everything that was typed goes through `core.richtext.clean`. What this module draws itself, by
templates that escape, is put in afterwards in place of marks that nobody can guess.
"""

import re
import secrets
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.html import html_safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from modeltranslation.utils import build_localized_fieldname

from core import richtext
from core.languages import SOURCE
from core.texts import Text
from core.translations import english

from . import explaining
from .library import Image, Video
from .phones import NUMBER, dialled

_TAGS = richtext.TAGS | {"h2", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {
    "a": {"href", "dir"},
    "ol": {"start"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")

_FILE = re.compile(r"/files/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[^/?#]+")
_VIDEO = re.compile(r"(?:/[a-z]{2}(?:-[a-z]+)?)?/videos/([-a-zA-Z0-9_]+)/?")
_APART = {"! ": "warning", "^ ": "inset"}
_LONGEST_ID = 60


class Heading(NamedTuple):
    id: str
    words: str
    # 2 for <h2>.
    level: int
    # lang and dir, where it is not in the language of the page.
    attributes: str = ""


@html_safe
@dataclass(frozen=True)
class Rendered:
    """HTML that is safe to print, and its headings from the top."""

    html: SafeString
    headings: list[Heading]

    def __str__(self) -> str:
        return self.html

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass
class Page:
    """What the texts of one page share: no id and no explanation comes twice."""

    ids: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)
    tables: int = 0
    # Whether letters are explained.
    explains: bool = True


def parse(text: str) -> list[Token]:
    """The tokens of Markdown `text`, for who asks what stands in it."""
    return _markdown.parse(text or "")


def render(
    text: str,
    *,
    base_level: int = 2,
    language: str = SOURCE,
    page: Page | None = None,
    in_rows: bool = False,
) -> Rendered:
    """`text` as HTML. Its largest headings ("#" and "##") become <h{base_level}>.

    `language`: that of the text. `page`: what other texts of the same page had before this one.
    `in_rows`: each picture stands beside the words that follow it.
    Asks the database for the pictures, the videos and the letters that it names: three queries at
    most, and none for what it does not name.
    """
    tokens = parse(text)
    if in_rows:
        tokens = pictures_apart(tokens)
    writer = _Writer(tokens, base_level, language, page or Page(), in_rows)
    return Rendered(writer.html(), writer.headings)


def file_key(address: str) -> UUID | None:
    """The key of the upload that an address names; None for any other address."""
    found = _FILE.fullmatch(own_path(address))
    return UUID(found[1]) if found else None


def file_keys(tokens: Iterable[Token]) -> set[UUID]:
    """The keys of the uploads that pictures name."""
    found = (file_key(str(each.attrGet("src") or "")) for each in children(tokens, "image"))
    return {key for key in found if key}


def video_slug(address: str) -> str:
    found = _VIDEO.fullmatch(own_path(address))
    return found[1] if found else ""


def own_path(address: str) -> str:
    """The path of an address of this site; "" for one of any other site."""
    own = settings.SITE_URL
    if address.startswith(f"{own}/"):
        return address[len(own) :]
    return address if re.match(r"/(?![/\\])", address) else ""


def words_of(inline: Token) -> str:
    """The words of a heading, a paragraph or a cell, without any signs."""
    parts = [
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or []
    ]
    return " ".join("".join(parts).split())


def children(tokens: Iterable[Token], kind: str) -> list[Token]:
    """The inline tokens of a kind: "image", "link_open"…"""
    return [child for token in tokens for child in token.children or [] if child.type == kind]


def only_video(inline: Token) -> str:
    """The slug of the video that a paragraph is nothing but a link to; "" for any other one."""
    found = [child for child in inline.children or [] if child.content.strip() or child.nesting]
    if len(found) < 3 or found[0].type != "link_open" or found[-1].type != "link_close":
        return ""
    if sum(child.type == "link_open" for child in found) > 1:
        return ""
    return video_slug(str(found[0].attrGet("href") or ""))


def begins_with_picture(inline: Token) -> bool:
    return bool(inline.children) and inline.children[0].type == "image"  # type: ignore[index]


def pictures_apart(tokens: list[Token]) -> list[Token]:
    """Each picture at the beginning of a paragraph as a paragraph of its own."""
    found: list[Token] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else token
        if token.type == "inline" and before.type == "paragraph_open" and before.level == 0:
            children = token.children or []
            if begins_with_picture(token) and len(children) > 1:
                rest = children[1:]
                picture = Token("inline", "", 0, children=children[:1], level=token.level)
                token.children = rest[1:] if rest[0].type.endswith("break") else rest
                found += [picture, tokens[index + 1], copy(before)]
        found.append(token)
    return found


def alt_of(token: Token, image: Image | None, language: str) -> Text:
    """What a picture shows: the words in its brackets, or else those that the library has."""
    words = token.content.strip()
    if words or image is None:
        return Text(words)
    if own := getattr(image, build_localized_fieldname("alt", language), ""):
        return Text(own)
    alt = english(image, "alt")
    return Text(alt, in_english=bool(alt))


class _Writer:
    """Draws one text."""

    def __init__(
        self, tokens: list[Token], base_level: int, language: str, page: Page, in_rows: bool
    ) -> None:
        self.tokens, self.base_level, self.language, self.page = tokens, base_level, language, page
        self.in_rows = in_rows
        self.headings: list[Heading] = []
        self._nonce = f"m{secrets.token_hex(8)}"
        self._drawn: list[str] = []
        self._images = images_of(tokens)
        self._videos = _videos(tokens)
        self._explain = (
            explaining.explainer(tokens, language=language, said=page.explained)
            if page.explains
            else explaining.nothing
        )

    def html(self) -> SafeString:
        self._headings()
        if self.in_rows:
            self._rows()
        self._blocks()
        self._tables()
        for index, token in enumerate(self.tokens):
            if token.type == "inline" and token.children:
                in_heading = self.tokens[index - 1].type == "heading_open"
                token.children = self._inline(token.children, in_heading=in_heading)
        html = _markdown.renderer.render(self.tokens, _markdown.options, {})
        cleaned = richtext.clean(html, tags=_TAGS, attributes=_ATTRIBUTES)
        whole = re.sub(rf"{self._nonce}-(\d+)-", lambda found: self._drawn[int(found[1])], cleaned)
        return mark_safe(whole)  # noqa: S308 - cleaned above; what was put in is escaped

    def _mark(self, drawn: str) -> str:
        self._drawn.append(drawn)
        return f"{self._nonce}-{len(self._drawn) - 1}-"

    def _block(self, drawn: str) -> Token:
        return Token("html_block", "", 0, content=self._mark(drawn))

    # --- Headings ----------------------------------------------------------------------------

    def _headings(self) -> None:
        for opening, inline, closing in zip(
            self.tokens, self.tokens[1:], self.tokens[2:], strict=False
        ):
            if opening.type != "heading_open":
                continue
            level = min(max(int(opening.tag[1:]), 2) - 2 + self.base_level, 6)
            opening.tag = closing.tag = f"h{level}"
            words = words_of(inline)
            opening.attrSet("id", self._new_id(words))
            if words:
                self.headings.append(Heading(str(opening.attrGet("id")), words, level))

    def _new_id(self, words: str) -> str:
        # "section-" keeps it apart from what the page around has.
        stem = f"section-{slugify(words, allow_unicode=True)[:_LONGEST_ID].strip('-')}".strip("-")
        found, number = stem, 1
        while found in self.page.ids:
            number += 1
            found = f"{stem}-{number}"
        self.page.ids.add(found)
        return found

    # --- Rows --------------------------------------------------------------------------------

    def _rows(self) -> None:
        """From a picture to the next picture or heading is one row."""
        before, between, after = self._around_row()
        found: list[Token] = []
        is_open = False
        for index, token in enumerate(self.tokens):
            starts = (
                token.type == "paragraph_open"
                and token.level == 0
                and begins_with_picture(self.tokens[index + 1])
            )
            if is_open and (starts or (token.type == "heading_open" and token.level == 0)):
                found.append(self._block(after))
                is_open = False
            if starts:
                found.append(self._block(before))
                is_open = True
            found.append(token)
            if is_open and token.type == "paragraph_close" and self._ends_picture(index):
                found.append(self._block(between))
        self.tokens = found + ([self._block(after)] if is_open else [])

    def _ends_picture(self, index: int) -> bool:
        inline = self.tokens[index - 1]
        return self.tokens[index].level == 0 and begins_with_picture(inline)

    def _around_row(self) -> tuple[str, str, str]:
        """What a row has before its picture, between that and its words, and after these."""
        marks = self._mark(""), self._mark("")
        drawn = render_to_string(
            "content/includes/row.html", {"picture": marks[0], "words": marks[1]}
        )
        before, _mark, rest = drawn.partition(marks[0])
        between, _mark, after = rest.partition(marks[1])
        return before, between, after

    # --- Paragraphs --------------------------------------------------------------------------

    def _blocks(self) -> None:
        """Videos, warnings, and what stands apart: paragraphs at the top of the text."""
        found: list[Token] = []
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.type == "paragraph_open" and token.level == 0:
                found += self._paragraph(*self.tokens[index : index + 3])
                index += 3
            else:
                found.append(token)
                index += 1
        self.tokens = found

    def _paragraph(self, opening: Token, inline: Token, closing: Token) -> list[Token]:
        if video := self._videos.get(only_video(inline)):
            context = {"video": video, "level": self.base_level + 1}
            return [self._block(render_to_string("content/includes/video.html", context))]
        first = inline.children[0] if inline.children else None
        name = _APART.get(first.content[:2], "") if first and first.type == "text" else ""
        if not first or not name or not inline.content[2:].strip():
            return [opening, inline, closing]
        first.content = first.content[2:]
        before, after = self._around(f"components/{name}.html")
        return [self._block(before), inline, self._block(after)]

    # --- Tables ------------------------------------------------------------------------------

    def _tables(self) -> None:
        found: list[Token] = []
        heading, after, is_side = "", "", False
        for index, token in enumerate(self.tokens):
            if token.type == "heading_open":
                heading = words_of(self.tokens[index + 1])
            if token.type == "table_open":
                before, after = self._around_table(heading)
                found.append(self._block(before))
                is_side = not words_of(self.tokens[index + 4])
            found.append(_cell(token, self.tokens, index, is_side))
            if token.type == "table_close":
                found.append(self._block(after))
        self.tokens = found

    def _around_table(self, heading: str) -> tuple[str, str]:
        self.page.tables += 1
        name = _("Table {number}").format(number=self.page.tables)
        name = f"{name}: {heading}" if heading else name
        return self._around("content/includes/table.html", name=name)

    def _around(self, template: str, **more: str) -> tuple[str, str]:
        """What a template draws before and after its `text`."""
        mark = self._mark("")
        before, _mark, after = render_to_string(template, {"text": mark, **more}).partition(mark)
        return before, after

    # --- Inside a paragraph ------------------------------------------------------------------

    def _inline(self, inside: list[Token], *, in_heading: bool) -> list[Token]:
        found: list[Token] = []
        depth = 0
        for token in inside:
            if token.type == "link_open":
                self._link(token)
            depth += token.nesting if token.type in ("link_open", "link_close") else 0
            if token.type == "image":
                found.append(self._text(self._mark(self._picture(token))))
            elif token.type == "text" and not depth and not in_heading:
                found.append(self._text(self._explained(self._numbers(token.content))))
            else:
                found.append(token)
        return found

    def _text(self, content: str) -> Token:
        return Token("text", "", 0, content=content)

    def _link(self, token: Token) -> None:
        address = str(token.attrGet("href") or "")
        path = own_path(address)
        if path and self.language != SOURCE:
            path = translate_url(path, self.language)
        if path:
            token.attrSet("href", path)
        elif re.match(r"(mailto|tel):", address):
            # A number or an address reads from left to right in every language.
            token.attrSet("dir", "ltr")

    def _picture(self, token: Token) -> str:
        """The picture, with the words in its brackets or else those that the library has."""
        image = self._images.get(file_key(str(token.attrGet("src") or "")))
        alt = alt_of(token, image, self.language)
        context = {"image": image, "alt": alt.words, "is_english": alt.in_english}
        return render_to_string("content/includes/picture.html", context).strip()

    def _numbers(self, text: str) -> str:
        return NUMBER.sub(lambda found: self._mark(dialled(found[0])), text)

    def _explained(self, text: str) -> str:
        return self._explain(text, self._mark)


def _cell(token: Token, tokens: list[Token], index: int, is_side: bool) -> Token:
    """A head says of what it is the head; an empty corner is none."""
    if token.type in ("th_open", "th_close"):
        inline = tokens[index + 1] if token.type == "th_open" else tokens[index - 1]
        if not words_of(inline):
            token.tag = "td"
        elif token.type == "th_open":
            token.attrSet("scope", "col")
    elif is_side and token.type == "td_open" and tokens[index - 1].type == "tr_open":
        token.tag = "th"
        token.attrSet("scope", "row")
    elif is_side and token.type == "td_close" and tokens[index - 3].type == "tr_open":
        token.tag = "th"
    return token


def images_of(tokens: list[Token]) -> dict[UUID | None, Image]:
    """The pictures of the library that a text names, by the keys of their uploads. One query."""
    if not (keys := file_keys(tokens)):
        return {}
    rows = Image.objects.filter(upload__in=keys).select_related("upload")
    return {row.upload_id: row for row in rows}


def _videos(tokens: list[Token]) -> dict[str, Video]:
    slugs = {only_video(token) for token in tokens if token.type == "inline"} - {""}
    if not slugs:
        return {}
    rows = Video.objects.filter(slug__in=slugs).select_related("file", "captions")
    return {row.slug: row for row in rows}
