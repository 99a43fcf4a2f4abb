"""What pages of other apps say about the links in a record.

{% load links %}{% broken_links "service" record as broken %}
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings

from ..models import Link, LinkPlace

register = template.Library()


@register.simple_tag
def broken_links(kind: str, record: Any) -> list[LinkPlace]:
    """Where links that do not work stand in `record`, as of the last night. One query.

    `kind` is the name of a source: "service", "organisation", or that of a kind of page.
    """
    places = LinkPlace.objects.filter(
        kind=kind, object_id=record.pk, link__in=Link.objects.broken()
    )
    return list(places.select_related("link"))


@register.simple_tag
def broken_links_of_listings(listings: Iterable[Any]) -> list[LinkPlace]:
    """The same for several services at once (each listing has one). One query."""
    keys = [listing["service"].pk for listing in listings]
    places = LinkPlace.objects.filter(
        kind="service", object_id__in=keys, link__in=Link.objects.broken()
    )
    return list(places.select_related("link"))


@register.filter
def full_address(link: Link) -> str:
    """The address to open: with the site's own name before a path of it."""
    return f"{settings.SITE_URL}{link.address}" if link.is_own else link.address
