"""Print packs as records with words to translate (`directory.translatables`)."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.versions import changing
from directory.translatables import Translatable, register, writer

from .models import PrintPack


def _page(key: UUID, code: str) -> str:
    return reverse("desk:print_pack_translate", args=[key, code])


def register_all() -> None:
    register(
        Translatable(
            name="print_pack",
            label=_("Print pack"),
            plural=_("Print packs"),
            model=PrintPack,
            records=PrintPack.objects.published,
            translate_url=_page,
            write=writer(changing, "print_pack.translated"),
        )
    )
