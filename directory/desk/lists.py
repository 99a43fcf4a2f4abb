"""The lists of services, organisations and places, and choosing one of them for a service."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.models import Location, Organisation, Service, ServiceAtLocation

from .filters import FilterSet, LocationFilter, OrganisationFilter, ServiceFilter
from .kinds import LOCATION, ORGANISATION, SERVICE, Kind


class ListView(DeskMixin, View):
    kind: Kind
    filter_class: type[FilterSet]
    template_name = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = self.filter_class(request.GET, queryset=self.rows())
        context = {
            "heading": self.kind.list_title,
            "form": found.form,
            "page": page_of(request, found.qs),
        }
        return render(request, self.template_name, context)

    def rows(self) -> "QuerySet[Any]":
        raise NotImplementedError


class ServiceList(ListView):
    kind = SERVICE
    filter_class = ServiceFilter
    template_name = "directory/desk/services.html"

    def rows(self) -> "QuerySet[Service]":
        return Service.objects.select_related("organisation")


class OrganisationList(ListView):
    kind = ORGANISATION
    filter_class = OrganisationFilter
    template_name = "directory/desk/organisations.html"

    def rows(self) -> "QuerySet[Organisation]":
        kept = Service.objects.kept().order_by()
        return Organisation.objects.annotate(service_count=_count_by(kept, "organisation"))


class LocationList(ListView):
    kind = LOCATION
    filter_class = LocationFilter
    template_name = "directory/desk/locations.html"

    def rows(self) -> "QuerySet[Location]":
        links = ServiceAtLocation.objects.filter(service__archived_at=None)
        return Location.objects.annotate(service_count=_count_by(links, "location"))


def _count_by(rows: "QuerySet[Any]", key: str) -> Coalesce:
    """How many of `rows` belong to each record: reckoned for the page's records alone."""
    own = rows.filter(**{key: OuterRef("pk")}).values(key)
    return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number")), 0)
