"""An Easy Read page as a PDF to print: large letters, and each picture beside its words.

It is kept until any word or picture of it changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it.token import Token
from PIL import Image as Drawing
from PIL import UnidentifiedImageError

from content import markdown, paper
from content.library import Image
from core.languages import SOURCE
from core.pdf import keeping, typeset
from core.pdf.blocks import Block, lang_of, paragraph, runs_of, without_gaps
from core.texts import Text, of_record

from .models import Variant, VariantFile

# Different ones in one file: four stand on a sheet, and nobody reads more than 20 sheets.
MOST_PICTURES = 100
# As wide as on a telephone: 4.4 cm of paper with 300 dots an inch are 520.
_DOTS = 640
# Letters beside a picture that surely fit on one page.
_FIT = 700


def file_of(variant: Variant) -> VariantFile:
    """The file in the active language, as the page stands now."""
    language = get_language() or SOURCE
    title = of_record(variant, "title").words
    words = of_record(variant, "body")
    tokens = markdown.pictures_apart(markdown.parse(words.words))
    images = markdown.images_of(tokens)
    blocks = _blocks(variant, words, tokens, images)
    file: VariantFile = keeping.kept(
        variant.files,
        keeping.digest_of(blocks, title),
        lambda: make(blocks, images, title=title, language=language),
        language=language,
    )
    return file


def make(blocks: list[Block], images: dict[Any, Image], *, title: str, language: str) -> bytes:
    council = settings.BRAND["council"]
    pictures = _pictures(images)
    made = _("Made on %(day)s by %(council)s.")
    made %= {"day": date_format(timezone.localdate()), "council": council}
    return typeset.make(
        [_without_lost(block, pictures) for block in blocks],
        title=title,
        subtitle=f"{Variant.Form.EASY_READ.label}. {made}",
        author=council,
        contents="",
        language=language,
        size=typeset.LARGE,
        pictures=pictures,
    )


# --- Blocks ---------------------------------------------------------------------------------------


def _blocks(
    variant: Variant, words: Text, tokens: list[Token], images: dict[Any, Image]
) -> list[Block]:
    blocks: list[Block] = []
    if summary := of_record(variant, "summary"):
        blocks.append(paragraph(summary))
    for part in _parts(tokens):
        drawn = paper.prose(part.tokens, lang=lang_of(words))
        blocks += [_pictured(part.picture, drawn, words, images)] if part.picture else drawn
    return without_gaps([*blocks, paper.source_of(variant)])


@dataclass
class _Part:
    """A picture, and what follows it up to the next picture or heading."""

    picture: Token | None = None
    tokens: list[Token] = field(default_factory=list)


def _parts(tokens: list[Token]) -> Iterator[_Part]:
    part = _Part()
    rest = iter(enumerate(tokens))
    for index, token in rest:
        following = tokens[index + 1] if index + 1 < len(tokens) else token
        if token.level == 0 and token.type == "heading_open":
            yield part
            part = _Part()
        if (
            token.level == 0
            and token.type == "paragraph_open"
            and markdown.begins_with_picture(following)
        ):
            yield part
            part = _Part(picture=(following.children or [])[0])
            # Its own paragraph has nothing else in it.
            next(rest), next(rest)
        else:
            part.tokens.append(token)
    yield part


def _pictured(picture: Token, blocks: list[Block], words: Text, images: dict[Any, Image]) -> Block:
    image = images.get(markdown.file_key(str(picture.attrGet("src") or "")))
    language = SOURCE if words.in_english else get_language() or SOURCE
    alt = markdown.alt_of(picture, image, language)
    if image is None and alt:
        # The page shows the words of a picture that is gone.
        blocks = [{"type": "paragraph", "runs": runs_of(alt)}, *blocks]
    return {
        "type": "pictured",
        "picture": f"{image.upload_id}.jpg" if image else "",
        "alt": alt.words,
        "lang": lang_of(alt) or lang_of(words),
        "whole": _letters(blocks) <= _FIT,
        "blocks": blocks,
    }


def _letters(blocks: Any) -> int:
    """How much there is to read; each paragraph and each line of a list takes a line at least."""
    if isinstance(blocks, list):
        return sum(_letters(each) for each in blocks)
    if isinstance(blocks, dict):
        own = len(blocks["text"]) if "text" in blocks else 0
        inside = sum(_letters(each) for each in blocks.values() if isinstance(each, list))
        return own + inside + (40 if "runs" in blocks else 0)
    return 0


# --- Pictures -------------------------------------------------------------------------------------


def _pictures(images: dict[Any, Image]) -> dict[str, bytes]:
    """By the names of their files. One whose file is lost is left out, as are those beyond
    MOST_PICTURES."""
    found = {}
    for key, image in list(images.items())[:MOST_PICTURES]:
        if content := _as_jpeg(image):
            found[f"{key}.jpg"] = content
    return found


def _as_jpeg(image: Image) -> bytes:
    """As small as paper needs it. A PDF would keep WebP, as it is served, unpacked."""
    try:
        with image.upload.small.open("rb") as file, Drawing.open(file, formats=("WEBP",)) as drawn:
            drawn.thumbnail((_DOTS, _DOTS))
            whole = drawn.convert("RGBA")
    except (OSError, UnidentifiedImageError):
        return b""
    on_paper = Drawing.new("RGB", whole.size, "white")
    on_paper.paste(whole, mask=whole.getchannel("A"))
    written = BytesIO()
    on_paper.save(written, "JPEG", quality=88, optimize=True)
    return written.getvalue()


def _without_lost(block: Block, pictures: dict[str, bytes]) -> Block:
    if block["type"] != "pictured" or block["picture"] in pictures:
        return block
    return {**block, "picture": ""}
