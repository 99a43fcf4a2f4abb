"""Documents and their files for tests."""

from datetime import date
from functools import cache
from typing import Any

from content import actions as pages
from core.pdf import typeset
from core.pdf.blocks import heading, paragraph
from directory import files
from documents import actions
from documents.models import Document
from tests.sending import pdf_bytes, sent


@cache
def tagged_pdf(title: str = "SEND strategy") -> bytes:
    """As good as a machine can tell: tags, title, language, words."""
    return typeset.make(
        [heading(2, title), paragraph("What we plan to do.")],
        title=title,
        subtitle="",
        author="Council",
        contents="",
        language="en",
    )


def document(
    title: str = "SEND strategy", *, by: Any, content: bytes | None = None, **fields: Any
) -> Document:
    """A published document with one file; `content=b""` for one without."""
    values = {"kind": "policy", "date": date(2026, 9, 1), "summary_en": "What we plan to do."}
    made = Document(title_en=title, **(values | fields))
    pages.create(made, by=by)
    if content != b"":
        add_file(made, by=by, content=content)
    pages.publish(made, by=by)
    made.refresh_from_db()
    return made


def add_file(made: Document, *, by: Any, content: bytes | None = None, **values: Any):
    upload = files.keep_document(
        sent("strategy.pdf", tagged_pdf() if content is None else content, "application/pdf"),
        by=by,
    )
    return actions.add_version(made, upload=upload, by=by, **values)


def untagged_pdf() -> bytes:
    return pdf_bytes()
