"""Every version of a page, any two of them side by side, and bringing one back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from content import actions
from content.history import PageTimeline
from core.versions import MOST_DIGITS, StaleVersion, opened_on
from directory.desk.history import PER_PAGE

from .mixins import PageMixin


class HistoryView(PageMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        timeline = PageTimeline(self.record)
        page = Paginator(range(len(timeline)), PER_PAGE).get_page(request.GET.get("page"))
        start = max(page.start_index() - 1, 0)
        return self.show(
            "history",
            page=page,
            versions=timeline.page_versions(start, start + PER_PAGE),
            numbers=timeline.numbers(),
            may_put_back=request.user.has_perm("content.edit"),
        )


class CompareView(PageMixin):
    """?old=3&new=7: what differs between the two, the words that came and went marked.

    Left open, they are the newest version and the one before.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        newest = self.record.version
        asked = (self._number("old", max(newest - 1, 1)), self._number("new", newest))
        numbers = sorted(asked)
        try:
            changes = PageTimeline(self.record).between(*numbers)
        except LookupError:
            raise Http404 from None
        return self.show("compare", old=numbers[0], new=numbers[1], changes=changes)

    def _number(self, name: str, otherwise: int) -> int:
        typed = self.request.GET.get(name, str(otherwise))
        if not typed.isdecimal() or len(typed) > MOST_DIGITS:
            raise Http404
        return int(typed)


class PutBackView(PageMixin):
    permission = "content.edit"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            actions.restore(
                self.record,
                number=self.kwargs["version"],
                by=request.user,
                version=opened_on(request),
            )
        except LookupError:
            raise Http404 from None
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
        else:
            messages.success(request, _("Those words are back. Publish them to show them."))
        return self.back()
