"""Pages and the things of the library as records with words to translate
(`directory.translatables`)."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from core.versions import changing
from directory import translatables
from directory.translatables import Text, Translatable

from .library import GlossaryEntry, Image, Video

if TYPE_CHECKING:
    from .kinds import Kind


def register_pages(kind: "Kind") -> None:
    model: Any = kind.model
    translatables.register(
        Translatable(
            name=kind.name,
            label=kind.label,
            plural=kind.plural,
            model=model,
            records=model._default_manager.live,
            translate_url=partial(_page, kind.name),
            write=_write,
        )
    )


def _page(kind: str, key: UUID, code: str) -> str:
    return reverse("desk:page_translate", args=[kind, key, code])


def _write(
    record: Any,
    *,
    code: str,
    words: Mapping[Text, str],
    made_by: str,
    by: Any = None,
    version: int | None = None,
) -> list[Text]:
    """Words that the public reads at once, whatever else waits to be published.

    A text that an editor has changed in the working copy is left out: theirs goes out next.
    """
    from . import actions

    # Before the page is read anew: these are of the English that was read.
    english = {text: text.english for text in words}
    with transaction.atomic():
        by_column = {column(text.field, code): text for text in words}
        values = {name: words[text] for name, text in by_column.items()}
        done = actions.translate(
            record, values=values, by=by, version=version, language=code, made_by=made_by
        )
        written = [by_column[name] for name in done]
        translatables.remember(
            {text: words[text] for text in written}, code, made_by=made_by, by=by, english=english
        )
    return written


def register_library() -> None:
    """Pictures, videos and the words of the glossary."""
    from . import library_actions

    # The name, and that of its pages on the desk.
    shelves: tuple[tuple[str, str, Any, str | Promise, str | Promise], ...] = (
        ("image", "image", Image, _("Picture"), _("Pictures")),
        ("video", "video", Video, _("Video"), _("Videos")),
        ("glossary", "glossary_entry", GlossaryEntry, _("Word explained"), _("Glossary")),
    )
    for name, address, model, label, plural in shelves:
        translatables.register(
            Translatable(
                name=name,
                label=label,
                plural=plural,
                model=model,
                records=model._default_manager.all,
                translate_url=partial(_entry, address),
                write=translatables.writer(
                    changing,
                    f"{model._meta.model_name}.translated",
                    afterwards=library_actions.index,
                ),
            )
        )


def _entry(name: str, key: UUID, code: str) -> str:
    return reverse(f"desk:{name}_translate", args=[key, code])
