"""What pages say of their translation: {% load translating %}."""

from typing import Any

from django import template
from django.utils.translation import get_language

from core.languages import SOURCE
from core.templatetags.govuk import page_in

from .. import interface
from ..notes import flat, note_of

register = template.Library()


@register.inclusion_tag("translating/includes/note.html", takes_context=True)
def translation_note(context: dict[str, Any], *shown: Any, only: str = "") -> dict[str, Any]:
    """That words of the page are not checked, or in English, and the way to the English page.

    {% translation_note page %}, or lists of records with the fields that the page shows of them:
    {% translation_note items only="title summary" %}. One query, and none on an English page.
    """
    code = get_language() or SOURCE
    if code == SOURCE or "request" not in context:
        return {}
    note = note_of(flat(shown), code, only.split())
    return {"note": note, "english_url": page_in(context["request"], SOURCE)}


@register.inclusion_tag("translating/includes/interface_note.html", takes_context=True)
def interface_note(context: dict[str, Any]) -> dict[str, Any]:
    """That nobody who speaks the language of the page has read the words of the site in it."""
    code = get_language() or SOURCE
    if "request" not in context or interface.is_read(code):
        return {}
    request = context["request"]
    return {"request": request, "english_url": page_in(request, SOURCE)}
