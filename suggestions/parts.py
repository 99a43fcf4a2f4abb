"""The parts of a listing that can be suggested, each with a key and a value that fits into JSON.

- A field of the service: the name of its column ("name_en", "minimum_age", "referral"); its value
  as the column has it, dates and decimals as text. `organisation_name` is only for a new service.
- A list of rows ("phones", "cost_options", "schedules", "places"): a list of objects whose names
  are columns of the row, with "id" naming the row it changes ("" or none: a new one). Rows that
  are not in the list are taken off. A place is where the service meets a location, with the
  location's address; one that is kept secret is in no list and is never touched. Photos and
  documents are such lists too: "upload_id" is the key of a file that was sent and looked through.
- The terms of one kind ("terms:category"): the list of their keys.
- A text of the service in another language ("summary_pl", see `TRANSLATIONS`): as its column has
  it. Which English it was written beside is in `Suggestion.made_from`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname as column

from core.languages import OTHERS, SOURCE, Language
from core.translations import Translated
from directory import files, history, presenters, times
from directory.models import (
    CostOption,
    Location,
    Phone,
    Photo,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceDocument,
    Taxonomy,
    TaxonomyTerm,
    Upload,
)

Values = dict[str, Any]
Row = Mapping[str, Any]
ORGANISATION_NAME = "organisation_name"
# Not a part of the listing: what the author said about it in words, for a person to act on.
WORDS = ""
PLACES = "places"
PHOTOS, DOCUMENTS = "photos", "documents"
FILES = (PHOTOS, DOCUMENTS)
# In the order of the listing's page. Longest first, they are what people read.
FIELDS = (
    "name_en",
    "summary_en",
    "description_en",
    "who_for_en",
    "minimum_age",
    "maximum_age",
    "referral",
    "how_to_get_en",
    "what_next_en",
    "wait_time_en",
    "delivery",
    "coverage",
    "cost_note_en",
    "website",
    "email",
    "languages",
    "status",
)
_ADDRESS = ("name_en", "address_1", "address_2", "city", "postal_code")


@dataclass(frozen=True)
class Translation:
    """One text of a listing in another language: its field, and the key of its English."""

    field: str
    english: str
    language: Language

    def of(self, service: Service, english: str) -> Translated:
        """That of one listing, made from this English."""
        return Translated(service.pk, self.field, self.language.code, english)


_TEXTS = tuple(name.removesuffix("_en") for name in FIELDS if name.endswith("_en"))
# By key, language by language, in the order of the listing's page.
TRANSLATIONS = {
    column(name, language.code): Translation(name, column(name, SOURCE), language)
    for language in OTHERS
    for name in _TEXTS
}


@dataclass(frozen=True)
class RowPart:
    """A list of rows, each a record of `model`, with the columns that can be suggested."""

    model: type[models.Model]
    columns: tuple[str, ...]
    label: str | Promise


ROWS = {
    "schedules": RowPart(
        Schedule,
        (
            "freq",
            "interval",
            "days",
            "week_of_month",
            "dtstart",
            "valid_from",
            "valid_to",
            "opens_at",
            "closes_at",
            "term_time_only",
            "location_id",
            "note_en",
        ),
        _("Times"),
    ),
    "cost_options": RowPart(
        CostOption,
        ("option_en", "amount", "amount_description_en", "valid_from", "valid_to"),
        _("Prices"),
    ),
    PLACES: RowPart(Location, _ADDRESS, _("Places")),
    "phones": RowPart(Phone, ("number", "label_en"), _("Phone numbers")),
    PHOTOS: RowPart(Photo, ("upload_id", "alt_en"), _("Photos")),
    DOCUMENTS: RowPart(ServiceDocument, ("upload_id", "title_en"), _("Documents")),
}
TERMS = {f"terms:{kind.value}": kind for kind in Taxonomy.Kind}
# The order in which a listing reads.
KEYS = (
    WORDS,
    "name_en",
    ORGANISATION_NAME,
    *[name for name in FIELDS if name not in ("name_en", "cost_note_en", "website", "email")],
    "schedules",
    "cost_options",
    "cost_note_en",
    PLACES,
    "phones",
    "website",
    "email",
    *FILES,
    *TERMS,
    *TRANSLATIONS,
)


def in_order(keys: Iterable[str]) -> list[str]:
    """Known keys in the order of the listing's page."""
    wanted = set(keys)
    return [key for key in KEYS if key in wanted]


