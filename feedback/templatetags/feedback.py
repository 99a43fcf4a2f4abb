from typing import Any

from django import template

from .. import pages

register = template.Library()


@register.simple_tag(takes_context=True)
def signed_page(context: dict[str, Any]) -> str:
    """The page's own path, signed; nothing where a page was not simply asked for."""
    request = context.get("request")
    if request is None or request.method != "GET":
        return ""
    return pages.signed(request.path)
