"""The officer's list of links that do not work. All names of addresses begin with "desk:"."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.desk.filters import Choice, FilterSet, Words

from . import actions
from .models import Link

STATES: dict[str, Any] = {
    "": (gettext_lazy("Do not work"), lambda rows: rows.broken()),
    "moved": (gettext_lazy("Moved for good"), lambda rows: rows.unmarked().filter(state="moved")),
    "blocked": (
        gettext_lazy("Do not let us look"),
        lambda rows: rows.unmarked().filter(state="blocked"),
    ),
    "failing": (
        gettext_lazy("Failed lately, and are tried again"),
        lambda rows: rows.unmarked().filter(failures__gt=0).exclude(state="broken"),
    ),
    "fine": (gettext_lazy("Marked as fine"), lambda rows: rows.marked_fine()),
    "all": (gettext_lazy("All links"), lambda rows: rows),
}


class LinkFilter(FilterSet):
    state = Choice(gettext_lazy("Which links"), STATES)
    q = Words("address", "places__label", label=gettext_lazy("Words"))

    class Meta:
        model = Link
        fields: list[str] = []


def listed() -> "QuerySet[Link]":
    return Link.objects.prefetch_related("places").order_by("failed_since", "address").distinct()


class LinksView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = LinkFilter(request.GET, queryset=listed())
        context = {
            "heading": _("Links"),
            "form": found.form,
            "page": page_of(request, found.qs),
            "checks_others": settings.CHECK_LINKS,
        }
        return render(request, "links/desk.html", context)


class _ButtonView(DeskMixin, View):
    permission = "links.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.change(get_object_or_404(Link, pk=pk))
        # Back to the list as it was narrowed.
        response = redirect("desk:links")
        if kept := QueryDict(request.POST.get("kept", "")[:500]):
            response["Location"] += f"?{kept.urlencode()}"
        return response

    def change(self, link: Link) -> None:
        raise NotImplementedError


class MarkFineView(_ButtonView):
    def change(self, link: Link) -> None:
        actions.mark_fine(link, by=self.request.user)
        messages.success(self.request, _("Marked as fine. We leave it alone for a year."))


class CheckAgainView(_ButtonView):
    def change(self, link: Link) -> None:
        actions.ask_again(link, by=self.request.user)
        messages.success(self.request, _("We check it now. Come back in a minute."))
