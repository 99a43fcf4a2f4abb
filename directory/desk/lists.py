"""The lists of services, organisations and places, and choosing one of them for a service."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.models import Location, Organisation, Service

from .filters import FilterSet, LocationFilter, OrganisationFilter, ServiceFilter

_KEPT_SERVICES = Count("services", filter=Q(services__archived_at__isnull=True), distinct=True)


class ListView(DeskMixin, View):
    filter_class: type[FilterSet]
    template_name = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.filter_class(request.GET, queryset=self.rows())
        page = page_of(request, found.qs)
        return render(request, self.template_name, {"form": found.form, "page": page})

    def rows(self) -> "QuerySet[Any]":
        raise NotImplementedError


class ServiceList(ListView):
    filter_class = ServiceFilter
    template_name = "directory/desk/services.html"

    def rows(self) -> "QuerySet[Service]":
        return Service.objects.select_related("organisation")


class OrganisationList(ListView):
    filter_class = OrganisationFilter
    template_name = "directory/desk/organisations.html"

    def rows(self) -> "QuerySet[Organisation]":
        return Organisation.objects.annotate(service_count=_KEPT_SERVICES)


class LocationList(ListView):
    filter_class = LocationFilter
    template_name = "directory/desk/locations.html"

    def rows(self) -> "QuerySet[Location]":
        return Location.objects.annotate(service_count=_KEPT_SERVICES)
