"""What a record was at each version, who changed it, and how to bring a version back.

The database writes the history itself (pghistory, registered in translation.py). A version is one
edit: all that was written in one history context. `actions.changing` gives every edit a context
and a number, so phones, times and prices can be set beside the record they belong to.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import build_localized_fieldname as column
from pghistory.models import Context

from accounts.models import User
from core.differences import Piece, pieces
from core.languages import BY_CODE, CODES, SOURCE, tag

from . import times
from .models import Location, Organisation, Requirement, Service, Taxonomy, TaxonomyTerm, Upload

# Never shown as a change and never brought back: keys, counters, where an import found it.
_TECHNICAL = {"id", "created_at", "updated_at", "version", "source", "source_id"}
# An address and a decision are not words: bringing old words back leaves these as they are.
STAYS = {
    "slug",
    "status",
    "is_trusted",
    "archived_at",
    "merged_into_id",
    "assured_date",
    "assurer",
    "review_due",
}

Record = Service | Organisation | Location | Requirement


@dataclass(frozen=True)
class Relation:
    """Rows that belong to a record and have a history of their own."""

    name: str
    label: str | Promise
    # Of the history table, and of the key in it that names the row.
    event_model: str
    owner: str
    key: str
    text: Callable[[Any, "Names"], str]
    # For terms: of which taxonomy.
    kind: str = ""

    @property
    def id(self) -> str:
        return f"{self.name}:{self.kind}" if self.kind else self.name


@dataclass(frozen=True)
class Change:
    label: str
    # The language of the words, "" where it is no text of a language.
    language: str
    pieces: list[Piece]

    @property
    def lang(self) -> str:
        return tag(self.language)

    @property
    def dir(self) -> str:
        return "rtl" if BY_CODE[self.language].rtl else "ltr"

    @property
    def language_name(self) -> str:
        return BY_CODE[self.language].own_name


@dataclass(frozen=True)
class Version:
    number: int
    at: datetime
    # Empty when no person did it: an import, or the first load.
    who: str
    is_first: bool
    changes: list[Change]
    is_current: bool


def _pointed_to(rows: Iterable[Any], attribute: str) -> set[UUID]:
    found = (getattr(row, attribute, None) for row in rows)
    return {key for key in found if key is not None}


class Names:
    """Names of the places, terms, services and files that history rows point to, asked for all at
    once."""

    def __init__(self, rows: Iterable[Any]) -> None:
        rows = list(rows)
        places = _pointed_to(rows, "location_id")
        terms = _pointed_to(rows, "taxonomyterm_id")
        # Only a requirement's rows name services; a service's own need not.
        linked = (row for row in rows if hasattr(row, "requirement_id"))
        services = _pointed_to(linked, "service_id")
        self._found: dict[UUID, str] = {}
        uploads = _pointed_to(rows, "upload_id")
        for model, wanted in ((Location, places), (Service, services), (Upload, uploads)):
            if wanted:
                named = model._default_manager.filter(pk__in=wanted)
                self._found |= {each.pk: str(each) for each in named}
        self._kinds: dict[UUID, str] = {}
        if terms:
            for term in TaxonomyTerm.objects.filter(pk__in=terms).select_related("taxonomy"):
                self._found[term.pk] = str(term)
                self._kinds[term.pk] = term.taxonomy.slug

    def kind(self, term: UUID) -> str:
        """Of which taxonomy a term is; nothing when it is gone."""
        return self._kinds.get(term, "")

    def of(self, key: UUID | None) -> str:
        if key is None:
            return ""
        return self._found.get(key) or _("(since deleted)")


# --- What a row says ------------------------------------------------------------------------------


def _joined(*parts: Any) -> str:
    return " – ".join(str(part) for part in parts if part not in (None, ""))


def _in_languages(row: Any, *fields: str) -> str:
    """The row's own words, and behind them those of each other language."""
    said = [_joined(*(getattr(row, column(field, SOURCE)) for field in fields))]
    for code in CODES:
        words = _joined(*(getattr(row, column(field, code)) for field in fields))
        if words and code != SOURCE:
            said.append(f"[{BY_CODE[code].own_name}: {words}]")
    return " ".join(filter(None, said))


def _phone(row: Any, names: Names) -> str:
    return _joined(row.number, _in_languages(row, "label"))


def _schedule(row: Any, names: Names) -> str:
    return _joined(times.in_words(row), names.of(row.location_id), _in_languages(row, "note"))


def _cost(row: Any, names: Names) -> str:
    price = "" if row.amount is None else _("Free") if row.amount == 0 else f"£{row.amount}"
    return _joined(price, _in_languages(row, "option", "amount_description"))


def _at_location(row: Any, names: Names) -> str:
    return _joined(names.of(row.location_id), _in_languages(row, "description"))


def _photo(row: Any, names: Names) -> str:
    return _joined(_in_languages(row, "alt"), names.of(row.upload_id))


def _document(row: Any, names: Names) -> str:
    return _joined(_in_languages(row, "title"), names.of(row.upload_id))


