"""Choosing an organisation or a place for a service, by searching: there may be thousands."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from directory import actions
from directory.models import Location, Organisation, Service

from .filters import having_words
from .mixins import RecordMixin, key_or_404

MOST_OFFERED = 20


class ChooseOrganisationView(DeskMixin, View):
    """For a new service, or for one that moves to another organisation."""

    permission = "directory.edit"

    def prepare(self) -> None:
        pk = self.kwargs.get("pk")
        self.service = get_object_or_404(Service, pk=pk) if pk else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = request.GET.get("q", "").strip()[:200]
        rows = Organisation.objects.published().order_by("name_en", "pk")
        found = having_words(rows, words, "name_en", "slug")
        context = {
            "service": self.service,
            "words": words,
            "found": found[:MOST_OFFERED],
            "count": found.count(),
        }
        return render(request, "directory/desk/choose_organisation.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.service is None:
            raise Http404
        key = key_or_404(request.POST.get("organisation", ""))
        organisation = get_object_or_404(Organisation.objects.published(), pk=key)
        actions.move_service(self.service, to=organisation, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk:service", self.service.pk)


class ChoosePlaceView(RecordMixin):
    """Give a service one more place: one that is known already."""

    permission = "directory.edit"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = request.GET.get("q", "").strip()[:200]
        others = Location.objects.kept().exclude(at_services__service=self.record)
        rows = others.order_by("name_en", "pk")
        found = having_words(rows, words, "name_en", "address_1", "city", "postal_code")
        return self.show(
            "choose_place", words=words, found=found[:MOST_OFFERED], count=found.count()
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        place = get_object_or_404(
            Location.objects.kept(), pk=key_or_404(request.POST.get("location", ""))
        )
        actions.add_place(self.record, place, by=request.user)
        messages.success(request, _("Added."))
        return redirect("desk:service_edit", self.record.pk, "places")
