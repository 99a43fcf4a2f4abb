"""What the frame of a provider's pages needs."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from core import menus

register = template.Library()


@register.simple_tag(takes_context=True)
def provider_menu(context: dict[str, Any]) -> list[menus.Link]:
    request = context["request"]
    found = [
        menus.link(request, _("Your listings"), "provider:home"),
        *menus.links(
            request,
            [(_("People"), "provider:all_people"), (_("Your details"), "provider:you")],
        ),
    ]
    if request.user.has_perm("desk.view"):
        found.append(menus.link(request, _("Desk"), "desk:home"))
    return [*found, menus.link(request, _("The public site"), "directory:home")]
