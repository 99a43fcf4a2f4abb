"""A row of blocks as a tagged PDF (PDF/UA-1), by Typst: see docs/adr for why.

The compiler is a library inside the process. It reads the folder of fonts, the template and the
pictures that it is given, no other file, and nothing from the network.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from core.languages import BY_CODE

from .blocks import Block
from .glyphs import drawable

HERE = Path(__file__).parent
TEMPLATE = "document.typ"
FONTS = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans SC",
)
SIZE = 12
# The Royal National Institute of Blind People asks for 16 point at least in large print.
LARGE = 18
# A page without its margins, in points.
_PAGE_WIDTH = 470
# In the units of a chart (core.charts).
_CHART_LETTERS = 14
# Typst knows no scripts, but a country tells it which Chinese letters are meant.
_REGIONS = {"en": "GB", "zh-hans": "CN"}


def make(
    blocks: list[Block],
    *,
    title: str,
    subtitle: str,
    author: str,
    contents: str,
    language: str,
    size: int = SIZE,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The file. `subtitle` stands below the title, `contents` above the list of headings,
    which a short document without that word does not have. `pictures`: JPEG files, by the names
    that blocks have for them."""
    words = {
        "blocks": [_placed(block, size) for block in blocks],
        "title": title,
        "subtitle": subtitle,
        "author": author,
        "contents": contents,
    }
    document = _drawable(words) | {
        "lang": language.partition("-")[0],
        "region": _REGIONS.get(language),
        "rtl": BY_CODE[language].rtl,
        "size": size,
        "fonts": FONTS,
    }
    # A new one each time: it would keep every document that it ever made in its memory.
    with _folder(pictures or {}) as folder:
        compiler = typst.Compiler(
            input=folder / TEMPLATE, root=folder, font_paths=_fonts(), ignore_system_fonts=True
        )
        made = compiler.compile(
            format="pdf", sys_inputs={"document": json.dumps(document)}, pdf_standards="ua-1"
        )
    if not isinstance(made, bytes):
        raise RuntimeError("the PDF was made in parts")
    return made


@contextmanager
def _folder(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with the template and the pictures: the compiler reads them as files beside it."""
    if not pictures:
        yield HERE
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / TEMPLATE).write_bytes((HERE / TEMPLATE).read_bytes())
        for picture, content in pictures.items():
            (folder / picture).write_bytes(content)
        yield folder


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )


def _placed(block: Block, size: int) -> Block:
    """A chart with letters as large as the text's, as far as the page is wide enough for it."""
    if block["type"] != "chart":
        return block
    return {**block, "unit": min(size / _CHART_LETTERS, _PAGE_WIDTH / block["width"])}


def _drawable(data: Any) -> Any:
    if isinstance(data, str):
        return drawable(data)
    if isinstance(data, dict):
        return {name: _drawable(value) for name, value in data.items()}
    return [_drawable(value) for value in data] if isinstance(data, list) else data
