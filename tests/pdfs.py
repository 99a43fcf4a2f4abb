"""What stands in a PDF, for tests: as it is drawn, and as it is tagged."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf


def tags(node: Any) -> Iterator[tuple[str, str]]:
    """The name and the alternative text of every element below `node`, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S).removeprefix("/"), str(kid.get("/Alt", ""))
            yield from tags(kid)


def fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from page.resources.get("/Font", {}).values()


def is_embedded(font: Any) -> bool:
    each = font.get("/DescendantFonts", [font])
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return all(any(name in one.FontDescriptor for name in files) for one in each)


def lines(page: pikepdf.Page) -> list[str]:
    """What an eye sees on a page: its lines from the top, each from the left to the right."""
    found: dict[float, list[tuple[float, str]]] = defaultdict(list)
    stack, ctm = [], pikepdf.Matrix()
    text, letters = pikepdf.Matrix(), {}
    known = {name: _letters(font) for name, font in page.resources.Font.items()}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            stack.append(ctm)
        elif name == "Q":
            ctm = stack.pop()
        elif name == "cm":
            ctm = pikepdf.Matrix(*operands) @ ctm
        elif name == "Tm":
            text = pikepdf.Matrix(*operands)
        elif name == "Tf":
            letters = known[str(operands[0])]
        elif name in ("Tj", "TJ"):
            runs = operands[0] if name == "TJ" else operands
            codes = b"".join(bytes(run) for run in runs if isinstance(run, pikepdf.String))
            words = "".join(letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))
            place = text @ ctm
            found[round(place.f)].append((place.e, words))
    top_first = sorted(found.items(), reverse=True)
    return ["".join(words for _x, words in sorted(runs)) for _y, runs in top_first]


def _letters(font: Any) -> dict[bytes, str]:
    """What each code of a font stands for, as the file says it (ToUnicode)."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*(?:\n|$)", table)
    return {
        bytes.fromhex(code): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs
    }
