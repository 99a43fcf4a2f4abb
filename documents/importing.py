"""A folder of documents with a list beside it: a sheet (CSV) or YAML, a line for each document.

Columns: `file` (its name in the folder), `title`, `kind`, and if wanted `slug`, `summary`, `date`
(2026-09-01), `language`, `topic` (its slug), `format`, `note`, `search_words`. A document is known
by its slug, or by its title where there is none. A file that is there already is not added twice,
so an import may be stopped and run again.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.files.base import File
from django.db import transaction
from django.utils.text import slugify

from content import actions as pages
from content.models import Topic
from core import audit, uploads
from core.languages import BY_CODE, SOURCE
from directory import files

from . import actions
from .models import KEPT_FORMATS, Document, DocumentVersion, Format

MOST_ROWS = 5000
LARGEST_SHEET = 5 * uploads.MEGABYTE
ADDED, NEWER, SAME, REFUSED = "added", "new version", "there already", "refused"


class NoSheet(Exception):
    """The list cannot be read at all; says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one line; `number` counts from 1 without the head, `why` is for people."""

    number: int
    file: str
    what: str
    why: str = ""


class _Refused(Exception):
    pass


def read(sheet: Path) -> list[dict[str, str]]:
    """The lines of a list as texts. Raises NoSheet."""
    if sheet.stat().st_size > LARGEST_SHEET:
        raise NoSheet("The list is too large: split it.")
    try:
        text = sheet.read_text("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines())) if _is_csv(sheet) else yaml.safe_load(text)
    except (UnicodeDecodeError, csv.Error, yaml.YAMLError) as error:
        raise NoSheet(f"The list cannot be read: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NoSheet("The list must have a line for each document.")
    if len(rows) > MOST_ROWS:
        raise NoSheet(f"The list has more than {MOST_ROWS} lines: split it.")
    return [_texts(row) for row in rows]


def _is_csv(sheet: Path) -> bool:
    return sheet.suffix.lower() == ".csv"


def _texts(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        str(name).strip().lower(): " ".join(str(value).split())
        for name, value in row.items()
        if value not in (None, "")
    }


def bring_in(
    folder: Path, rows: list[dict[str, str]], *, by: Any, publish: bool, dry_run: bool
) -> Iterator[Outcome]:
    """Bring in one line after the other, each by itself: what is wrong stops no other.

    `dry_run` looks through everything and keeps nothing.
    """
    counts: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                what = _bring_in(folder, row, by=by, publish=publish, dry_run=dry_run)
            outcome = Outcome(number, row.get("file", ""), what)
        except (_Refused, uploads.Refused) as refusal:
            outcome = Outcome(number, row.get("file", ""), REFUSED, str(refusal))
        counts[outcome.what] = counts.get(outcome.what, 0) + 1
        yield outcome
    if not dry_run:
        audit.record(by=by, verb="documents.imported", counts=counts)


def _bring_in(
    folder: Path, row: Mapping[str, str], *, by: Any, publish: bool, dry_run: bool
) -> str:
    values = _values(row)
    path = _path(folder, row.get("file", ""))
    slug = row.get("slug") or slugify(values["title_en"])[:80]
    if not slug or slugify(slug) != slug:
        raise _Refused("The address (slug) must have small letters, numbers and hyphens.")
    document: Document | None = Document.objects.filter(slug=slug).first()
    what = NEWER if document else ADDED
    with path.open("rb") as opened:
        sent = File(opened, name=path.name)
        # Written anew as it would be kept: by that, a file that is there already is known.
        digest = uploads.digest(uploads.paper(sent).content)
        place = {"format": _one_of(row, "format", KEPT_FORMATS, Format.ORIGINAL)}
        place["language"] = values["language"]
        if document and _newest_is(document, place, digest):
            return SAME
        if not dry_run:
            document = _keep(document, slug, values, by=by)
            upload = files.keep_document(sent, by=by)
            day, note = values["date"], row.get("note", "")[:200]
            actions.add_version(document, upload=upload, by=by, day=day, note=note, **place)
            if publish and document.state != Document.State.PUBLISHED:
                pages.publish(document, by=by)
    return what


def _keep(document: Document | None, slug: str, values: Mapping[str, Any], *, by: Any) -> Document:
    """The document that is there, with its own words; or a new draft."""
    if document is None:
        document = Document(slug=slug, owner=by, **values)
        pages.create(document, by=by)
    return document


def _newest_is(document: Document, place: Mapping[str, str], digest: str) -> bool:
    newest = DocumentVersion.objects.newest().filter(document=document, **place)
    return bool(newest.filter(upload__sha256=digest).exists())


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    title = row.get("title", "")
    if not title or len(title) > 120:
        raise _Refused("The title is missing, or longer than 120 letters.")
    if len(row.get("summary", "")) > 300:
        raise _Refused("The summary is longer than 300 letters.")
    return {
        "title_en": title,
        "summary_en": row.get("summary", ""),
        "search_words_en": row.get("search_words", ""),
        "kind": _one_of(row, "kind", Document.Kind.values, ""),
        "language": _one_of(row, "language", BY_CODE, SOURCE),
        "date": _date(row.get("date", "")),
        "topic": _topic(row.get("topic", "")),
    }


def _one_of(row: Mapping[str, str], name: str, known: Any, otherwise: str) -> str:
    value = row.get(name, otherwise)
    if value not in known:
        raise _Refused(f"The {name} must be one of: {', '.join(known)}.")
    return value


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _Refused("The date must be written as 2026-09-01.") from None


def _topic(slug: str) -> Topic | None:
    found: Any = Topic.objects.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise _Refused(f"There is no topic with the address “{slug}”.")
    return found


def _path(folder: Path, name: str) -> Path:
    """The file of that name in the folder itself; a list leads nowhere else."""
    path = folder / name
    is_inside = bool(name) and "\0" not in name and path.parent == folder and not path.is_symlink()
    if not is_inside or not path.is_file():
        raise _Refused("There is no such file in the folder.")
    return path
