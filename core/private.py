"""Pages of one visitor, without an account and without a cookie."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from core.sameorigin import SameOriginMixin


# Every class with a dispatch of its own must be exempted itself: the mark is on the function.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class PrivatePage(SameOriginMixin, View):
    """A page of one visitor: in no cache and in no search engine.

    Its address may be its key. Other sites are never told it: Referrer-Policy, in the settings of
    Django, gives them the site's name at most.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self.instead() or super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def instead(self) -> HttpResponseBase | None:
        """The answer where this page is not the right one any more."""
        return None