def _identifier(row: Any, names: Names) -> str:
    return _joined(row.identifier_type, row.identifier)


def _term(row: Any, names: Names) -> str:
    return names.of(row.taxonomyterm_id)


def _service(row: Any, names: Names) -> str:
    return names.of(row.service_id)


def _terms(event_model: str, owner: str, kind: Taxonomy.Kind) -> Relation:
    return Relation("terms", kind.label, event_model, owner, "taxonomyterm_id", _term, kind.value)


_PHONES = gettext_lazy("Phone numbers")
RELATIONS: dict[type[models.Model], tuple[Relation, ...]] = {
    Service: (
        Relation("phones", _PHONES, "PhoneEvent", "service_id", "id", _phone),
        Relation(
            "schedules", gettext_lazy("Times"), "ScheduleEvent", "service_id", "id", _schedule
        ),
        Relation(
            "cost_options", gettext_lazy("Prices"), "CostOptionEvent", "service_id", "id", _cost
        ),
        Relation(
            "at_locations",
            gettext_lazy("Places"),
            "ServiceAtLocationEvent",
            "service_id",
            "id",
            _at_location,
        ),
        Relation("photos", gettext_lazy("Photos"), "PhotoEvent", "service_id", "id", _photo),
        Relation(
            "documents",
            gettext_lazy("Documents"),
            "ServiceDocumentEvent",
            "service_id",
            "id",
            _document,
        ),
        *(_terms("ServiceTermsEvent", "service_id", kind) for kind in Taxonomy.Kind),
    ),
    Organisation: (
        Relation("phones", _PHONES, "PhoneEvent", "organisation_id", "id", _phone),
        Relation(
            "identifiers",
            gettext_lazy("Numbers in registers"),
            "OrganisationIdentifierEvent",
            "organisation_id",
            "id",
            _identifier,
        ),
    ),
    Location: (_terms("LocationTermsEvent", "location_id", Taxonomy.Kind.ACCESSIBILITY),),
    Requirement: (
        _terms("RequirementTermsEvent", "requirement_id", Taxonomy.Kind.CATEGORY),
        Relation(
            "services",
            gettext_lazy("Services"),
            "RequirementServicesEvent",
            "requirement_id",
            "service_id",
            _service,
        ),
    ),
}

# What a copy of a service takes along, and two that are merged unite.
ROWS_OF_A_SERVICE = tuple(each.name for each in RELATIONS[Service] if each.name != "terms")


def relation(model: type[models.Model], name: str) -> Relation:
    return next(each for each in RELATIONS[model] if each.name == name)


# --- The record's own fields ----------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    language: str


def fields_of(model: type[models.Model]) -> list[Field]:
    """The fields of a record that people write, each language's column by itself."""
    translated = _translated_names(model)
    found = []
    for field in model._meta.concrete_fields:
        if field.name in _TECHNICAL or hasattr(field, "translated_field"):
            continue
        label = str(field.verbose_name)
        label = label[:1].upper() + label[1:]
        if field.name in translated:
            found += [Field(column(field.name, code), label, code) for code in CODES]
        else:
            found.append(Field(field.attname, label, ""))
    return found


def _translated_names(model: type[models.Model]) -> set[str]:
    try:
        return set(translator.get_options_for_model(model).get_field_names())
    except NotRegistered:
        return set()


def _said(value: Any) -> Any:
    """Nothing is nothing, whether it is empty text, an empty list or null."""
    return None if value in ("", []) else value


def in_words(model: type[models.Model], name: str, value: Any) -> str:
    """A field's value as a person would say it, on one or more lines."""
    field: Any = model._meta.get_field(name.removesuffix("_id"))
    if _said(value) is None:
        return ""
    if isinstance(field, models.ForeignKey):
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else _("(since deleted)")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list) and hasattr(field, "records"):
        found = field.records().in_bulk(value)
        return "\n".join(str(found.get(key, _("(since deleted)"))) for key in value)
    if isinstance(value, list):
        choices = dict(field.base_field.choices or [])
        return ", ".join(str(choices.get(each, each)) for each in value)
    if isinstance(value, datetime):
        return formats.localize(timezone.localtime(value))
    if isinstance(value, (date, time)):
        return formats.localize(value)
    return str(dict(field.flatchoices).get(value, value))


