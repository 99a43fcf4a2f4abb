"""What the desk's pages about pages have in common."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content import kinds


class KindMixin(DeskMixin, View):
    """Finds the kind that the address names."""

    kind: Any = None

    def prepare(self) -> None:
        try:
            self.kind = kinds.get(self.kwargs["kind"])
        except LookupError:
            raise Http404 from None

    def rows(self) -> Any:
        rows: Any = self.kind.model._default_manager
        return rows.select_related(self.kind.model.topic_field, "owner")

    def list_url(self) -> str:
        return reverse("desk:pages", args=[self.kind.name])

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "kind": self.kind,
            "list_url": self.list_url(),
            "list_title": self.kind.plural,
        }
        return render(self.request, f"content/desk/{template}.html", context, status=status)


class PageMixin(KindMixin):
    """Finds the page that the address names before anything is answered."""

    record: Any = None

    def prepare(self) -> None:
        super().prepare()
        self.record = self.find()

    def find(self) -> Any:
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:page", args=[self.kind.name, self.record.pk])

    def back(self) -> HttpResponse:
        return redirect(self.record_url())

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"record": self.record, "record_url": self.record_url()}
        return super().show(template, status=status, **context)
