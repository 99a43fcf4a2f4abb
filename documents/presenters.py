"""Turns documents, packs and the help page into what templates print."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.languages import BY_CODE, tag
from directory import mylist
from directory import presenters as directory

from .checking import FINDINGS, Finding
from .models import Document, DocumentVersion, Format, HelpPage, PrintPack, current


@dataclass(frozen=True)
class File:
    """One file as a page shows it. `lang` is the language of the file, for its reader's voice."""

    version: DocumentVersion
    url: str
    format: str
    language: str
    lang: str
    # "PDF", "DOCX".
    kind: str
    size: int
    findings: list[Finding]

    @property
    def is_checked(self) -> bool:
        """Whether a machine could look at it and found nothing."""
        return self.version.findings == []


def file_of(version: DocumentVersion) -> File:
    return File(
        version=version,
        url=version.get_absolute_url(),
        format=str(Format(version.format).label),
        language=BY_CODE[version.language].own_name,
        lang=tag(version.language),
        kind=version.upload.format_name,
        size=version.upload.size,
        findings=[FINDINGS[code] for code in version.findings or () if code in FINDINGS],
    )


def files_of(document: Document) -> dict[str, Any]:
    """The document itself, its other formats, and what came before.

    `main` is None for a document without a file.
    """
    versions = list(document.versions.select_related("upload", "document"))
    newest = current(versions)
    main = main_of(document, newest)
    others = [each for each in newest if each is not main]
    older = sorted(
        (each for each in versions if each not in newest and each.is_original),
        key=lambda each: each.number,
        reverse=True,
    )
    return {
        "main": file_of(main) if main else None,
        "main_url": reverse("documents:file", args=[document.slug]),
        "others": [file_of(each) for each in others],
        "older": [file_of(each) for each in older],
    }


def main_of(document: Document, newest: list[DocumentVersion]) -> DocumentVersion | None:
    """The document itself in its own language, or whatever there is."""
    own = [each for each in newest if each.is_original]
    same = [each for each in own if each.language == document.language]
    return next(iter(same or own or newest), None)


@dataclass(frozen=True)
class Form:
    """What makes a file another form than the document itself: the format, or else the language."""

    name: str
    # Of a language's own name, for its reader's voice; "" where `name` is in that of the page.
    lang: str


def _form_of(version: DocumentVersion) -> Form:
    if version.is_original:
        return Form(BY_CODE[version.language].own_name, tag(version.language))
    return Form(str(Format(version.format).label), "")


@dataclass(frozen=True)
class Entry:
    """One document in a list."""

    document: Document
    kind: str
    file_kind: str
    size: int
    formats: list[Form]


def entries(documents: list[Document]) -> list[Entry]:
    """`documents` have their versions loaded (`with_files`)."""
    return [_entry(each) for each in documents]


def _entry(document: Document) -> Entry:
    newest = current(document.versions.all())
    main = main_of(document, newest)
    others = dict.fromkeys(_form_of(each) for each in newest if each is not main)
    return Entry(
        document=document,
        kind=str(document.get_kind_display()),
        file_kind=main.upload.format_name if main else "",
        size=main.upload.size if main else 0,
        formats=list(others),
    )


def help_of(page: HelpPage | None) -> dict[str, Any]:
    """What stands beside the words of the page: who helps in person, and packs ready to print."""
    return {
        "services": [
            directory.entry(each) for each in mylist.services(page.service_ids if page else [])
        ],
        "packs": list(PrintPack.objects.published()),
    }
