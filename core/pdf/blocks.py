"""A document as a row of plain blocks, for whatever is not a web page: PDF and Word.

    {"type": "heading", "level": 1 to 4, "runs": […], "new_page": bool}
    {"type": "paragraph", "runs": […]}
    {"type": "list", "ordered": bool, "items": [[block, …], …]}
    {"type": "quote", "blocks": [block, …]}
    {"type": "table", "caption", "head": [text, …], "rows": [[text, …], …], "widths"}
    {"type": "pictured", "picture", "alt", "lang", "whole": bool, "blocks": [block, …]}
    {"type": "chart", "alt", and the shapes of a core.charts.Chart}

A picture and the words beside it: `picture` names one of those that `typeset.make` gets, or is "";
without `alt` it is decoration. `whole`: short enough to stand on one page.

Runs: [{"text", "bold", "italic", "href", "lang"}]. `lang` is "" where it is the document's own.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from markdown_it.token import Token

from core import richtext
from core.texts import SOURCE, Text

Block = dict[str, Any]
Run = dict[str, Any]


def without_gaps(blocks: Sequence[Block]) -> list[Block]:
    """No heading is more than one level below the one before it: PDF/UA-1 (ISO 14289-1, 7.4.2)."""
    last, found = 1, []
    for block in blocks:
        if block["type"] == "heading":
            last = min(block["level"], last + 1)
            block = {**block, "level": last}
        found.append(block)
    return found


def run(text: str, *, lang: str = "", **more: Any) -> Run:
    return {"text": text, "bold": False, "italic": False, "href": "", "lang": lang} | more


def runs_of(words: Text | str) -> list[Run]:
    if isinstance(words, str):
        return [run(words)]
    return [run(words.words, lang=lang_of(words))]


def lang_of(words: Text) -> str:
    return SOURCE if words.in_english else ""


def heading(level: int, words: Text | str, *, new_page: bool = False) -> Block:
    return {"type": "heading", "level": level, "runs": runs_of(words), "new_page": new_page}


def bullets(items: Sequence[list[Block]], *, ordered: bool = False) -> Block:
    return {"type": "list", "ordered": ordered, "items": list(items)}


def paragraph(words: Text | str) -> Block:
    return {"type": "paragraph", "runs": runs_of(words)}


def table(caption: str, head: list[str], rows: list[list[str]], widths: Sequence[int]) -> Block:
    """`widths`: each column's share of the page."""
    return {
        "type": "table",
        "caption": caption,
        "head": head,
        "rows": rows,
        "widths": list(widths[: len(head)]),
    }


# --- Markdown -------------------------------------------------------------------------------------


def markdown(words: Text) -> list[Block]:
    """The blocks of rich text, as core.richtext reads it. Its headings stand below those of a
    document's own parts."""
    return from_tokens(richtext.parse(words.words), lang=lang_of(words), below=3)


def from_tokens(tokens: Sequence[Token], *, lang: str = "", below: int = 1) -> list[Block]:
    """The blocks of Markdown that is parsed already. A picture is its words for those who cannot
    see it.

    `below`: the level of the heading that it stands under. Its own largest ones are one smaller.
    """
    return _Blocks(tokens, lang, below).all()


class _Blocks:
    def __init__(self, tokens: Sequence[Token], lang: str, below: int) -> None:
        self.tokens: Iterator[Token] = iter(tokens)
        self.lang, self.below = lang, below

    def all(self, until: str = "") -> list[Block]:
        """Every block up to the token that closes the one around them."""
        blocks: list[Block] = []
        for token in self.tokens:
            if token.type == until:
                break
            blocks += self._block(token)
        return blocks

    def _block(self, token: Token) -> list[Block]:
        if token.type == "inline":
            return [{"type": "paragraph", "runs": list(self._inline(token.children or []))}]
        if token.type == "heading_open":
            # "#" and "##" are both the largest, as on the page.
            level = min(self.below + max(int(token.tag[1:]), 2) - 1, 4)
            return [
                {**each, "type": "heading", "level": level, "new_page": False}
                for each in self.all("heading_close")
            ]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return [self._list(token.type.replace("_open", "_close"))]
        if token.type == "blockquote_open":
            return [{"type": "quote", "blocks": self.all("blockquote_close")}]
        if token.type == "table_open":
            return [self._table()]
        if token.type in ("fence", "code_block"):
            return [{"type": "paragraph", "runs": [run(token.content, lang=self.lang)]}]
        return []

    def _list(self, close: str) -> Block:
        items = []
        for token in self.tokens:
            if token.type == close:
                break
            if token.type == "list_item_open":
                items.append(self.all("list_item_close"))
        return {"type": "list", "ordered": close.startswith("ordered"), "items": items}

    def _table(self) -> Block:
        rows: list[list[str]] = []
        for token in self.tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(
                    "".join(each["text"] for each in self._inline(token.children or []))
                )
        head, *body = rows
        return table("", head, body, [1] * len(head))

    def _inline(self, tokens: list[Token]) -> Iterator[Run]:
        style: dict[str, Any] = {}
        for token in tokens:
            if token.type in ("strong_open", "strong_close"):
                style["bold"] = token.type == "strong_open"
            elif token.type in ("em_open", "em_close"):
                style["italic"] = token.type == "em_open"
            elif token.type == "link_open":
                style["href"] = whole_address(str(token.attrGet("href") or ""))
            elif token.type == "link_close":
                style["href"] = ""
            elif token.type in ("softbreak", "hardbreak"):
                yield run(" ", lang=self.lang, **style)
            elif token.content:
                yield run(token.content, lang=self.lang, **style)


def whole_address(address: str) -> str:
    """For paper and files: a page of this site with the site's name before it."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{settings.SITE_URL}{address}"
    return address if address.startswith(("http://", "https://", "mailto:", "tel:")) else ""
