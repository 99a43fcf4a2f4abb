"""The first page after signing in: what the person looks after."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.provider import ProviderMixin
from directory.models import Organisation, Service


class HomeView(ProviderMixin):
    def get(self, request: HttpRequest) -> HttpResponse:
        listings = Prefetch("services", queryset=Service.objects.kept().order_by("name_en", "pk"))
        own = Organisation.objects.looked_after_by(request.user).prefetch_related(listings)
        return render(request, "provider/home.html", {"organisations": own})
