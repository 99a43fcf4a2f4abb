"""The words that were agreed on, beside the page on which somebody translates."""

from collections.abc import Iterable
from typing import Any

from django import template

from core.languages import BY_CODE, tag
from directory.translatables import Text

from ..models import Term

register = template.Library()


@register.inclusion_tag("translating/includes/terms.html")
def agreed_words(texts: Iterable[Text], code: str) -> dict[str, Any]:
    """Those whose English stands in one of the texts. One query."""
    english = "\n".join(text.english for text in texts)
    return {
        "terms": Term.objects.of(code).in_text(english).order_by("english"),
        "code": code,
        "lang": tag(code),
        "dir": "rtl" if BY_CODE[code].rtl else "ltr",
    }
