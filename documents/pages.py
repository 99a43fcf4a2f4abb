"""The kinds of pages of this app."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from content.kinds import Kind, register

from . import presenters
from .models import Document, HelpPage


def _document(request: HttpRequest, page: Document) -> dict[str, Any]:
    return {"files": presenters.files_of(page)}


def _facets(page: Document) -> Iterable[str]:
    return [f"document:{page.kind}"]


def _card(page: Document) -> dict[str, Any]:
    return {
        "document_kind": page.kind,
        "date": page.date.isoformat() if page.date else "",
        "date_of": "published",
    }


def _help(request: HttpRequest, page: HelpPage) -> dict[str, Any]:
    return presenters.help_of(page)


DOCUMENT = register(
    Kind(
        name="document",
        model=Document,
        label=_("Document"),
        plural=_("Documents"),
        add_label=_("Add a document"),
        form="documents.desk.forms.DocumentForm",
        template="documents/document.html",
        context=_document,
        prose=("body", "format_notes"),
        panels=("documents/desk/files.html",),
        facets=_facets,
        card=_card,
    )
)
HELP = register(
    Kind(
        name="help",
        model=HelpPage,
        label=_("Help without internet"),
        plural=_("Help without internet"),
        add_label=_("Write the page"),
        form="documents.desk.forms.HelpPageForm",
        template="documents/help.html",
        context=_help,
        panels=("content/desk/includes/shelves.html",),
    )
)
