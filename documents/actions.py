"""Writes: files of documents, requests for other formats, and packs to print."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core import audit, translations, working_days
from core.versions import StaleVersion, changing
from directory.actions import unique_slug
from directory.models import Upload

from . import checking, emails
from .models import Document, DocumentVersion, Format, FormatRequest, PrintPack

__all__ = ["StaleVersion"]
State = FormatRequest.State


# --- Files ----------------------------------------------------------------------------------------


@transaction.atomic
def add_version(
    document: Document,
    *,
    upload: Upload,
    by: Any,
    format: str = Format.ORIGINAL,
    language: str = "",
    day: date | None = None,
    note: str = "",
) -> DocumentVersion:
    """Make `upload` the newest file of its format and language, looked through."""
    # Two who add at the same moment get two numbers.
    Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    language = language or document.language
    same = DocumentVersion.objects.filter(document=document, format=format, language=language)
    last = same.aggregate(last=Max("number"))["last"] or 0
    with upload.file.open("rb") as content:
        found = checking.findings(content, upload.content_type)
    version = DocumentVersion.objects.create(
        document=document,
        upload=upload,
        format=format,
        language=language,
        number=last + 1,
        date=day or timezone.localdate(),
        note=note,
        findings=found,
        added_by=by if by is not None and by.pk else None,
    )
    audit.record(
        by=by, verb="document.file_added", obj=document, format=format, number=version.number
    )
    return version


@transaction.atomic
def remove_version(version: DocumentVersion, *, by: Any) -> None:
    """Take one file away, a newest one too: the one before it is the newest then."""
    document = version.document
    audit.record(
        by=by,
        verb="document.file_removed",
        obj=document,
        format=version.format,
        number=version.number,
    )
    version.delete()


# --- Requests -------------------------------------------------------------------------------------


@transaction.atomic
def receive(
    *,
    document: Document | None,
    wanted: str,
    format: str,
    language: str,
    page_language: str,
    note: str = "",
    name: str = "",
    email: str = "",
    other_contact: str = "",
    today: date | None = None,
) -> FormatRequest:
    """Keep what somebody asks for, and send them a receipt."""
    day = today or timezone.localdate()
    request = FormatRequest.objects.create(
        document=document,
        wanted=wanted,
        format=format,
        language=language,
        page_language=page_language,
        note=note,
        name=name,
        email=email.lower(),
        other_contact=other_contact,
        due=working_days.after(day, settings.FORMAT_REQUEST_WORKING_DAYS),
    )
    audit.record(by=None, verb="format_request.received", obj=request, format=format)
    if request.email:
        emails.received(request)
    return request


def start(request: FormatRequest, *, by: Any) -> None:
    """Somebody makes it now."""
    with transaction.atomic():
        locked = _locked(request)
        if locked.state != State.NEW:
            return
        locked.state = State.WORKING
        locked.save()
        audit.record(by=by, verb="format_request.started", obj=locked)


def answer(request: FormatRequest, *, by: Any, state: str, text: str) -> FormatRequest:
    """Tell whoever asked what became of it; `state` is "done" or "refused".

    Raises StaleVersion when somebody else answered meanwhile.
    """
    if state not in (State.DONE, State.REFUSED):
        raise ValueError(state)
    with transaction.atomic():
        locked = _locked(request)
        if not locked.is_open:
            raise StaleVersion
        locked.state, locked.reply = state, text
        locked.replied_at, locked.replied_by = timezone.now(), by
        locked.save()
        audit.record(by=by, verb="format_request.answered", obj=locked, state=state)
        if locked.email:
            emails.answered(locked)
    return locked


def reopen(request: FormatRequest, *, by: Any) -> None:
    """It was answered too early. What was answered stays to be read until the next answer."""
    with transaction.atomic():
        locked = _locked(request)
        if locked.is_open:
            return
        locked.state = State.WORKING
        locked.save()
        audit.record(by=by, verb="format_request.reopened", obj=locked)


def _locked(request: FormatRequest) -> FormatRequest:
    found: FormatRequest = FormatRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    return found


# --- Packs ----------------------------------------------------------------------------------------


def save_pack(
    pack: PrintPack, *, by: Any, values: Mapping[str, Any], version: int | None = None
) -> None:
    """Write a pack, new or known. Raises StaleVersion when somebody changed it meanwhile."""
    verb = "print_pack.added" if pack._state.adding else "print_pack.changed"
    with changing(pack, by=by, verb=verb, version=version, fields=sorted(values)):
        for name, value in values.items():
            setattr(pack, name, value)
        pack.slug = pack.slug or unique_slug(PrintPack, translations.english(pack, "title"))
        pack.save()


def show_pack(pack: PrintPack, *, by: Any, is_published: bool) -> None:
    """Show a pack on the page “Help without internet”, or hide it."""
    verb = "print_pack.published" if is_published else "print_pack.unpublished"
    with changing(pack, by=by, verb=verb):
        pack.is_published = is_published
        pack.save()


@transaction.atomic
def delete_pack(pack: PrintPack, *, by: Any) -> None:
    audit.record(by=by, verb="print_pack.deleted", obj=pack)
    pack.delete()
