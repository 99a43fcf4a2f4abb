"""What the pages about one suggestion have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from core.ratelimit import Limit
from core.sameorigin import SameOriginMixin

from ..models import Suggestion

# A library may send many people's; to one person's address only a few e-mails go.
STARTS = Limit(name="suggestions.start", seconds=3600, of_subject=60, of_address=300)
SENDS = Limit(name="suggestions.send", seconds=3600, of_subject=6, of_address=200)
LOOKS = Limit(name="suggestions.look", seconds=3600, of_subject=120, of_address=300)
YESES = Limit(name="suggestions.yes", seconds=3600, of_subject=200, of_address=300)


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


class OwnPage(PrivatePage):
    """A page for the author, found by the key in its address."""

    @cached_property
    def suggestion(self) -> Suggestion:
        rows: Any = Suggestion.objects.for_page()
        # What somebody with an account began is theirs alone, in their own pages.
        found: Suggestion = get_object_or_404(rows, key=self.kwargs["key"], author=None)
        return found

    def to_own_page(self) -> HttpResponseBase:
        return redirect("suggestions:mine", self.suggestion.key)
