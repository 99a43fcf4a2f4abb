"""What can be said by machine of how well a document can be read by everybody.

PDF: ISO 14289-1 (PDF/UA), 7.1: marked as tagged, with a tree of its structure; 7.1: a title that
programs show; 7.2: a natural language. Whether the tags say the right thing only a person can tell,
so a file without findings is called "may be read", never "accessible".
"""

from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

import pikepdf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.uploads import PDF

# Of a long document so many pages are looked at for words.
_MOST_PAGES = 20


@dataclass(frozen=True)
class Finding:
    """`what` is wrong, and what the officer can do about it."""

    code: str
    what: str | Promise
    mend: str | Promise


FINDINGS = {
    each.code: each
    for each in (
        Finding(
            "no_words",
            _("It is a picture of pages, without words in it. A screen reader says nothing."),
            _("Ask for the file that it was printed from, or have the words recognised (OCR)."),
        ),
        Finding(
            "not_tagged",
            _("It has no tags: headings, lists and the order of reading are not marked."),
            _("In Word choose “Save as PDF” with “Document structure tags”, not “Print to PDF”."),
        ),
        Finding(
            "no_title",
            _("It has no title. A screen reader says the name of the file instead."),
            _("In Word fill in File, Info, Title before you save it as a PDF."),
        ),
        Finding(
            "no_language",
            _("It does not say in which language it is, so it may be read with a wrong voice."),
            _("In Word choose Review, Language before you save it as a PDF."),
        ),
        Finding(
            "unreadable",
            _("The file cannot be opened to be checked."),
            _("Open it, save it again as a PDF, and add that as a new version."),
        ),
    )
}


def findings(content: IO[bytes], content_type: str) -> list[str] | None:
    """The codes of what was found in a file; None for one that is not a PDF."""
    if content_type != PDF:
        return None
    try:
        with pikepdf.open(cast(BinaryIO, content), suppress_warnings=True) as pdf:
            return [code for code, is_so in _looked_at(pdf).items() if is_so]
    # A file that was changed behind our back: those that we write can be opened.
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return ["unreadable"]


def _looked_at(pdf: pikepdf.Pdf) -> dict[str, bool]:
    root = pdf.Root
    marked: Any = root.get("/MarkInfo")
    is_marked = isinstance(marked, pikepdf.Dictionary) and marked.get("/Marked") is True
    return {
        "no_words": not any(_has_font(page) for page in list(pdf.pages)[:_MOST_PAGES]),
        "not_tagged": not (is_marked and "/StructTreeRoot" in root),
        "no_title": not _title(pdf),
        "no_language": not str(root.get("/Lang", "")).strip(),
    }


def _title(pdf: pikepdf.Pdf) -> str:
    """From either of the places where programs write it."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        found = metadata.get("dc:title")
    if "/Info" in pdf.trailer:
        found = found or pdf.docinfo.get("/Title")
    return str(found or "").strip()


def _has_font(page: Any) -> bool:
    """Whether anything on the page is drawn with letters, also inside its forms."""
    waiting, seen = [page.obj], 0
    while waiting and seen < 50:
        seen += 1
        resources = waiting.pop().get("/Resources", {})
        if not isinstance(resources, pikepdf.Dictionary):
            continue
        if len(_dictionary(resources, "/Font")):
            return True
        drawn = _dictionary(resources, "/XObject")
        waiting += [each for _key, each in drawn.items() if isinstance(each, pikepdf.Stream)]
    return False


def _dictionary(holder: Any, key: str) -> Any:
    found = holder.get(key, {})
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()
