"""The report as a Word document that a council can go on working with."""

from io import BytesIO
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT, WD_TABLE_DIRECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from core.languages import BY_CODE, tag
from core.pdf.blocks import Block, Run


def make(
    blocks: list[Block], *, title: str, subtitle: str, author: str, contents: str, language: str
) -> bytes:
    """The file, with Word's own headings, lists and header rows. `contents` is the PDF's alone:
    Word makes a table of contents from the headings itself."""
    document = _Writer(language)
    document.start(title, subtitle, author)
    for block in blocks:
        document.add(block)
    return document.as_bytes()


class _Writer:
    def __init__(self, language: str) -> None:
        self.file = docx.Document()
        self.rtl = BY_CODE[language].rtl
        self.language = language
        self._set_language()

    def _set_language(self) -> None:
        """Of the words of every style, for spelling and for a voice."""
        style = self.file.styles["Normal"].element.get_or_add_rPr()
        style.append(_language(self.language))

    def start(self, title: str, subtitle: str, author: str) -> None:
        about = self.file.core_properties
        about.title, about.author, about.language = title, author, tag(self.language)
        about.comments = ""
        self._turn(self.file.add_heading(title, 0))
        self._turn(self.file.add_paragraph(subtitle, style="Subtitle"))

    def as_bytes(self) -> bytes:
        into = BytesIO()
        self.file.save(into)
        return into.getvalue()

    def add(self, block: Block, *, style: str = "", level: int = 1) -> None:
        kind = block["type"]
        if kind == "heading":
            self._write(self.file.add_heading("", block["level"] - 1), block["runs"])
        elif kind == "paragraph":
            self._write(self.file.add_paragraph(style=style or None), block["runs"])
        elif kind == "quote":
            for each in block["blocks"]:
                self.add(each, style="Quote")
        elif kind == "list":
            self._list(block, level)
        elif kind == "table":
            self._table(block)
        # A chart is left out: the same figures stand in the table below it, and can be edited.

    def _list(self, block: Block, level: int) -> None:
        name = "List Number" if block["ordered"] else "List Bullet"
        deep = f" {min(level, 3)}" if level > 1 else ""
        for first, *rest in block["items"]:
            self.add(first, style=f"{name}{deep}", level=level + 1)
            for each in rest:
                self.add(each, style=f"List Continue{deep}", level=level + 1)

    def _table(self, block: Block) -> None:
        self._turn(self.file.add_paragraph(block["caption"], style="Caption"))
        table = self.file.add_table(rows=1, cols=len(block["head"]), style="Table Grid")
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
            table.alignment = WD_TABLE_ALIGNMENT.RIGHT
        _repeat_head(table.rows[0])
        self._fill(table.rows[0], block["head"], bold=True)
        for row in block["rows"]:
            self._fill(table.add_row(), row)

    def _fill(self, row: Any, words: list[str], *, bold: bool = False) -> None:
        for cell, text in zip(row.cells, words, strict=True):
            paragraph = cell.paragraphs[0]
            self._write(paragraph, [{"text": text, "bold": bold, "italic": False, "lang": ""}])

    def _write(self, paragraph: Any, runs: list[Run]) -> None:
        for each in runs:
            into = paragraph
            if address := each.get("href"):
                into = _link(paragraph, address)
            run = paragraph.add_run(_clean(each["text"]))
            run.bold, run.italic = each["bold"] or None, each["italic"] or None
            if each["lang"]:
                run._r.get_or_add_rPr().append(_language(each["lang"]))
            elif self.rtl:
                run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
            if into is not paragraph:
                run.underline = True
                into.append(run._r)
        self._turn(paragraph)

    def _turn(self, paragraph: Any) -> None:
        if self.rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(each for each in text if each >= " " or each in "\t\n")


def _language(code: str) -> Any:
    element = OxmlElement("w:lang")
    full = "en-GB" if code == "en" else tag(code)
    element.set(qn("w:bidi" if BY_CODE[code].rtl else "w:val"), full)
    return element


def _repeat_head(row: Any) -> None:
    """The row is the table's header, on every page."""
    element = OxmlElement("w:tblHeader")
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _link(paragraph: Any, address: str) -> Any:
    external = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, external, is_external=True))
    paragraph._p.append(element)
    return element
