"""A PDF as an answer to somebody who asked for it."""

from django.http import HttpResponse

from core.languages import SOURCE
from core.uploads import clean_name


def name_of(stem: str, language: str, *, is_large: bool = False) -> str:
    """What the file is called on the reader's device."""
    parts = [stem, *([] if language == SOURCE else [language]), *(["large"] if is_large else [])]
    return clean_name("-".join(parts), "pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            # It is packed already: the middleware would only spend time on it.
            "Content-Encoding": "identity",
        },
    )
