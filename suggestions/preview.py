"""A listing as it would be with suggested values: for its page, never for the database.

The record is a copy that holds its phones, times and places as if they had been loaded, so that
the page of a service reads it as any other. Nothing here writes.
"""

import copy
from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models

from directory import files
from directory.models import Location, Organisation, Service, ServiceAtLocation, TaxonomyTerm

from . import parts
from .parts import FILES, PLACES, ROWS, TERMS, Row, Values

_ADDRESS = ROWS[PLACES].columns


def of(values: Values, *, service: Service | None, organisation: Organisation) -> Service:
    """`service`, with everything loaded, as it would be with `values` (all of them, not only what
    is suggested); without one, a new service of `organisation`."""
    shown = copy.copy(service) if service else Service(organisation=organisation, slug="preview")
    for name in (*parts.FIELDS, *parts.TRANSLATIONS):
        if name in values:
            setattr(shown, name, values[name])
    places = _places(values.get(PLACES) or [], service)
    _hold(shown, "at_locations", places)
    _hold(shown, "phones", _records("phones", values))
    _hold(shown, "cost_options", _records("cost_options", values))
    _hold(shown, "schedules", _schedules(values, [at.location for at in places]))
    for key in FILES:
        _hold(shown, key, _with_files(key, values))
    _hold(shown, "terms", _terms(values))
    return shown


def _hold(record: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Make `record.name.all()` give `rows` without asking the database."""
    held = getattr(record, name).model._default_manager.all()
    held._result_cache, held._prefetch_done = list(rows), True
    # The copy must not share what the record it was made of holds.
    known = dict(getattr(record, "_prefetched_objects_cache", {}))
    cast(Any, record)._prefetched_objects_cache = {**known, name: held}


def _records(key: str, values: Values) -> list[Any]:
    found = []
    for row in values.get(key) or []:
        try:
            found.append(parts.record(key, row))
        except (ValidationError, ValueError):
            continue  # a value that cannot be published is not shown either
    return found


def _schedules(values: Values, places: list[Location]) -> list[Any]:
    by_key = {place.pk: place for place in places}
    found = _records("schedules", values)
    for schedule in found:
        schedule.location = by_key.get(schedule.location_id)
    return found


def _with_files(key: str, values: Values) -> list[Any]:
    found = _records(key, values)
    uploads = files.by_key(row.upload_id for row in found)
    for row in found:
        row.upload = uploads.get(str(row.upload_id))
    return [row for row in found if row.upload]


def _terms(values: Values) -> list[TaxonomyTerm]:
    chosen = [term for key in TERMS for term in values.get(key) or []]
    if not chosen:
        return []
    rows = TaxonomyTerm.objects.filter(pk__in=chosen)
    return list(rows.select_related("taxonomy", "parent"))


def _places(rows: list[Row], service: Service | None) -> list[ServiceAtLocation]:
    known = {str(at.pk): at for at in service.at_locations.all()} if service else {}
    secret = [at for at in known.values() if at.location.hidden]
    return [*secret, *(_place(row, known.get(row.get("id") or "")) for row in rows)]


def _place(row: Row, known: ServiceAtLocation | None) -> ServiceAtLocation:
    at = copy.copy(known) if known else ServiceAtLocation()
    place = copy.copy(known.location) if known else Location()
    if place.postal_code != (row.get("postal_code") or ""):
        place.latitude = place.longitude = None  # found anew when it is published
    for name in _ADDRESS:
        setattr(place, name, row.get(name) or "")
    if known is None:
        _hold(place, "terms", [])
    at.location = place
    at.description_en = row.get("description_en") or ""  # type: ignore[attr-defined]
    return at
