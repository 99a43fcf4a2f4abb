"""A Word file as Markdown of pages, its pictures in the library."""

import logging
from typing import Any
from xml.parsers.expat import ExpatError

import mammoth
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from lxml import etree

from core import uploads
from core.uploads import Refused

from . import library_actions, pasting
from .library import Image

MOST_PICTURES = 30
# Word's own names of styles that mammoth knows no element for.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote:fresh
p[style-name='Intense Quote'] => blockquote:fresh
"""
_log = logging.getLogger(__name__)


def word(sent: "File[bytes]", *, by: Any) -> tuple[str, list[Image]]:
    """The Markdown of a .docx file, and its pictures in order. Raises core.uploads.Refused.

    The file is looked through first as one that a stranger sends is. Pictures that cannot be kept
    (drawings of Word's own) are left out; those kept have the words that Word has for them.
    """
    paper = uploads.paper(sent)
    if paper.content_type != uploads.DOCX:
        raise Refused(_("This is no Word file. Choose one whose name ends with .docx."))
    pictures: list[tuple[str, Image]] = []
    name = uploads.clean_name(sent.name or "", "docx").removesuffix(".docx")

    def keep(found: Any) -> Any:
        kept = (
            _kept(found, f"{name}-{len(pictures) + 1}", by)
            if len(pictures) < MOST_PICTURES
            else None
        )
        if kept is None:
            return []
        # An element that survives the cleaning and can be found again.
        token = f"picture{len(pictures)}of{paper.size}"
        pictures.append((token, kept))
        return [mammoth.html.text(token)]

    try:
        html = mammoth.convert_to_html(
            paper.content, style_map=_STYLES, convert_image=keep, ignore_empty_paragraphs=True
        ).value
        text = pasting.to_markdown(html)
    # It opens parts that anything may have written; what it raises then is not said anywhere.
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, OSError) as error:
        raise Refused(_unreadable()) from error
    except (etree.LxmlError, ExpatError, RecursionError) as error:
        raise Refused(_unreadable()) from error
    for token, image in pictures:
        text = text.replace(token, f"![]({image.upload.get_absolute_url()})")
    return text, [image for _token, image in pictures]


def _unreadable() -> str:
    return _("We cannot read this Word file. Open it in Word, save it again and send that.")


def _kept(found: Any, name: str, by: Any) -> Image | None:
    try:
        with found.open() as opened:
            content = ContentFile(opened.read(uploads.LARGEST_PHOTO + 1), name=name)
        words = " ".join(str(found.alt_text or "").split())
        return library_actions.add_image(content, by=by, title=name, alt=words)
    except (Refused, OSError, KeyError):
        _log.info("A picture of a Word file could not be kept.")
        return None


def describe(form: Any, *, by: Any) -> None:
    """Keep the words of a picture."""
    library_actions.save(form.instance, by=by, fields=form.changed_data)
