"""Tags for pages of words: {% load content %}."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from core.languages import SOURCE
from core.templatetags.govuk import lang_attributes

from .. import markdown
from ..desk import choosing
from ..models import Page

register = template.Library()

# From how many headings on a list of them is worth its place.
ENOUGH_HEADINGS = 3


@register.simple_tag(takes_context=True)
def rich(
    context: Any,
    page: Any,
    name: str = "body",
    *,
    text: str | None = None,
    base_level: int = 2,
    explain: bool = True,
    in_rows: bool = False,
) -> markdown.Rendered | str:
    """A Markdown field of a page in the reader's language; in English, said to be, without one.

    {% rich page "body" %}, or {% rich page "body" as body %} and then {{ body }} and
    {% on_this_page body %}. Texts of one page share what was explained already. `explain=False`:
    letters are not explained, as in the glossary itself. `text`: a piece of the field, where the
    page shows it in pieces. `in_rows`: as Easy Read, each picture beside its words.
    """
    text = (getattr(page, name) or "") if text is None else text
    if not text.strip():
        return ""
    own = getattr(page, build_localized_fieldname(name, get_language() or SOURCE), "")
    language = (get_language() or SOURCE) if own else SOURCE
    shared = _shared(context)
    shared.explains = explain
    rendered = markdown.render(
        text, base_level=base_level, language=language, page=shared, in_rows=in_rows
    )
    attributes = lang_attributes(page, name)
    around = format_html('<div class="app-prose app-prose--page"{}>{}</div>', attributes, rendered)
    headings = [heading._replace(attributes=attributes) for heading in rendered.headings]
    return markdown.Rendered(around, headings)


def _shared(context: Any) -> markdown.Page:
    """What the texts of one answer know of each other, wherever in its templates they stand:
    kept with the request, since each included template has a context of its own."""
    request = context.get("request")
    if request is None:
        return markdown.Page()
    if not hasattr(request, "content_page"):
        request.content_page = markdown.Page()
    page: markdown.Page = request.content_page
    return page


@register.inclusion_tag("content/includes/on_this_page.html")
def on_this_page(*texts: markdown.Rendered | str) -> dict[str, Any]:
    """Links to the largest headings of the texts that `rich` drew; nothing for one or two."""
    found = [
        heading
        for text in texts
        if isinstance(text, markdown.Rendered)
        for heading in text.headings
    ]
    largest = min((heading.level for heading in found), default=0)
    top = [heading for heading in found if heading.level == largest]
    return {"headings": top if len(top) >= ENOUGH_HEADINGS else []}


@register.simple_tag
def shelves(page: Page) -> list[choosing.Shelf]:
    """The lists of records that are chosen for a page, for the desk: a query for each."""
    return choosing.shelves(page)