class Timeline:
    """The history of one record. Asks for each table once, however many versions there are."""

    def __init__(self, record: models.Model) -> None:
        self.record: Any = record
        self.model = type(record)
        # A higher app's record has none of its own here.
        self.relations = RELATIONS.get(self.model, ())

    # Each edit may write the record's row more than once; the last writing is the version.
    @cached_property
    def _index(self) -> list[dict[str, Any]]:
        rows = self.record.events.order_by("pgh_id").values(
            "pgh_id", "pgh_created_at", "pgh_context_id", "version"
        )
        latest: dict[Any, dict[str, Any]] = {}
        for row in rows:
            key = row["pgh_context_id"] or ("alone", row["pgh_id"])
            latest[key] = row
        return sorted(latest.values(), key=lambda row: row["pgh_id"])

    def __len__(self) -> int:
        return len(self._index)

    @cached_property
    def _positions(self) -> dict[UUID, int]:
        return {row["pgh_context_id"]: at for at, row in enumerate(self._index)}

    @cached_property
    def _moments(self) -> list[datetime]:
        return [row["pgh_created_at"] for row in self._index]

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        found = {}
        for relation in {relation.name: relation for relation in self.relations}.values():
            model = apps.get_model("directory", relation.event_model)
            rows = model._default_manager.filter(**{relation.owner: self.record.pk})
            found[relation.name] = list(rows.order_by("pgh_id"))
        return found

    @cached_property
    def names(self) -> Names:
        return Names(row for rows in self._rows.values() for row in rows)

    def _position(self, row: Any) -> int:
        """The version that a row was written in; by its time where it has no context."""
        if (position := self._positions.get(row.pgh_context_id)) is not None:
            return position
        return max(bisect_right(self._moments, row.pgh_created_at) - 1, 0)

    def rows_at(self, relation: Relation, position: int) -> dict[UUID, Any]:
        """The rows of `relation` as they were at a version, by key."""
        found: dict[UUID, Any] = {}
        for row in self._rows[relation.name]:
            if self._position(row) > position:
                continue
            key = getattr(row, relation.key)
            if relation.kind and self.names.kind(key) != relation.kind:
                continue
            if row.pgh_label == "delete":
                found.pop(key, None)
            else:
                found[key] = row
        return found

    def terms_at(self, position: int) -> set[UUID]:
        """The keys of all terms that the record had at a version."""
        of_terms = (relation for relation in self.relations if relation.name == "terms")
        return {key for relation in of_terms for key in self.rows_at(relation, position)}

    def texts_at(self, relation: Relation, position: int) -> str:
        """What the rows say, one a line."""
        rows = self.rows_at(relation, position).values()
        return "\n".join(sorted(relation.text(row, self.names) for row in rows))

    def position_of(self, version: int) -> int | None:
        """Where in the history a version is; None when there is no such version."""
        found = [at for at, row in enumerate(self._index) if row["version"] == version]
        return found[-1] if found else None

    def event_at(self, position: int) -> Any:
        return self._events([position])[position]

    def _events(self, positions: Iterable[int]) -> dict[int, Any]:
        wanted = {self._index[at]["pgh_id"]: at for at in positions}
        events = self.record.events.filter(pk__in=wanted)
        return {wanted[event.pk]: event for event in events}

    # --- Reading ---------------------------------------------------------------------------------

    def versions(self, start: int, stop: int) -> list[Version]:
        """Versions from the newest (0) downwards, each with what it changed."""
        newest = len(self) - 1
        positions = range(newest - start, max(newest - stop, -1), -1)
        events = self._events({at for each in positions for at in (each - 1, each) if at >= 0})
        who = self._who(positions)
        return [
            Version(
                number=events[at].version,
                at=events[at].pgh_created_at,
                who=who[at],
                is_first=at == 0,
                changes=self._changes(events.get(at - 1), events[at], at) if at else [],
                is_current=at == newest,
            )
            for at in positions
        ]

    def _who(self, positions: Iterable[int]) -> dict[int, str]:
        contexts = {at: self._index[at]["pgh_context_id"] for at in positions}
        metadata = Context.objects.in_bulk([key for key in contexts.values() if key])
        users = {key: context.metadata.get("user") for key, context in metadata.items()}
        people = User.objects.in_bulk([user for user in set(users.values()) if user])
        by_id = {str(pk): str(person) for pk, person in people.items()}
        return {at: by_id.get(str(users.get(key)), "") for at, key in contexts.items()}

    def _changes(self, before: Any, after: Any, position: int) -> list[Change]:
        return [
            *self.field_changes(before, after),
            *self.row_changes(position - 1, position),
        ]

    def field_changes(
        self, before: Any, after: Any, only: Collection[str] | None = None
    ) -> list[Change]:
        """What differs between two history rows of the record, of all fields or of some."""
        found = []
        for field in fields_of(self.model):
            if only is not None and field.name not in only:
                continue
            old, new = (_said(getattr(event, field.name)) for event in (before, after))
            if old != new:
                words = (in_words(self.model, field.name, value) for value in (old, new))
                found.append(Change(field.label, field.language, pieces(*words)))
        return found

    def row_changes(
        self, before: int, after: int, only: Collection[str] | None = None
    ) -> list[Change]:
        """What differs between two versions in the rows that belong to the record."""
        found = []
        for relation in self.relations:
            if only is not None and relation.id not in only:
                continue
            old, new = self.texts_at(relation, before), self.texts_at(relation, after)
            if old != new:
                found.append(Change(str(relation.label), "", pieces(old, new)))
        return found

    def who_since(self, position: int) -> list[str]:
        """The people who made the versions after a position, each once, latest first."""
        who = self._who(range(len(self) - 1, position, -1))
        return list(dict.fromkeys(name for name in who.values() if name))
