"""Packs: chosen pages and listings as one PDF, in ordinary and in large print.

A pack reads what everybody can read at that moment, in the reader's language, and English where
there is no translation. It is kept until any word in it changes: the digest of all that stands in
it says so.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from content import kinds
from content import markdown as page_markdown
from content.models import Page
from core.languages import SOURCE
from core.pdf import typeset
from core.pdf.blocks import (
    Block,
    bullets,
    from_tokens,
    heading,
    lang_of,
    paragraph,
    run,
    whole_address,
    without_gaps,
)
from core.pdf.blocks import markdown as rich_text
from core.texts import Text
from core.translations import english
from directory import mylist, presenters
from directory.models import Service

from .models import PackFile, PrintPack

SERVICE = "service"
# Of an entry: {"kind": …, "id": …}.
Chosen = dict[str, str]
# Any number that nothing else locks.
_LOCK = 0x5061636B


@dataclass(frozen=True)
class Entry:
    """One record of a pack, as the desk lists it."""

    kind: str
    id: str
    label: str
    title: str
    url: str


# --- What is in it --------------------------------------------------------------------------------


def found(chosen: Sequence[Chosen]) -> list[Any]:
    """The records that everybody may see now, in order; what is gone is left out."""
    wanted: dict[str, list[UUID]] = {}
    for each in chosen[: PrintPack.MOST]:
        wanted.setdefault(each["kind"], []).append(UUID(each["id"]))
    records = {
        (kind, str(record.pk)): record
        for kind, ids in wanted.items()
        for record in _live(kind, ids)
    }
    keys = dict.fromkeys((each["kind"], each["id"]) for each in chosen[: PrintPack.MOST])
    return [records[key] for key in keys if key in records]


def _live(kind: str, ids: list[UUID]) -> Iterable[Any]:
    if kind == SERVICE:
        return mylist.services(ids)
    try:
        model: Any = kinds.get(kind).model
    except LookupError:  # of an app that is not installed any more
        return []
    return list(model.objects.live().filter(pk__in=ids))


def entries(chosen: Sequence[Chosen]) -> list[Entry]:
    return [_entry(record) for record in found(chosen)]


def _entry(record: Any) -> Entry:
    if isinstance(record, Service):
        return Entry(SERVICE, str(record.pk), _("Service"), record.name, record.get_absolute_url())
    kind = kinds.kind_of(record)
    return Entry(
        kind.name, str(record.pk), str(kind.label), record.title, record.get_absolute_url()
    )


# --- Blocks ---------------------------------------------------------------------------------------


def blocks_of(records: Iterable[Any]) -> list[Block]:
    """In the active language."""
    blocks: list[Block] = []
    for record in records:
        blocks += _service(record) if isinstance(record, Service) else _page(record)
    return without_gaps(blocks)


def _text(record: Any, field: str) -> Text:
    """A translated field in the active language, or in English."""
    language = get_language() or SOURCE
    own = getattr(record, build_localized_fieldname(field, language), "")
    if own:
        return Text(own)
    return Text(english(record, field), in_english=language != SOURCE)


def _page(page: Page) -> list[Block]:
    blocks = [heading(2, _text(page, "title"), new_page=True)]
    if summary := _text(page, "summary"):
        blocks.append(paragraph(summary))
    for column in kinds.kind_of(page).prose:
        words = _text(page, column)
        if not words:
            continue
        below = 2
        if column != "body":
            blocks.append(heading(3, _label(page, column)))
            below = 3
        tokens = page_markdown.parse(words.words)
        blocks += _plain(from_tokens(tokens, lang=lang_of(words), below=below))
    changed = page.changed_at or page.updated_at
    when = _("Last updated on %(day)s.") % {"day": date_format(timezone.localdate(changed))}
    return [*blocks, _source(when, page.get_absolute_url())]


def _label(page: Page, column: str) -> str:
    name = str(page._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def _plain(blocks: list[Block]) -> list[Block]:
    """A paragraph that stands apart on the page ("! ", "^ ") stands apart on paper too."""
    return [_set_apart(block) if block["type"] == "paragraph" else block for block in blocks]


def _set_apart(block: Block) -> Block:
    first = block["runs"][0] if block["runs"] else run("")
    if first["text"][:2] not in ("! ", "^ "):
        return block
    runs = [{**first, "text": first["text"][2:]}, *block["runs"][1:]]
    if first["text"].startswith("!"):
        runs = [run(_("Important:") + " ", bold=True), *runs]
    return {"type": "quote", "blocks": [{**block, "runs": runs}]}


def _source(when: str, path: str) -> Block:
    """Where the page stands on the website, in letters: a link cannot be pressed on paper."""
    address = f"{settings.SITE_URL}{path}"
    runs = [run(f"{when} " if when else ""), run(_("On the website:") + " ")]
    return {"type": "paragraph", "runs": [*runs, run(address, href=address)]}


def _service(service: Service) -> list[Block]:
    blocks = [heading(2, _text(service, "name"), new_page=True)]
    organisation = _text(service.organisation, "name")
    blocks.append({"type": "paragraph", "runs": [run(organisation.words, bold=True)]})
    if service.status == Service.Status.TEMPORARILY_CLOSED:
        blocks.append(paragraph(_("Closed for now")))
    if summary := _text(service, "summary"):
        blocks.append(paragraph(summary))
    for column, title in (
        ("description", _("What it is")),
        ("who_for", _("Who it is for")),
        ("how_to_get", _("How to get it")),
        ("what_next", _("What happens next")),
    ):
        if words := _text(service, column):
            blocks += [heading(3, title), *rich_text(words)]
    checked = service.assured_date
    when = _("Checked on %(day)s.") % {"day": date_format(checked)} if checked else ""
    return [*blocks, *_practical(service), _source(when, service.get_absolute_url())]


def _practical(service: Service) -> list[Block]:
    """How to reach it, when and where."""
    parts = (
        (_("Contact"), _contact(service)),
        (_("When"), _when(service)),
        (_("Where"), _where(service)),
    )
    blocks: list[Block] = []
    for title, lines in parts:
        if lines:
            blocks += [heading(3, title), bullets([[line] for line in lines])]
    return blocks


def _contact(service: Service) -> list[Block]:
    lines = []
    for each in presenters.phones(service):
        label = f" ({_text(each.phone, 'label').words})" if each.phone.label else ""
        lines.append(paragraph(f"{each.number}{label}"))
    if service.email:
        lines.append(_link(service.email, f"mailto:{service.email}"))
    if service.website:
        lines.append(_link(service.website, service.website))
    return lines


def _link(words: str, address: str) -> Block:
    return {"type": "paragraph", "runs": [run(words, href=whole_address(address))]}


def _when(service: Service) -> list[Block]:
    return [
        paragraph(f"{each.words}: {note.words}" if (note := _note(each)) else each.words)
        for each in presenters.sessions(service)
    ]


def _note(session: presenters.Session) -> Text:
    return _text(session.schedule, "note")


def _where(service: Service) -> list[Block]:
    return [
        paragraph(
            ", ".join(
                filter(None, [english(place.location, "name"), *place.location.address_lines])
            )
        )
        for place in presenters.places(service)
    ]


# --- The file -------------------------------------------------------------------------------------


def make(records: Sequence[Any], *, title: str, language: str, is_large: bool = False) -> bytes:
    """The PDF of any records, for one visitor; nothing of it is kept."""
    with translation.override(language):
        return _typeset(blocks_of(records), title=title, is_large=is_large)


def _typeset(blocks: list[Block], *, title: str, is_large: bool) -> bytes:
    made = date_format(timezone.localdate())
    return typeset.make(
        blocks,
        title=title,
        subtitle=_("Made on %(day)s by %(council)s.")
        % {"day": made, "council": settings.BRAND["council"]},
        author=settings.BRAND["council"],
        contents=_("What is in this pack"),
        language=get_language() or SOURCE,
        size=typeset.LARGE if is_large else typeset.SIZE,
    )


def _digest(blocks: list[Block], title: str) -> str:
    return hashlib.sha256(json.dumps([title, blocks]).encode()).hexdigest()


def file_of(pack: PrintPack, *, language: str, is_large: bool) -> PackFile | None:
    """The pack as it stands now: the kept file, or a new one where any word has changed.

    None when nothing in it can be shown.
    """
    records = found(pack.entries)
    if not records:
        return None
    with translation.override(language):
        title = str(_text(pack, "title"))
        blocks = blocks_of(records)
        digest = _digest(blocks, title)
        if kept := _kept(pack, language, is_large, digest):
            return kept
        with transaction.atomic():
            # Several who ask at the same time wait for the first, and get what it made.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, digest])
            if kept := _kept(pack, language, is_large, digest):
                return kept
            content = _typeset(blocks, title=title, is_large=is_large)
            with pikepdf.open(BytesIO(content)) as pdf:
                pages = len(pdf.pages)
            made, _is_new = PackFile.objects.update_or_create(
                pack=pack,
                language=language,
                is_large=is_large,
                defaults={
                    "digest": digest,
                    "content": content,
                    "size": len(content),
                    "pages": pages,
                },
            )
            return made


def _kept(pack: PrintPack, language: str, is_large: bool, digest: str) -> PackFile | None:
    return PackFile.objects.filter(
        pack=pack, language=language, is_large=is_large, digest=digest
    ).first()


def make_by_id(pack_id: str) -> None:
    """Make a published pack in English, and in the languages in which somebody asked for it."""
    pack = PrintPack.objects.published().filter(pk=pack_id).first()
    if pack is not None:
        _make(pack)


def make_all() -> None:
    for pack in PrintPack.objects.published():
        _make(pack)


def _make(pack: PrintPack) -> None:
    asked = set(pack.files.values_list("language", "is_large"))
    for language, is_large in sorted(asked | {(SOURCE, False), (SOURCE, True)}):
        file_of(pack, language=language, is_large=is_large)
