"""What the site's feeds have in common."""

import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed

from core.caching import keep_for_everybody

# XML 1.0 has no place for these, not even escaped; a list that was imported may hold them.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def for_xml(text: str) -> str:
    return _CONTROL.sub(" ", text)


class PublicFeed(Feed):
    """RSS that is the same for everybody. What an item is called is no address of it: it changes
    with its words, so that a reader shows them again."""

    feed_type = Rss201rev2Feed
    item_guid_is_permalink = False

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        keep_for_everybody(request, response, seconds=600)
        return response
