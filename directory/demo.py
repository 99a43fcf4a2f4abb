"""Loads the demo's directory from `demo_content/*.yaml`: what is missing, never over an edit."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml
from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import CODES, SOURCE
from core.translations import english
from search import demo as search_demo
from search import postcodes

from . import actions, coverage, duplicates, files, indexing
from .models import (
    CostOption,
    LikelyDuplicateOrganisation,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Photo,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceDocument,
    Taxonomy,
    TaxonomyTerm,
)

CONTENT = Path(__file__).parent / "demo_content"
_NAMESPACE = UUID("6f1c1f9e-54b5-4f0e-9a4b-2f3f0a6b7c11")
_PROSE = ("summary", "description", "who_for", "how_to_get", "what_next", "wait_time", "cost_note")


def load(progress: Callable[[str], None]) -> None:
    with transaction.atomic():
        _load_taxonomies(read("taxonomies"))
        for entry in read("organisations"):
            _load_organisation(entry)
        for entry in read("locations"):
            _load_location(entry)
        entries = read("services")
        new = [entry for entry in entries if _load_service(entry)]
        indexing.index(Service.objects.filter(pk__in=[key("service", e["slug"]) for e in new]))
        coverage.load_first_list()
        _list_some_twice()
    for entry in read("files"):
        _load_files(entry)
    progress(f"{len(entries)} services of {Organisation.objects.count()} organisations")
    search_demo.load_best_bets(progress, lambda slug: key("service", slug))


# What an import brought in again: a listing, unpublished, under nearly the same name, an
# organisation and a place.
_LISTED_TWICE = "quiet-bounce"
_ORGANISATION_TWICE = {
    "slug": "southampton-parent-carers-forum",
    "name": "Southampton Parent Carers’ Forum",
    "kind": "charity",
    "website": "https://www.parentforum.example.org/about",
    "email": "hello@parentforum.example.org",
}
_PLACE_TWICE = {
    "slug": "weston-hub",
    "name": "Weston Hub",
    "address_1": "41 Foxglove Rise",
    "city": "Southampton",
    "postcode": "SO19 9RX",
}


def _list_some_twice() -> None:
    """For the officer's pages of likely duplicates. Never again once somebody has merged them."""
    _load_organisation(_ORGANISATION_TWICE)
    _load_location(_PLACE_TWICE)
    found = Service.objects.filter(slug=_LISTED_TWICE).first()
    slug = f"{_LISTED_TWICE}-sessions"
    if found is not None and not Service.objects.filter(slug=slug).exists():
        twin = actions.copy(found, by=None, name=f"{english(found, 'name')} sessions")
        twin.slug, twin.website = slug, "https://www.example.org/quiet-bounce"
        twin.summary = "A calm hour on the trampolines, with fewer people and no music."
        twin.save()
    if not LikelyDuplicateOrganisation.objects.exists():
        duplicates.find_all()


def read(kind: str) -> list[dict[str, Any]]:
    """All entries of one kind: `kind.yaml`, or every file of the folder `kind/`."""
    files = sorted((CONTENT / kind).glob("*.yaml")) or [CONTENT / f"{kind}.yaml"]
    return [entry for file in files for entry in yaml.safe_load(file.read_text("utf-8"))]


def key(kind: str, slug: str) -> UUID:
    """The same UUID on every machine, so that loading twice adds nothing twice."""
    return uuid5(_NAMESPACE, f"{kind}/{slug}")


def _in_english(entry: dict[str, Any], *fields: str) -> dict[str, str]:
    return {column(field, SOURCE): _one_line(entry.get(field) or "") for field in fields}


def _term_texts() -> dict[tuple[str, str], dict[str, str]]:
    """Columns of the other languages by taxonomy and term, from `terms/<language>.yaml`.

    "_" is the taxonomy itself.
    """
    texts: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for file in sorted((CONTENT / "terms").glob("*.yaml")):
        for taxonomy, terms in yaml.safe_load(file.read_text("utf-8")).items():
            for slug, fields in terms.items():
                for field, text in fields.items():
                    texts[taxonomy, slug][column(field, file.stem)] = _one_line(text)
    return texts


