"""What the desk's pages about bulletins have in common."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from directory.actions import StaleVersion

from .. import composing, sending
from ..models import Bulletin

MOST_DIGITS = 9


def version_of(request: HttpRequest) -> int:
    """The version that a form was opened on."""
    opened = request.POST.get("version", "")
    if not opened.isdecimal() or len(opened) > MOST_DIGITS:
        raise SuspiciousOperation("This form was not sent by its own page.")
    return int(opened)


class BulletinMixin(DeskMixin, View):
    """A page about one bulletin, which its address names by `pk`."""

    permission = "bulletins.edit"
    bulletin: Bulletin

    def prepare(self) -> None:
        self.bulletin = get_object_or_404(Bulletin, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except composing.NotOpen:
            messages.error(request, _("It has gone out, so its words stay as they are."))
        except composing.TooMany:
            messages.error(
                request,
                _("A bulletin holds %(number)d entries at most. Take something out first.")
                % {"number": composing.MOST_ENTRIES},
            )
        except sending.NotReady:
            messages.error(request, _("That cannot be done with it now. Look at its state."))
        except StaleVersion:
            messages.error(
                request, _("Somebody changed it a moment ago. Look at it before you go on.")
            )
        return self.back()

    def back(self) -> HttpResponse:
        return redirect("desk:bulletin", self.kwargs["pk"])

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return self.back()

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        crumbs = [(reverse("desk:bulletins"), _("Bulletins"))]
        if template != "bulletin":
            crumbs.append((reverse("desk:bulletin", args=[self.bulletin.pk]), str(self.bulletin)))
        context = {"bulletin": self.bulletin, "crumbs": crumbs, **context}
        return render(self.request, f"bulletins/desk/{template}.html", context, status=status)
