"""What the pages about one suggestion have in common."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from core.private import PrivatePage
from core.ratelimit import Limit

from ..models import Suggestion

# A library may send many people's; to one person's address only a few e-mails go.
STARTS = Limit(name="suggestions.start", seconds=3600, of_subject=60, of_address=300)
SENDS = Limit(name="suggestions.send", seconds=3600, of_subject=6, of_address=200)
LOOKS = Limit(name="suggestions.look", seconds=3600, of_subject=120, of_address=300)
YESES = Limit(name="suggestions.yes", seconds=3600, of_subject=200, of_address=300)


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
