"""What the pages of one record have in common."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic.base import View

from accounts.desk import DeskMixin

from .kinds import SERVICE, Kind


class RecordMixin(DeskMixin, View):
    """Finds the record that the address names before anything is answered."""

    kind: Kind = SERVICE

    def prepare(self) -> None:
        self.record = self.find()

    def find(self) -> Any:
        return get_object_or_404(self.kind.model, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect(self.kind.url(), self.record.pk)

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "kind": self.kind,
            "record": self.record,
            "list_url": reverse(self.kind.list_url),
            "list_title": self.kind.list_title,
            "record_url": reverse(self.kind.url(), args=[self.record.pk]),
        }
        return render(self.request, f"directory/desk/{template}.html", context, status=status)


def key_or_404(typed: str) -> UUID:
    """A key that came in an address or a form as text."""
    try:
        return UUID(typed)
    except ValueError:
        raise Http404 from None
