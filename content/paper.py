"""Pages of words on paper: the blocks (`core.pdf.blocks`) of what stands on them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from markdown_it.token import Token

from core.pdf.blocks import Block, from_tokens, run

from .models import Page


def prose(tokens: Sequence[Token], *, lang: str = "", below: int = 1) -> list[Block]:
    """The blocks of a text as `content.markdown.parse` reads it. `lang`, `below`: as
    `core.pdf.blocks.from_tokens` has them.

    A paragraph that stands apart on the page ("! ", "^ ") stands apart on paper too.
    """
    blocks = from_tokens(tokens, lang=lang, below=below)
    return [_set_apart(block) if block["type"] == "paragraph" else block for block in blocks]


def _set_apart(block: Block) -> Block:
    first: dict[str, Any] = block["runs"][0] if block["runs"] else run("")
    if first["text"][:2] not in ("! ", "^ "):
        return block
    runs = [{**first, "text": first["text"][2:]}, *block["runs"][1:]]
    if first["text"].startswith("!"):
        runs = [run(_("Important:") + " ", bold=True), *runs]
    return {"type": "quote", "blocks": [{**block, "runs": runs}]}


def source(when: str, path: str) -> Block:
    """Where it stands on the website, in letters: a link cannot be pressed on paper."""
    address = f"{settings.SITE_URL}{path}"
    runs = [run(f"{when} " if when else ""), run(_("On the website:") + " ")]
    return {"type": "paragraph", "runs": [*runs, run(address, href=address)]}


def source_of(page: Page) -> Block:
    changed = timezone.localdate(page.changed_at or page.updated_at)
    when = _("Last updated on %(day)s.") % {"day": date_format(changed)}
    return source(when, page.get_absolute_url())
