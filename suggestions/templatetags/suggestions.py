"""How the parts of suggestions are shown."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..parts import TRANSLATIONS

register = template.Library()


@register.simple_tag
def in_its_language(key: str) -> SafeString:
    """Attributes of the element that shows what a part says: a translation is in its language; in
    what language somebody wrote all else nobody knows."""
    if (found := TRANSLATIONS.get(key)) is None:
        return format_html('lang="" dir="{}"', "auto")
    return format_html('lang="{}" dir="{}"', found.language.tag, found.language.direction)
