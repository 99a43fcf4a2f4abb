"""What trusted organisations published at once: an officer looks at it after, or undoes it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.actions import StaleVersion

from .. import reviewing
from ..actions import NotNow
from ..models import Suggestion
from ..querysets import LATE_DAYS
from . import differences
from .forms import UndoForm
from .page import Page
from .queue import uuids

PER_PAGE = 25


class PublishedView(DeskMixin, View):
    """The oldest first, each with what it changed. Officers tick what looks right."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request, _to_review(), PER_PAGE)
        shown = list(page)
        services = differences.listings(shown)
        late = timezone.now() - timedelta(days=LATE_DAYS)
        entries = [
            {
                "suggestion": each,
                "service": services.get(each.service_id),
                "differences": differences.of(each, services.get(each.service_id)),
                "is_late": each.submitted_at < late,
                "value": each.pk,
            }
            for each in shown
        ]
        context = {
            "page": page,
            "entries": entries,
            "may_decide": request.user.has_perm("suggestions.decide"),
        }
        return render(request, "suggestions/desk/published.html", context)


class LookRightView(DeskMixin, View):
    """All that was ticked, or the one whose page it is; then the next one opens."""

    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        keys = [key for ticked in request.POST.getlist("right")[:PER_PAGE] for key in uuids(ticked)]
        done = 0
        for suggestion in Suggestion.objects.filter(pk__in=keys):
            try:
                reviewing.looks_right(suggestion, by=request.user)
                done += 1
            except NotNow as problem:
                messages.error(request, f"{suggestion}: {problem}")
        if done:
            words = ngettext(
                "%(count)d looked at: it stays.", "%(count)d looked at: they stay.", done
            )
            messages.success(request, words % {"count": done})
        return open_next() if "open_next" in request.POST else redirect("desk:published")


class UndoView(Page):
    """Put back what the listing said before, and tell the author why."""

    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = UndoForm(request.POST, changed=self.changed)
        if not form.is_valid():
            return self.show(undo_form=form, status=422)
        version = request.POST.get("version", "")
        try:
            reviewing.undo(
                self.suggestion,
                by=request.user,
                reason=form.cleaned_data["reason"],
                version=int(version) if version.isdecimal() and len(version) < 10 else None,
                anyway=form.anyway,
            )
        except StaleVersion:
            del self.service
            return self.show(is_stale=True, undo_form=self.undo_form(), status=409)
        except NotNow as problem:
            messages.error(request, str(problem))
            return self.back()
        messages.success(request, _("Undone. The author is told why."))
        return open_next()


def _to_review() -> "QuerySet[Suggestion]":
    rows: Any = Suggestion.objects.to_review().select_related("author", "organisation", "contact")
    return rows


def open_next() -> HttpResponse:
    found = _to_review().first()
    return redirect("desk:suggestion", found.pk) if found else redirect("desk:published")