def _one_line(text: Any) -> str:
    return " ".join(str(text).split())


def _load_taxonomies(entries: Iterable[dict[str, Any]]) -> None:
    texts = _term_texts()
    for entry in entries:
        taxonomy, _ = Taxonomy.objects.get_or_create(
            slug=entry["slug"],
            defaults={
                "id": key("taxonomy", entry["slug"]),
                **_in_english(entry, "name", "description"),
                **texts[entry["slug"], "_"],
            },
        )
        _load_terms(taxonomy, entry["terms"], texts, parent=None)


def _load_terms(
    taxonomy: Taxonomy,
    entries: Iterable[dict[str, Any]],
    texts: dict[tuple[str, str], dict[str, str]],
    *,
    parent: TaxonomyTerm | None,
) -> None:
    for order, entry in enumerate(entries):
        term, _ = TaxonomyTerm.objects.get_or_create(
            taxonomy=taxonomy,
            slug=entry["slug"],
            defaults={
                "id": key(f"term/{taxonomy.slug}", entry["slug"]),
                "parent": parent,
                "order": order,
                **_in_english(entry, "name", "description", "keywords"),
                **texts[taxonomy.slug, entry["slug"]],
            },
        )
        _load_terms(taxonomy, entry.get("children") or [], texts, parent=term)


def _load_organisation(entry: dict[str, Any]) -> None:
    organisation, created = Organisation.objects.get_or_create(
        slug=entry["slug"],
        defaults={
            "id": key("organisation", entry["slug"]),
            "kind": entry.get("kind", ""),
            "website": entry.get("website", ""),
            "email": entry.get("email", ""),
            **_in_english(entry, "name", "description"),
        },
    )
    if created:
        _add_phones(entry, organisation=organisation)
        for number in entry.get("identifiers") or []:
            OrganisationIdentifier.objects.create(
                organisation=organisation,
                identifier_type=number["type"],
                identifier=str(number["value"]),
            )


def _add_phones(entry: dict[str, Any], **owner: Any) -> None:
    for phone in entry.get("phones") or []:
        Phone.objects.create(number=phone["number"], label_en=phone.get("label", ""), **owner)


def _load_location(entry: dict[str, Any]) -> None:
    place = postcodes.find(entry.get("postcode", ""))
    latitude, longitude = (
        postcodes.to_degrees(place.easting, place.northing) if place else (None, None)
    )
    location, created = Location.objects.get_or_create(
        id=key("location", entry["slug"]),
        defaults={
            **_in_english(entry, "name", "access_note", "transport_note"),
            "address_1": entry.get("address_1", ""),
            "address_2": entry.get("address_2", ""),
            "city": entry.get("city", ""),
            "postal_code": entry.get("postcode", ""),
            "latitude": latitude,
            "longitude": longitude,
            "hidden": entry.get("hidden", False),
        },
    )
    if created:
        location.terms.set(_terms("accessibility", entry.get("accessibility")))


def _terms(kind: str, slugs: Iterable[str] | None) -> list[TaxonomyTerm]:
    terms = TaxonomyTerm.objects.of(kind).select_related("parent")
    return list(terms.filter(slug__in=slugs or []))


_KINDS = {
    "category": "categories",
    "need": "needs",
    "audience": "audiences",
    "stage": "stages",
    "accessibility": "accessibility",
}


