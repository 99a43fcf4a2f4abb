"""The documents of the demo: PDFs are made from texts when they are loaded; what is there stays."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone, translation
from modeltranslation.utils import build_localized_fieldname
from PIL import Image, ImageDraw

from accounts.models import User
from content.demo import key, load_entries, load_pages
from core import richtext
from core.languages import SOURCE
from core.pdf import typeset
from core.pdf.blocks import from_tokens, without_gaps
from directory import files
from directory.models import Service

from . import actions, packs
from .models import Document, DocumentVersion, Format, FormatRequest, PrintPack

CONTENT = Path(__file__).parent / "demo_content"


def load(progress: Callable[[str], None]) -> None:
    entries = _read("documents")
    words = [{name: each[name] for name in each if name != "files"} for each in entries]
    pages = load_entries("document", words, progress)
    load_pages("help", CONTENT / "help.yaml", progress)
    officer = User.objects.filter(role=User.Role.OFFICER).order_by("date_joined").first()
    known = set(DocumentVersion.objects.values_list("document", flat=True))
    for entry in entries:
        page = pages[entry["slug"]]
        if page.pk not in known:
            _add_files(page, entry["files"], officer)
    _load_requests(pages, officer)
    _load_packs(officer)
    progress(f"{len(entries)} documents with their files, requests and print packs")


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((CONTENT / f"{name}.yaml").read_text("utf-8"))
    return found


# --- Files ----------------------------------------------------------------------------------------


@transaction.atomic
def _add_files(page: Document, given: list[dict[str, Any]], by: Any) -> None:
    for each in given:
        language = each.get("language", page.language)
        content = _flawed(_pdf(page.title_en, each["text"], language), each)  # type: ignore[attr-defined]
        sent = SimpleUploadedFile(f"{page.slug}.pdf", content, "application/pdf")
        actions.add_version(
            page,
            upload=files.keep_document(sent, by=by),
            by=by,
            format=each.get("format", Format.ORIGINAL),
            language=language,
            day=each.get("date", page.date),
            note=each.get("note", ""),
        )


def _pdf(title: str, text: str, language: str) -> bytes:
    council = settings.BRAND["council"]
    with translation.override(language):
        return typeset.make(
            without_gaps(from_tokens(richtext.parse(text))),
            title=title,
            subtitle=council,
            author=council,
            contents="",
            language=language,
        )


def _flawed(content: bytes, entry: dict[str, Any]) -> bytes:
    """The file without what it is to lack, as `documents.checking` names it."""
    flaws = entry.get("flaws", ())
    if not flaws:
        return content
    if "no_words" in flaws:
        return _picture(entry["text"])
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        if "not_tagged" in flaws:
            del pdf.Root["/StructTreeRoot"], pdf.Root["/MarkInfo"]
        if "no_language" in flaws:
            del pdf.Root["/Lang"]
        if "no_title" in flaws:
            del pdf.Root["/Metadata"]
            del pdf.docinfo["/Title"]
        pdf.save(written)
    return written.getvalue()


def _picture(text: str) -> bytes:
    """A page as a scanner gives it: a picture of words."""
    page = Image.new("L", (1240, 1754), "white")
    ImageDraw.Draw(page).multiline_text((120, 140), text.replace("#", ""), fill=40, font_size=32)
    written = BytesIO()
    page.save(written, "PDF", resolution=150)
    with pikepdf.open(written) as pdf:
        # What the library writes about itself would be a title.
        del pdf.trailer["/Info"]
        saved = BytesIO()
        pdf.save(saved)
    return saved.getvalue()


# --- Requests and packs ---------------------------------------------------------------------------


@transaction.atomic
def _load_requests(pages: dict[str, Any], by: Any) -> None:
    if FormatRequest.objects.exists():
        return
    for entry in _read("requests"):
        document = pages.get(entry.get("document", ""))
        asked = timezone.localdate() - timedelta(days=entry["asked"])
        made = actions.receive(
            document=document,
            wanted=document.title_en if document else entry["wanted"],
            format=entry["format"],
            language=entry.get("language", SOURCE),
            page_language=SOURCE,
            note=entry.get("note", ""),
            name=entry.get("name", ""),
            email=entry.get("email", ""),
            other_contact=entry.get("other_contact", ""),
            today=asked,
        )
        _go_on(made, entry, asked, by)


def _go_on(made: FormatRequest, entry: dict[str, Any], asked: date, by: Any) -> None:
    state = entry.get("state")
    if state == FormatRequest.State.WORKING:
        actions.start(made, by=by)
    elif state:
        actions.answer(made, by=by, state=state, text=entry["reply"])
    at = timezone.now() - timedelta(days=entry["asked"])
    rows = FormatRequest.objects.filter(pk=made.pk)
    rows.update(created_at=at)
    rows.exclude(replied_at=None).update(replied_at=at + timedelta(days=5))


@transaction.atomic
def _load_packs(by: Any) -> None:
    known = set(PrintPack.objects.values_list("slug", flat=True))
    for entry in _read("packs"):
        if entry["slug"] in known:
            continue
        values = {
            name if name.count("_") else build_localized_fieldname(name, SOURCE): value
            for name, value in entry.items()
            if name not in ("slug", "entries")
        }
        # Pages that another app loads later have their ids already.
        chosen = [_chosen(*pair) for each in entry["entries"] for pair in each.items()]
        pack = PrintPack(slug=entry["slug"], is_published=True)
        actions.save_pack(
            pack, by=by, values=values | {"entries": [each for each in chosen if each]}
        )


def _chosen(kind: str, slug: str) -> packs.Chosen | None:
    if kind != packs.SERVICE:
        return {"kind": kind, "id": str(key(kind, slug))}
    found: UUID | None = Service.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return {"kind": kind, "id": str(found)} if found else None
