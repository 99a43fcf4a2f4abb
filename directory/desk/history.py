"""Every version of a record: who, when, which words; and bringing one back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from directory import actions
from directory.history import Timeline

from .mixins import RecordMixin

PER_PAGE = 10


class HistoryView(RecordMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        timeline = Timeline(self.record)
        page = Paginator(range(len(timeline)), PER_PAGE).get_page(request.GET.get("page"))
        start = (page.number - 1) * PER_PAGE
        return self.show(
            "history",
            page=page,
            versions=timeline.versions(start, start + PER_PAGE),
            may_put_back=request.user.has_perm("directory.edit"),
        )


class PutBackView(RecordMixin):
    permission = "directory.edit"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        opened = request.POST.get("version", "")
        if not opened.isdecimal():
            raise SuspiciousOperation("This form was not sent by its own page.")
        try:
            actions.put_back(
                self.record, version=self.kwargs["version"], by=request.user, opened=int(opened)
            )
        except LookupError:
            raise Http404 from None
        except actions.StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at the newest version first.")
            )
            return redirect(self.kind.url("history"), self.record.pk)
        messages.success(request, _("Those words are back, as a new version."))
        return self.back()
