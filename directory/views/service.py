"""One service: its page and its calendar file."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from core.caching import PublicPageMixin

from .. import calendars, jsonld, mylist, presenters
from ..models import Service, TaxonomyTerm

MOST_SIMILAR = 4


class ServiceView(PublicPageMixin, TemplateView):
    template_name = "directory/service.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        service = published(kwargs["slug"])
        if service is None:
            return moved(kwargs["slug"], "directory:service")
        return self.render_to_response(context_of(request, service))


class ServiceTimesView(PublicPageMixin, View):
    """The service's times for the family's own calendar."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        service = published(slug)
        if service is None:
            return moved(slug, "directory:service_times")
        today = timezone.localdate()
        if not calendars.has_times(service, today):
            raise Http404
        address = request.build_absolute_uri(service.get_absolute_url())
        content = calendars.of_service(service, address=address, today=today)
        return calendars.answer(content, service.slug)


def published(slug: str) -> Service | None:
    return Service.objects.published().with_everything().filter(slug=slug).first()


def moved(slug: str, page: str) -> HttpResponse:
    """Where the service that had the address `slug` before is now; 404 when there is none."""
    service = Service.objects.with_old_address(slug).only("slug").first()
    if service is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(page, args=[service.slug]))


def terms_by_kind(service: Service) -> dict[str, list[TaxonomyTerm]]:
    found: dict[str, list[TaxonomyTerm]] = {}
    for term in service.terms.all():
        found.setdefault(term.taxonomy.slug, []).append(term)
    return found


def context_of(request: HttpRequest, service: Service) -> dict[str, Any]:
    """What the page of a service shows. Expects everything of it loaded."""
    address = request.build_absolute_uri(service.get_absolute_url())
    terms = terms_by_kind(service)
    return {
        "service": service,
        "address": address,
        "terms": terms,
        "topic": next(iter(terms.get("category", [])), None),
        "ages": presenters.ages_in_words(service.minimum_age, service.maximum_age),
        "phones": presenters.phones(service),
        "email": service.email or service.organisation.email,
        "website": service.website or service.organisation.website,
        "sessions": presenters.sessions(service),
        "has_times": calendars.has_times(service, timezone.localdate()),
        "places": presenters.places(service),
        "has_secret_place": presenters.has_secret_place(service),
        "prices": presenters.prices(service),
        "referral": presenters.referral(service),
        "delivery": presenters.delivery(service),
        "spoken": presenters.spoken(service),
        "checked_lately": not service.is_long_unchecked,
        "similar": Service.objects.like(service)[:MOST_SIMILAR],
        "kept": service.pk in mylist.of_visitor(request),
        "list_id": mylist.encode([service.pk]),
        "jsonld": jsonld.as_script(
            jsonld.of_service(service, address=address, area=settings.BRAND["area"])
        ),
    }
