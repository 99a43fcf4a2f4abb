"""Rows out of a file or a pasted text: what was heard elsewhere, one comment a row.

The first column is what was said; "about" and "who" may follow, or be named in a first row. Nothing
of a file is kept, and nothing in it is run: of a formula only the last result is read.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import openpyxl
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .cleaning import clean
from .models import Comment

MOST_ROWS = 200
MOST_COLUMNS = 20
LARGEST_FILE = 2 * 1024 * 1024
# An Excel file is a ZIP file: a small one can hold gigabytes of nothing.
MOST_UNPACKED = 30 * 1024 * 1024
LONGEST_WORDS = 5000
# Of all rows together, in characters: what a browser can send back in one form.
LONGEST_TOGETHER = 500_000

_HEADINGS = {
    "words": ("words", "comment", "comments", "what was said", "feedback", "text"),
    "about": ("about", "what it is about", "kind", "category", "topic"),
    "speaker": ("speaker", "who", "who is speaking", "from", "role"),
}


class Unreadable(Exception):
    """The file or text cannot be taken; says why and what to do."""


@dataclass
class Row:
    """One comment as it came. `problems` says of which field what is wrong."""

    words: str
    about: str = ""
    speaker: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def too_many() -> str:
    return _("There are more than {count} rows. Add them in parts.").format(count=MOST_ROWS)


def from_text(text: str) -> list[Row]:
    """One comment a line; columns with tabs between them, as a spreadsheet program copies them."""
    return _rows(line.split("\t") for line in clean_lines(text))


def clean_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def from_file(file: Any) -> list[Row]:
    """The rows of an uploaded CSV or Excel file. Raises Unreadable."""
    if file.size > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 2 MB. Split it, and send one part at a time."))
    content = file.read()
    if content.startswith(b"PK"):
        return _rows(_excel(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            _("This is an old Excel file. Save it as “Excel workbook (.xlsx)” or “CSV”.")
        )
    return _rows(_csv(content))


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        yield from csv.reader(io.StringIO(text), dialect)
    except csv.Error:
        raise Unreadable(_("The file is broken. Save it again as CSV or Excel.")) from None


def _decoded(content: bytes) -> str:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("This is no spreadsheet. Save it as CSV or Excel (.xlsx)."))
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters of the file cannot be read. Save it as “CSV UTF-8”."))


def _excel(content: bytes) -> Iterator[list[str]]:
    broken = _("The file is broken, locked with a password or no Excel workbook. Save it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("The file is too large when it is unpacked. Split it."))
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield ["" if cell is None else str(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception:  # openpyxl lets through whatever a broken file made it stumble over
        raise Unreadable(broken) from None


def _rows(lines: Iterable[list[str]]) -> list[Row]:
    filled = (line for line in lines if any(cell.strip() for cell in line))
    # One more for the headings, and one to see whether there are too many.
    found = list(islice(filled, MOST_ROWS + 2))
    if not found:
        raise Unreadable(_("There is nothing in it."))
    columns = _headings(found[0])
    if columns:
        found = found[1:]
    else:
        columns = {name: place for place, name in enumerate(_HEADINGS)}
    if len(found) > MOST_ROWS:
        raise Unreadable(too_many())
    rows = [_row(line, columns) for line in found]
    if sum(len(row.words) for row in rows) > LONGEST_TOGETHER:
        raise Unreadable(_("There is too much text in it. Add it in parts."))
    return rows


def _headings(line: list[str]) -> dict[str, int]:
    """Where each column is, when the line names them; else nothing."""
    cells = [cell.strip().lower() for cell in line]
    found = {}
    for name, known in _HEADINGS.items():
        place = next((place for place, cell in enumerate(cells) if cell in known), None)
        if place is not None:
            found[name] = place
    return found if "words" in found else {}


def _row(line: list[str], columns: dict[str, int]) -> Row:
    said = {
        name: clean(line[place]) if place < len(line) else "" for name, place in columns.items()
    }
    row = Row(said.get("words", ""))
    choices: tuple[tuple[str, Any], ...] = (("about", Comment.About), ("speaker", Comment.Speaker))
    for name, kinds in choices:
        typed = said.get(name, "")
        chosen = _chosen(typed, kinds.choices)
        setattr(row, name, chosen)
        if typed and not chosen:
            row.problems[name] = _("“{typed}” is not known. Choose one.").format(typed=typed[:60])
    return row


def _chosen(typed: str, choices: list[tuple[str, str | Promise]]) -> str:
    """The value whose code or name was typed; nothing when there is none."""
    wanted = typed.strip().lower()
    for value, label in choices:
        if wanted in (value, str(label).lower()):
            return value
    return ""
