"""What the frame of the desk's pages needs."""

from typing import Any

from django import template

from desk import menu

register = template.Library()


@register.inclusion_tag("desk/includes/menu.html", takes_context=True)
def desk_menu(context: dict[str, Any]) -> dict[str, Any]:
    top, below = menu.links(context["request"])
    return {"top": top, "below": below}