def _load_service(entry: dict[str, Any]) -> bool:
    """Add the service and all its parts; False when it is there already."""
    identifier = key("service", entry["slug"])
    if Service.objects.filter(pk=identifier).exists():
        return False
    youngest, oldest = entry.get("ages") or (None, None)
    service = Service(
        id=identifier,
        slug=entry["slug"],
        organisation=Organisation.objects.get(slug=entry["organisation"]),
        name_en=entry["name"],
        minimum_age=youngest,
        maximum_age=oldest,
        status=entry.get("status", Service.Status.ACTIVE),
        referral=entry.get("referral") or [],
        delivery=entry.get("delivery") or [],
        coverage=entry.get("coverage", ""),
        languages=entry.get("languages") or [],
        website=entry.get("website", ""),
        email=entry.get("email", ""),
        **{f"{field}_en": str(entry.get(field) or "").strip() for field in _PROSE},
        **_translations(entry.get("translations") or {}),
        **_checked(entry.get("checked"), _terms("category", entry.get("categories"))),
    )
    service.save()
    for kind, name in _KINDS.items():
        service.terms.add(*_terms(kind, entry.get(name)))
    _add_parts(service, entry)
    return True


def _translations(by_language: dict[str, dict[str, str]]) -> dict[str, str]:
    return {
        column(field, code): str(text).strip()
        for code, texts in by_language.items()
        if code in CODES
        for field, text in texts.items()
    }


def _checked(days_ago: int | None, topics: list[TaxonomyTerm]) -> dict[str, Any]:
    if days_ago is None:
        return {}
    day = timezone.localdate() - timedelta(days=days_ago)
    return {
        "assured_date": day,
        "assurer": settings.BRAND["council"],
        "review_due": actions.next_check(day, topics),
    }


def _add_parts(service: Service, entry: dict[str, Any]) -> None:
    _add_phones(entry, service=service)
    for cost in entry.get("costs") or []:
        amount = cost.get("amount")
        CostOption.objects.create(
            service=service,
            option_en=cost.get("option", ""),
            amount=None if amount is None else Decimal(str(amount)),
            amount_description_en=cost.get("description", ""),
        )
    for slug in entry.get("locations") or []:
        ServiceAtLocation.objects.create(service=service, location_id=key("location", slug))
    for times in entry.get("schedules") or []:
        _add_schedule(service, times)


def _add_schedule(service: Service, times: dict[str, Any]) -> None:
    interval = times.get("interval") or 1
    Schedule.objects.create(
        service=service,
        location_id=key("location", times["location"]) if times.get("location") else None,
        freq=(times.get("freq") or "weekly").upper(),
        interval=interval,
        # Every other week is counted from a Monday: this week's, for a demo that never ages.
        dtstart=_this_monday() if interval > 1 else None,
        days=[day.upper() for day in times.get("days") or []],
        week_of_month=times.get("week"),
        opens_at=_time(times.get("opens")),
        closes_at=_time(times.get("closes")),
        term_time_only=times.get("term_time_only", False),
        note_en=times.get("note") or "",
    )


def _load_files(entry: dict[str, Any]) -> None:
    """The photos and documents of a service, each once: one that was taken off stays off."""
    service = Service.objects.filter(slug=entry["service"]).first()
    if service is None:
        return
    for order, each in enumerate(entry.get("photos") or []):
        _load_file(Photo, service, each, "alt", keep=files.keep_photo, order=order)
    for order, each in enumerate(entry.get("documents") or []):
        _load_file(ServiceDocument, service, each, "title", keep=files.keep_document, order=order)


def _load_file(
    model: Any,
    service: Service,
    entry: dict[str, Any],
    words: str,
    *,
    keep: Callable[..., Any],
    order: int,
) -> None:
    identifier = key(model._meta.model_name, entry["file"])
    history = apps.get_model("directory", f"{model.__name__}Event")
    if history._default_manager.filter(id=identifier).exists():
        return
    folder = "photos" if model is Photo else "documents"
    with (CONTENT / folder / entry["file"]).open("rb") as opened:
        upload = keep(File(opened, name=entry["file"]), by=None, organisation=service.organisation)
    by_language = {SOURCE: entry[words], **(entry.get("translations") or {})}
    texts = {column(words, code): text for code, text in by_language.items()}
    model.objects.create(id=identifier, service=service, upload=upload, order=order, **texts)


def _this_monday() -> date:
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
