"""Words for paper: only what our fonts can draw, which PDF/UA-1 asks of every letter (7.21.4.1)."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
# Marks that turn or hide text: the page's own direction is right for words on paper.
_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# After composing, these are left over where somebody piled them up.
_PILED = re.compile("[\u0300-\u036f\ufe00-\ufe0f]")


def drawable(text: str) -> str:
    """`text` with what no font has in words ("(thumbs up sign)"), or left out."""
    known = _known()
    text = _TURNING.sub("", unicodedata.normalize("NFC", text))
    if all(letter in known for letter in text):
        return text
    return "".join(
        letter if letter in known else _in_words(letter) for letter in _PILED.sub("", text)
    )


def _in_words(letter: str) -> str:
    if letter.isspace():
        return " "
    name = unicodedata.name(letter, "") if unicodedata.category(letter) == "So" else ""
    return f" ({name.lower()}) " if name else ""


@cache
def _known() -> frozenset[str]:
    found: set[int] = {ord("\n")}
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(map(chr, found)) - set(map(chr, range(0x300, 0x370)))
