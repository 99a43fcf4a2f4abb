"""Packs: chosen pages and listings as one PDF, in ordinary and in large print.

A pack reads what everybody can read at that moment, in the reader's language, and English where
there is no translation. It is kept until any word in it changes: the digest of all that stands in
it says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content import kinds, paper
from content import markdown as page_markdown
from content.models import Page
from core.languages import SOURCE
from core.pdf import keeping, typeset
from core.pdf.blocks import (
    Block,
    bullets,
    heading,
    lang_of,
    paragraph,
    run,
    whole_address,
    without_gaps,
)
from core.pdf.blocks import markdown as rich_text
from core.texts import Text, of_record
from core.translations import english
from directory import mylist, presenters
from directory.models import Service

from .models import PackFile, PrintPack

SERVICE = "service"
# Of an entry: {"kind": …, "id": …}.
Chosen = dict[str, str]


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


def _page(page: Page) -> list[Block]:
    blocks = [heading(2, of_record(page, "title"), new_page=True)]
    if summary := of_record(page, "summary"):
        blocks.append(paragraph(summary))
    for column in kinds.kind_of(page).prose:
        words = of_record(page, column)
        if not words:
            continue
        below = 2
        if column != "body":
            blocks.append(heading(3, _label(page, column)))
            below = 3
        tokens = page_markdown.parse(words.words)
        blocks += paper.prose(tokens, lang=lang_of(words), below=below)
    return [*blocks, paper.source_of(page)]


def _label(page: Page, column: str) -> str:
    name = str(page._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def _service(service: Service) -> list[Block]:
    blocks = [heading(2, of_record(service, "name"), new_page=True)]
    organisation = of_record(service.organisation, "name")
    blocks.append({"type": "paragraph", "runs": [run(organisation.words, bold=True)]})
    if service.status == Service.Status.TEMPORARILY_CLOSED:
        blocks.append(paragraph(_("Closed for now")))
    if summary := of_record(service, "summary"):
        blocks.append(paragraph(summary))
    for column, title in (
        ("description", _("What it is")),
        ("who_for", _("Who it is for")),
        ("how_to_get", _("How to get it")),
        ("what_next", _("What happens next")),
    ):
        if words := of_record(service, column):
            blocks += [heading(3, title), *rich_text(words)]
    checked = service.assured_date
    when = _("Checked on %(day)s.") % {"day": date_format(checked)} if checked else ""
    return [*blocks, *_practical(service), paper.source(when, service.get_absolute_url())]


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
        label = f" ({of_record(each.phone, 'label').words})" if each.phone.label else ""
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
    return of_record(session.schedule, "note")


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


def file_of(pack: PrintPack, *, language: str, is_large: bool) -> PackFile | None:
    """The pack as it stands now: the kept file, or a new one where any word has changed.

    None when nothing in it can be shown.
    """
    records = found(pack.entries)
    if not records:
        return None
    with translation.override(language):
        title = str(of_record(pack, "title"))
        blocks = blocks_of(records)
        found_pack: PackFile = keeping.kept(
            pack.files,
            keeping.digest_of(blocks, title),
            lambda: _typeset(blocks, title=title, is_large=is_large),
            language=language,
            is_large=is_large,
        )
        return found_pack


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
