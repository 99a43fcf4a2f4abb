"""The text of an Easy Read page as rows: a picture, and the words that follow it."""

from dataclasses import dataclass

from markdown_it.token import Token

from content import markdown

_QUOTED = 120


@dataclass(frozen=True)
class Row:
    """`picture`: whether it has one. `words`: as they are read, a paragraph a line."""

    picture: bool
    words: str

    @property
    def quote(self) -> str:
        return self.words if len(self.words) <= _QUOTED else f"{self.words[:_QUOTED]}…"


def rows_of(text: str) -> list[Row]:
    """What stands beside each picture; what has none, after a heading or at the top, is a row too.

    Headings and films belong to no row. A picture without words is none.
    """
    found: list[Row] = []
    picture, lines = False, list[str]()
    tokens = markdown.parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            found += _row(picture, lines)
            picture, lines = False, []
        elif token.type == "inline" and tokens[index - 1].type == "heading_open":
            continue
        elif token.type == "inline" and not markdown.only_video(token):
            if markdown.begins_with_picture(token) and token.level == 1:
                found += _row(picture, lines)
                picture, lines = True, []
            lines += [words] if (words := _words(token)) else []
    return found + _row(picture, lines)


def _row(picture: bool, lines: list[str]) -> list[Row]:
    return [Row(picture, "\n".join(lines))] if lines else []


def _words(inline: Token) -> str:
    """Without what a picture is said to show."""
    parts = [
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or []
        if child.type != "image"
    ]
    return " ".join("".join(parts).split())