def label(key: str) -> str:
    if key == WORDS:
        return str(_("In the author’s own words"))
    if key == ORGANISATION_NAME:
        return str(_("Organisation"))
    if key in ROWS:
        return str(ROWS[key].label)
    if key in TERMS:
        return str(TERMS[key].label)
    if key in TRANSLATIONS:
        return f"{label(TRANSLATIONS[key].english)} – {in_language(key)}"
    field: Any = Service._meta.get_field(key.removesuffix("_en"))
    return capfirst(str(field.verbose_name))


def in_language(key: str) -> str:
    """The name of the language of a translation, in the language of the page."""
    return presenters.language_name(TRANSLATIONS[key].language.tag)


def topics(keys: Iterable[str]) -> list[str]:
    """What these parts are about, in few words: all texts in one language are one thing."""
    named = (in_language(key) if key in TRANSLATIONS else label(key) for key in keys)
    return list(dict.fromkeys(named))


def keys_in(language: Language) -> tuple[str, ...]:
    """The texts of a listing in one language."""
    return tuple(key for key, found in TRANSLATIONS.items() if found.language == language)


def english_of(keys: Iterable[str]) -> set[str]:
    """The keys of the English of those that are translations."""
    return {TRANSLATIONS[key].english for key in keys if key in TRANSLATIONS}


# --- JSON -----------------------------------------------------------------------------------------


def canonical(key: str, value: Any) -> Any:
    """`value` as JSON, one way only: "4.5" and 4.50, or two kinds of line ends, are the same."""
    if key in ROWS:
        return [_canonical_row(key, row) for row in value or []]
    if key in TERMS:
        return sorted(str(term) for term in value or [])
    if key == ORGANISATION_NAME:
        return str(value or "").strip()
    return _column_value(Service, key, value)


def _canonical_row(key: str, row: Row) -> dict[str, Any]:
    part = ROWS[key]
    found = {name: _column_value(part.model, name, row.get(name)) for name in part.columns}
    if key == PLACES:
        found["description_en"] = str(row.get("description_en") or "")
    return {"id": str(row.get("id") or ""), **found}


def _column_value(model: type[models.Model], name: str, value: Any) -> Any:
    field = model._meta.get_field(name.removesuffix("_id"))
    if value in (None, "", []):
        return _empty(field)
    if isinstance(field, models.DecimalField):
        return str(Decimal(str(value)).quantize(Decimal("0.01")))
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _empty(field: Any) -> Any:
    # modeltranslation lets its columns be null; the desk writes empty text.
    if field.null and not hasattr(field, "translated_field"):
        return None
    default = field.get_default()
    return "" if default is None else default


def same(key: str, one: Any, other: Any) -> bool:
    """Whether two values say the same. The order of rows says nothing."""
    if key in ROWS:
        return sorted(map(_said, one or [])) == sorted(map(_said, other or []))
    return canonical(key, one) == canonical(key, other)


def _said(row: Row) -> str:
    return json.dumps(row, sort_keys=True)


def snapshot(service: Service) -> Values:
    """Every part as it is now. Reads only what `with_everything` has loaded."""
    found = {name: canonical(name, getattr(service, name)) for name in (*FIELDS, *TRANSLATIONS)}
    for key in ("phones", "cost_options", "schedules", *FILES):
        found[key] = [_row_of(key, row) for row in getattr(service, key).all()]
    found[PLACES] = [_place_row(at) for at in service.at_locations.all() if not at.location.hidden]
    terms = list(service.terms.all())
    for key, kind in TERMS.items():
        found[key] = sorted(str(term.pk) for term in terms if term.taxonomy.slug == kind)
    return found


def now(service: Service) -> Values:
    """Every part as it is in the database at this moment."""
    return snapshot(Service.objects.with_everything().get(pk=service.pk))


def has_moved(key: str, *, base: Any, now: Any, proposed: Any) -> bool:
    """Whether somebody changed a part after the author saw it, and not to what is proposed."""
    return not same(key, now, base) and not same(key, now, proposed)


def _row_of(key: str, row: models.Model) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in ROWS[key].columns}
    return _canonical_row(key, {"id": row.pk, **columns})


