"""Writes suggested values into the directory, in the one transaction that the caller opened."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import translations
from core.translations import MadeBy, Translated
from directory import actions as directory
from directory.models import Location, Organisation, Service, ServiceAtLocation, TaxonomyTerm
from search import postcodes

from . import parts
from .models import Outcome, Suggestion
from .parts import PLACES, ROWS, TERMS, Row, Values

_ADDRESS = ROWS[PLACES].columns


def publish(
    suggestion: Suggestion,
    keys: Collection[str],
    *,
    by: Any,
    version: int | None = None,
    organisation: Organisation | str | None = None,
    checked: Collection[str] = (),
) -> None:
    """Write the parts `keys` of a suggestion about a listing that is still there.

    Arguments and errors as of `actions.decide`.
    """
    values = {key: suggestion.to_approve[key] for key in keys if key != parts.WORDS}
    if suggestion.kind == Suggestion.Kind.NEW:
        suggestion.service = _add(suggestion, values, by=by, organisation=organisation)
        suggestion.organisation = suggestion.service.organisation
        suggestion.service_name = suggestion.service.name_en  # type: ignore[attr-defined]
        return
    service = cast(Service, suggestion.service)
    if suggestion.kind == Suggestion.Kind.REMOVAL:
        directory.archive(service, by=by, reason=suggestion.reference)
    elif values:
        change(
            service,
            values,
            by=by,
            version=version or service.version,
            suggestion=suggestion,
            made_from=_made_from(suggestion, values),
            checked=checked,
        )


def _made_from(suggestion: Suggestion, values: Values) -> dict[str, str]:
    """The English of the translations in `values`, by key. Where the English they were written
    beside is published with them, that is the English as an officer left it."""
    found = {}
    for key in parts.TRANSLATIONS.keys() & values.keys() & suggestion.made_from.keys():
        english, found[key] = parts.TRANSLATIONS[key].english, suggestion.made_from[key]
        if english in values and found[key] == suggestion.proposed.get(english):
            found[key] = values[english]
    return found


def published(
    suggestion: Suggestion, keys: Collection[str], before: Values, checked: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """What `Suggestion.decisions` says of parts that were published; `before`: what was there."""
    return {
        key: {
            "outcome": (Outcome.EDITED if key in suggestion.edited else Outcome.APPROVED).value,
            "was": before.get(key),
            **({"checked": True} if key in checked else {}),
        }
        for key in keys
    }


def _add(
    suggestion: Suggestion, values: Values, *, by: Any, organisation: Organisation | str | None
) -> Service:
    if not values.get("name_en"):
        raise ValidationError(_("A new service needs its name: approve that part too."))
    if not organisation:
        raise ValidationError(_("Choose the organisation that runs the new service."))
    if isinstance(organisation, str):
        organisation = add_organisation(organisation, by=by)
    return add(values, organisation=organisation, by=by, suggestion=suggestion)


def change(
    service: Service,
    values: Values,
    *,
    by: Any,
    version: int,
    suggestion: Suggestion,
    verb: str = "service.changed",
    made_from: Mapping[str, str] | None = None,
    checked: Collection[str] = (),
) -> None:
    """Give `service` the suggested values.

    `made_from`: the English of translations, by key; of one that is not in it nobody knows from
    which English it was made. `checked`: those of them that somebody who speaks the language read.
    Raises directory.actions.StaleVersion when the listing is not at `version` any more, and
    ValidationError when the values do not go together with what stays as it is.
    """
    with directory.changing(
        service,
        by=by,
        verb=verb,
        version=version,
        suggestion=suggestion.reference,
        fields=sorted(values),
    ):
        before = {key: getattr(service, key) for key in parts.TRANSLATIONS.keys() & values.keys()}
        _set_fields(service, values)
        service.save()
        _write_parts(service, values, by=by)
        new = {key: values[key] for key, was in before.items() if values[key] != (was or "")}
        _remember(service, new, made_from or {})
        translations.approve(_made(service, values, made_from or {}, checked), by=by)


def _remember(service: Service, words: Values, made_from: Mapping[str, str]) -> None:
    """Who wrote the new words of translations, and what English they say."""
    known = {key for key in words if words[key] and key in made_from}
    translations.forget_texts(
        service.pk,
        [
            (parts.TRANSLATIONS[key].field, parts.TRANSLATIONS[key].language.code)
            for key in set(words) - known
        ],
    )
    made = _made(service, words, made_from, known)
    translations.remember(made, made_by=MadeBy.PROVIDER)


def _made(
    service: Service, words: Values, made_from: Mapping[str, str], keys: Collection[str]
) -> list[Translated]:
    return [
        parts.TRANSLATIONS[key].of(service, made_from[key])
        for key in keys
        if words.get(key) and key in made_from
    ]


def add(values: Values, *, organisation: Organisation, by: Any, suggestion: Any) -> Service:
    """A new published service of `organisation`. Raises ValidationError as `change` does."""
    name = values["name_en"]
    service = Service(
        organisation=organisation,
        name_en=name,
        slug=directory.unique_slug(Service, name),
        status=Service.Status.ACTIVE,
    )
    with directory.changing(service, by=by, verb="service.added", suggestion=suggestion.reference):
        _set_fields(service, values)
        service.save()
        _write_parts(service, values, by=by)
    return service


def add_organisation(name: str, *, by: Any) -> Organisation:
    name = Truncator(name).chars(255)
    organisation = Organisation(name_en=name, slug=directory.unique_slug(Organisation, name))
    with directory.changing(organisation, by=by, verb="organisation.added"):
        organisation.save()
    return organisation


def _set_fields(service: Service, values: Values) -> None:
    for name in (*parts.FIELDS, *parts.TRANSLATIONS):
        if name in values:
            setattr(service, name, values[name])
    service.full_clean(exclude=["slug", "organisation"], validate_unique=False)


def _write_parts(service: Service, values: Values, *, by: Any) -> None:
    for key in ("phones", "cost_options", "schedules", *parts.FILES):
        if key in values:
            _write_rows(service, key, values[key])
    if PLACES in values:
        _write_places(service, values[PLACES], by=by)
    if wanted := {kind.value: values[key] for key, kind in TERMS.items() if key in values}:
        _write_terms(service, wanted)


def _write_rows(service: Service, key: str, rows: Sequence[Row]) -> None:
    present = {str(row.pk): row for row in getattr(service, key).all()}
    for row in rows:
        record = parts.record(key, row, present.pop(row.get("id") or "", None))
        record.service = service
        _keep_a_real_place(record)
        if key in parts.FILES and record._state.adding:
            record.order = _behind(service, key)
        # What did not change is not written, so that the history tells no lies.
        record.full_clean(exclude=["service"], validate_unique=False)
        if record._state.adding or _differs(record):
            record.save()
    for record in present.values():
        record.delete()


def _keep_a_real_place(record: Any) -> None:
    key = getattr(record, "location_id", None)
    if key and not Location.objects.filter(pk=key).exists():
        record.location_id = None


def _behind(service: Service, key: str) -> int:
    """The place in the list after those that are there."""
    last = getattr(service, key).aggregate(last=models.Max("order"))["last"]
    return 0 if last is None else last + 1


def _differs(record: models.Model) -> bool:
    old = type(record)._default_manager.get(pk=record.pk)
    names = [field.attname for field in record._meta.concrete_fields]
    return any(getattr(record, name) != getattr(old, name) for name in names)


def _write_terms(service: Service, wanted: dict[str, list[str]]) -> None:
    others = service.terms.exclude(taxonomy__slug__in=wanted)
    keys = [UUID(key) for chosen in wanted.values() for key in chosen]
    chosen = TaxonomyTerm.objects.filter(pk__in=keys, taxonomy__slug__in=wanted)
    service.terms.set([*others, *chosen])


# --- Places ---------------------------------------------------------------------------------------


def _write_places(service: Service, rows: Sequence[Row], *, by: Any) -> None:
    meetings = ServiceAtLocation.objects.filter(service=service).select_related("location")
    present = {str(at.pk): at for at in meetings if not at.location.hidden}
    for row in rows:
        _write_place(service, row, present.pop(row.get("id") or "", None), by=by)
    for at in present.values():
        at.delete()


def _write_place(service: Service, row: Row, at: ServiceAtLocation | None, *, by: Any) -> None:
    words = row.get("description_en") or ""
    if at is None:
        place = _known_place(row) or _new_place(row, by=by)
        if not service.at_locations.filter(location=place).exists():
            ServiceAtLocation.objects.create(service=service, location=place, description_en=words)
        return
    if _moves(at.location, row) and not _move(at, row, by=by):
        return
    if (at.description_en or "") != words:  # type: ignore[attr-defined]
        at.description_en = words  # type: ignore[attr-defined]
        at.save()


def _moves(place: Location, row: Row) -> bool:
    return any((getattr(place, name) or "") != (row.get(name) or "") for name in _ADDRESS)


def _move(at: ServiceAtLocation, row: Row, *, by: Any) -> bool:
    """A place of this service alone gets the new address. One that others share stays as it is,
    and this service moves out of it: nobody suggested anything about the others.

    False when the service was at the new place already, so that `at` is gone.
    """
    shared = ServiceAtLocation.objects.filter(location=at.location).exclude(pk=at.pk).exists()
    if not shared:
        _fill(at.location, row, by=by, verb="location.changed")
        return True
    old, at.location = at.location, _known_place(row) or _new_place(row, by=by)
    at.service.schedules.filter(location=old).update(location=at.location)
    if ServiceAtLocation.objects.filter(service=at.service, location=at.location).exists():
        at.delete()
        return False
    at.save()
    return True


def _known_place(row: Row) -> Location | None:
    """A place at this very address that may be shown; nothing when the row says too little."""
    street, code = row.get("address_1") or "", row.get("postal_code") or ""
    if not street or not code:
        return None
    found = Location.objects.kept().filter(
        hidden=False, address_1__iexact=street, postal_code__iexact=code
    )
    same_name = found.filter(name_en__iexact=row.get("name_en") or "")
    return same_name.order_by("pk").first()


def _new_place(row: Row, *, by: Any) -> Location:
    place = Location()
    _fill(place, row, by=by, verb="location.added")
    return place


def _fill(place: Location, row: Row, *, by: Any, verb: str) -> None:
    with directory.changing(place, by=by, verb=verb):
        old_code = place.postal_code
        for name in _ADDRESS:
            setattr(place, name, row.get(name) or "")
        if code := postcodes.normalise(place.postal_code):
            place.postal_code = postcodes.display(code)
        # A point that an officer set by hand stays while the postcode does.
        if place.postal_code != old_code or place.latitude is None:
            _take_point_from_postcode(place)
        place.full_clean(validate_unique=False)
        place.save()


def _take_point_from_postcode(place: Location) -> None:
    point = postcodes.find(place.postal_code)
    place.latitude, place.longitude = (
        postcodes.to_degrees(point.easting, point.northing) if point else (None, None)
    )
