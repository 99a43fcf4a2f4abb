"""The directory's own kinds of record with words to translate (`translatables`)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import actions, term_actions
from .models import Location, Organisation, Service, ServiceAtLocation, TaxonomyTerm
from .translatables import Translatable, register, writer

# Rows of a service, and of an organisation, with words of their own.
ROWS_OF_A_SERVICE = (
    "phones",
    "schedules",
    "cost_options",
    "at_locations",
    "photos",
    "documents",
)
ROWS_OF_AN_ORGANISATION = ("phones",)


def _places() -> "QuerySet[Any]":
    """Those at which a published service is."""
    at = ServiceAtLocation.objects.filter(
        location=OuterRef("pk"), service__in=Service.objects.published()
    )
    return Location.objects.filter(Exists(at), archived_at=None)


def _page(name: str) -> Callable[[UUID, str], str]:
    return lambda key, code: reverse(f"desk:{name}_translate", args=[key, code])


def register_all() -> None:
    register(
        Translatable(
            name="service",
            label=_("Service"),
            plural=_("Services"),
            model=Service,
            records=Service.objects.published,
            rows=ROWS_OF_A_SERVICE,
            translate_url=_page("service"),
            write=writer(actions.changing, "service.translated"),
        )
    )
    register(
        Translatable(
            name="organisation",
            label=_("Organisation"),
            plural=_("Organisations"),
            model=Organisation,
            records=Organisation.objects.published,
            rows=ROWS_OF_AN_ORGANISATION,
            translate_url=_page("organisation"),
            write=writer(actions.changing, "organisation.translated"),
        )
    )
    register(
        Translatable(
            name="location",
            label=_("Place"),
            plural=_("Places"),
            model=Location,
            records=_places,
            translate_url=_page("location"),
            write=writer(actions.changing, "location.translated"),
        )
    )
    register(
        Translatable(
            name="term",
            label=_("Topic or need"),
            plural=_("Topics and needs"),
            model=TaxonomyTerm,
            records=TaxonomyTerm.objects.all,
            translate_url=_page("term"),
            write=writer(term_actions.changing_term, "term.translated"),
        )
    )