def _place_row(at: ServiceAtLocation) -> dict[str, Any]:
    address = {name: getattr(at.location, name) for name in _ADDRESS}
    said = {"id": at.pk, "description_en": at.description_en, **address}  # type: ignore[attr-defined]
    return _canonical_row(PLACES, said)


def record(key: str, row: Row, instance: models.Model | None = None) -> Any:
    """The row as a record of its model, not saved. Raises ValidationError for what cannot be."""
    part = ROWS[key]
    record = instance or part.model()
    for name in part.columns:
        field = part.model._meta.get_field(name.removesuffix("_id"))
        value = row.get(name)
        setattr(record, name, value if value in (None, "") else _python(field, value))
    return record


def _python(field: Any, value: Any) -> Any:
    return UUID(value) if isinstance(field, models.ForeignKey) else field.to_python(value)


# --- Words ----------------------------------------------------------------------------------------


def uploads_in(values: Values) -> set[str]:
    """The keys of the files in a suggestion's values."""
    return {row["upload_id"] for key in FILES for row in values.get(key) or [] if row["upload_id"]}


def uploads_needed(suggestions: Iterable[Any]) -> set[UUID]:
    """The files of suggestions: proposed, put by an officer, or on the listing before."""
    found: set[str] = set()
    for each in suggestions:
        was = {key: decided.get("was") for key, decided in each.decisions.items()}
        for values in (each.proposed, each.edited, each.base, was):
            found |= uploads_in(values)
    return {UUID(key) for key in found}


class Reader:
    """Says values in words. Asks for the names of all the terms, places and files in them at
    once."""

    def __init__(self, values: Iterable[Values]) -> None:
        terms: set[str] = set()
        places: set[str] = set()
        uploads: set[str] = set()
        for each in values:
            uploads |= uploads_in(each)
            for key, value in each.items():
                if key in TERMS:
                    terms.update(value or [])
                elif key == "schedules":
                    places.update(row["location_id"] for row in value or [] if row["location_id"])
        self._uploads = files.by_key(uploads) if uploads else {}
        self._terms = _names(TaxonomyTerm.objects.filter(pk__in=terms)) if terms else {}
        self._places = (
            _names(Location.objects.filter(pk__in=places, hidden=False)) if places else {}
        )

    def lines(self, key: str, value: Any) -> list[str]:
        """The value as a person would say it, one line for each thing."""
        if key in TERMS:
            return sorted(self._terms.get(term, str(_("(since deleted)"))) for term in value or [])
        if key in ROWS:
            return [words for row in value or [] if (words := self._row(key, row))]
        if key == "languages":
            return [presenters.language_name(code) for code in value or []]
        if key in (ORGANISATION_NAME, WORDS):
            return [value] if value else []
        words = history.in_words(Service, key, value)
        return [words] if words else []

    def photos(self, key: str, value: Any) -> list[Upload]:
        """The photos to show beside the words."""
        if key != PHOTOS:
            return []
        return [found for row in value or [] if (found := self._uploads.get(row["upload_id"]))]

    def words(self, key: str, value: Any) -> str:
        return "\n".join(self.lines(key, value))

    def _row(self, key: str, row: Row) -> str:
        if key == "phones":
            return _joined(row["number"], row["label_en"])
        if key == PLACES:
            return _joined(
                ", ".join(row[name] for name in _ADDRESS if row[name]), row["description_en"]
            )
        if key in FILES:
            upload = self._uploads.get(row["upload_id"] or "", _("(since deleted)"))
            return _joined(row[ROWS[key].columns[1]], upload)
        try:
            found = record(key, row)
        except (ValidationError, ValueError):
            return _joined(*row.values())
        if key == "cost_options":
            return _joined(found.option_en, _price(found), found.amount_description_en)
        place = self._places.get(row["location_id"] or "", "")
        return _joined(times.in_words(found), place, found.note_en)


def _price(cost: CostOption) -> str:
    if cost.amount is None:
        return ""
    return presenters.pounds(cost.amount) if cost.amount else str(_("Free"))


def _joined(*parts: Any) -> str:
    return " – ".join(str(part) for part in parts if part not in (None, "", []))


def _names(rows: "models.QuerySet[Any]") -> dict[str, str]:
    return {str(row.pk): str(row) for row in rows}
