"""A listing as every source is read into it: an Open Referral UK 3.0 service or a CSV row."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder

from directory.models import Day, Delivery, Referral, Schedule, Service

from . import cleaning
from .cleaning import Unusable

_NAMESPACE = UUID("0b0a8a53-9d0a-4a3e-8a0f-0e6f8f6f5d1e")


class Refused(ValueError):
    """The row cannot become a listing; the message says what to mend."""


@dataclass
class Listing:
    """Values ready for the models of `directory`. Keys of the dicts are its field names."""

    id: UUID
    source_id: str
    organisation: dict[str, Any]
    service: dict[str, Any]
    phones: list[dict[str, Any]] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=list)
    # Each with a key "place": its position in `locations`, or None.
    schedules: list[dict[str, Any]] = field(default_factory=list)
    locations: list[dict[str, Any]] = field(default_factory=list)
    # Words that the source files it under, by our kind of term ("" when it does not say).
    terms: list[tuple[str, str]] = field(default_factory=list)
    # What could not be kept as it was, in words for the report.
    notes: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return digest_of(asdict(self))

    def take(self, label: str, convert: Callable[..., Any], *values: Any, default: Any = "") -> Any:
        """`convert(*values)`, or `default` and a note when it is unusable."""
        try:
            return convert(*values)
        except Unusable as problem:
            self.notes.append(f"{label} left out: {problem}")
            return default


def digest_of(values: Any) -> str:
    """SHA-256 in hexadecimal: the same for the same values, whatever the order of their names."""
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def identifier(given: Any, *context: Any) -> UUID:
    """The source's id when it is a UUID; otherwise the same UUID every time for the same id."""
    try:
        return UUID(str(given))
    except ValueError:
        return uuid5(_NAMESPACE, "/".join(str(part) for part in (*context, given)))


# --- Open Referral UK 3.0 -----------------------------------------------------------------


def from_open_referral(record: Any, source: str) -> Listing:
    """Read one service in the shape of `/services/{id}` (or of a list: then with less in it)."""
    if not isinstance(record, Mapping):
        raise Refused("This is not a service: it has no fields.")
    listing = _start(record, record.get("organization"), source)
    listing.service |= _service_fields(record, listing)
    for phone in _all(record, "phones"):
        _phone(phone, listing)
    for contact in _all(record, "contacts"):
        _contact(contact, listing)
    for cost in _all(record, "cost_options"):
        _cost(cost, listing)
    for at in _all(record, "service_at_locations"):
        _location(at, listing)
    for schedule in _all(record, "schedules"):
        _schedule(schedule, None, listing)
    for language in _all(record, "languages"):
        if spoken := language.get("code") or language.get("name"):
            code = listing.take("A language", cleaning.language, spoken)
            listing.service["languages"] += [code] if code else []
    listing.terms = _terms(record)
    return listing


def _all(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = record.get(name) or []
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _start(record: Mapping[str, Any], organisation: Any, source: str) -> Listing:
    """The listing with its names and ids, which it cannot do without."""
    if not isinstance(organisation, Mapping):
        raise Refused("It does not say which organisation runs it.")
    try:
        name = cleaning.line(record.get("name"))
        organisation_name = cleaning.line(organisation.get("name"))
    except Unusable as problem:
        raise Refused(f"A name {problem}.") from None
    if not name:
        raise Refused("It has no name.")
    if not organisation_name:
        raise Refused("Its organisation has no name.")
    organisation_id = identifier(organisation.get("id") or organisation_name, source, "org")
    source_id = str(record.get("id") or f"{organisation_name}/{name}")
    listing = Listing(
        id=identifier(source_id, source, "service"),
        source_id=source_id[:200],
        organisation={"id": organisation_id, "name_en": organisation_name},
        service={"name_en": name, "languages": []},
    )
    listing.organisation |= {
        "source_id": str(organisation.get("id") or organisation_name)[:200],
        "description_en": cleaning.prose(organisation.get("description")),
        "website": listing.take(
            "The organisation's website",
            cleaning.url,
            organisation.get("website") or organisation.get("url"),
        ),
        "email": listing.take(
            "The organisation's e-mail address", cleaning.email, organisation.get("email")
        ),
    }
    return listing


def _service_fields(record: Mapping[str, Any], listing: Listing) -> dict[str, Any]:
    take = listing.take
    youngest, oldest = _ages(record, listing)
    checked = take(
        "The date it was checked", cleaning.day, record.get("assured_date"), default=None
    )
    return {
        "description_en": _description(record),
        "who_for_en": cleaning.prose(record.get("eligibility_description")),
        "how_to_get_en": cleaning.prose(record.get("application_process")),
        "cost_note_en": cleaning.prose(record.get("fees_description") or record.get("fees")),
        "wait_time_en": take("The waiting time", cleaning.line, record.get("wait_time")),
        "minimum_age": youngest,
        "maximum_age": oldest,
        "status": _status(record.get("status")),
        "website": take("The website", cleaning.url, record.get("url")),
        "email": take("The e-mail address", cleaning.email, record.get("email")),
        "assured_date": checked,
        "assurer": listing.organisation["name_en"] if checked else "",
    }


def _status(value: Any) -> str:
    text = str(value or Service.Status.ACTIVE).strip().lower()
    if text not in Service.Status.values:
        raise Refused(
            f"Its status is {text[:40]!r}. Use one of: {', '.join(Service.Status.values)}."
        )
    return text


def _ages(record: Mapping[str, Any], listing: Listing) -> tuple[int | None, int | None]:
    youngest = listing.take(
        "The youngest age", cleaning.age, record.get("minimum_age"), default=None
    )
    oldest = listing.take("The oldest age", cleaning.age, record.get("maximum_age"), default=None)
    if youngest is not None and oldest is not None and youngest > oldest:
        listing.notes.append(f"The ages left out: {youngest} is more than {oldest}")
        return None, None
    return youngest, oldest


# What Open Referral UK holds and this directory has no field of its own for.
_APPENDED = (
    ("alert", "Please note"),
    ("accreditations", "Accreditations"),
    ("interpretation_services", "Interpreters"),
)


def _description(record: Mapping[str, Any]) -> str:
    parts = [cleaning.prose(record.get("description"))]
    for name, heading in _APPENDED:
        if text := cleaning.prose(record.get(name)):
            parts.append(f"### {heading}\n\n{text}")
    areas = [
        str(area.get("name") or area.get("service_area") or "")
        for area in _all(record, "service_areas")
    ]
    if named := [area for area in areas if area.strip()]:
        parts.append("### Area covered\n\n" + "\n".join(f"- {area.strip()}" for area in named))
    return "\n\n".join(part for part in parts if part)


def _phone(record: Mapping[str, Any], listing: Listing, label: str = "") -> None:
    number = listing.take("A phone number", cleaning.line, record.get("number"), 60)
    if number:
        words = record.get("description") or record.get("type") or label
        label_en = listing.take("A phone's label", cleaning.line, words, 120)
        listing.phones.append({"number": number, "label_en": label_en})


def _contact(record: Mapping[str, Any], listing: Listing) -> None:
    """A contact's phones and address. A named person's name is kept only as a job title:
    names of people change, and a public list should not hold them."""
    title = str(record.get("title") or "")
    for phone in _all(record, "phones"):
        _phone(phone, listing, title)
    address = listing.take("A contact's e-mail address", cleaning.email, record.get("email"))
    listing.service["email"] = listing.service.get("email") or address


def _cost(record: Mapping[str, Any], listing: Listing) -> None:
    take = listing.take
    cost = {
        "option_en": take("A price's name", cleaning.line, record.get("option"), 120),
        "amount": take("A price", cleaning.pounds, record.get("amount"), default=None),
        "amount_description_en": take(
            "A price's note", cleaning.line, record.get("amount_description")
        ),
        "valid_from": take("A price's date", cleaning.day, record.get("valid_from"), default=None),
        "valid_to": take("A price's date", cleaning.day, record.get("valid_to"), default=None),
    }
    if any(value not in (None, "") for value in cost.values()):
        listing.costs.append(cost)


def _location(at: Mapping[str, Any], listing: Listing) -> None:
    record = at.get("location")
    if not isinstance(record, Mapping):
        listing.notes.append("A place left out: it has no details")
        return
    take = listing.take
    addresses = _all(record, "addresses")
    address = next((a for a in addresses if a.get("address_type") != "postal"), None)
    address = address or next(iter(addresses), {})
    latitude, longitude = take(
        "A place's coordinates",
        cleaning.degrees,
        record.get("latitude"),
        record.get("longitude"),
        default=(None, None),
    )
    accessibility = [
        cleaning.prose(part.get("description") or part.get("details"))
        for part in _all(record, "accessibility")
    ]
    place = len(listing.locations)
    given = record.get("id") or f"{record.get('name')}/{address.get('postal_code')}"
    listing.locations.append(
        {
            "id": identifier(given, listing.organisation["id"], "location"),
            "name_en": take("A place's name", cleaning.line, record.get("name")),
            "description_en": cleaning.prose(record.get("description")),
            "address_1": take("An address", cleaning.line, address.get("address_1")),
            "address_2": take("An address", cleaning.line, address.get("address_2")),
            "city": take("A town", cleaning.line, address.get("city"), 120),
            "state_province": take("A county", cleaning.line, address.get("state_province"), 120),
            "postal_code": take("A postcode", cleaning.line, address.get("postal_code"), 10),
            "latitude": latitude,
            "longitude": longitude,
            "access_note_en": "\n\n".join(part for part in accessibility if part),
            "transport_note_en": cleaning.prose(record.get("transportation")),
            "at_description_en": take("A note on a place", cleaning.line, at.get("description")),
        }
    )
    for schedule in _all(at, "schedules"):
        _schedule(schedule, place, listing)
    for phone in _all(at, "phones"):
        _phone(phone, listing)


def _schedule(record: Mapping[str, Any], place: int | None, listing: Listing) -> None:
    take = listing.take
    days, week = _days(record.get("byday"), listing)
    note = record.get("description") or record.get("notes")
    frequency = str(record.get("freq") or "").upper()
    schedule = {
        "place": place,
        "freq": frequency if frequency in Schedule.Frequency.values else "",
        "interval": take("How often", _interval, record.get("interval"), default=1),
        "days": days,
        "week_of_month": week,
        "dtstart": take("A first date", cleaning.day, record.get("dtstart"), default=None),
        "valid_from": take("A first date", cleaning.day, record.get("valid_from"), default=None),
        "valid_to": take("A last date", cleaning.day, record.get("valid_to"), default=None),
        "opens_at": take("A time", cleaning.clock, record.get("opens_at"), default=None),
        "closes_at": take("A time", cleaning.clock, record.get("closes_at"), default=None),
        "note_en": take("A note on times", cleaning.line, note),
    }
    if any(value for key, value in schedule.items() if key not in {"place", "interval"}):
        listing.schedules.append(schedule)


def _interval(value: Any) -> int:
    number = cleaning.age(value)
    if number is not None and not 1 <= number <= 52:
        raise Unusable(f"{number} is not a number of weeks or months")
    return number or 1


def _days(value: Any, listing: Listing) -> tuple[list[str], int | None]:
    """ "TH,FR" or, for a week of the month, "2MO" and "-1FR" (RFC 5545)."""
    days: list[str] = []
    week = None
    for part in re.split(r"[,\s]+", str(value or "").upper()):
        found = re.fullmatch(r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)", part)
        if found:
            days.append(found[2])
            week = int(found[1]) if found[1] else week
        elif part:
            listing.notes.append(f"A day left out: {part[:20]!r} is not a day like MO")
    return days, week


def _terms(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    terms = []
    for attribute in _all(record, "attributes"):
        term = attribute.get("taxonomy_term")
        if isinstance(term, Mapping) and (word := term.get("name") or term.get("term")):
            terms.append(("", str(word).strip()))
    # An extension that several councils' systems write.
    for audience in _all(record, "pc_targetAudience"):
        if word := audience.get("audienceType"):
            terms.append(("", str(word).strip()))
    return sorted(set(terms))


# --- CSV ----------------------------------------------------------------------------------

_KINDS = {
    "categories": "category",
    "needs": "need",
    "audiences": "audience",
    "stages": "stage",
    "accessibility": "accessibility",
}
# The columns, documented in docs/importing.md. Several values in a cell: semicolons.
COLUMNS = (
    "id",
    "organisation_id",
    "organisation",
    "organisation_description",
    "organisation_website",
    "organisation_email",
    "name",
    "summary",
    "description",
    "who_for",
    "how_to_get",
    "what_next",
    "wait_time",
    "cost",
    "cost_note",
    "minimum_age",
    "maximum_age",
    "status",
    "website",
    "email",
    "phone",
    "referral",
    "delivery",
    "coverage",
    "languages",
    *_KINDS,
    "place",
    "address_1",
    "address_2",
    "city",
    "postcode",
    "days",
    "opens_at",
    "closes_at",
    "term_time_only",
    "assured_date",
)
REQUIRED_COLUMNS = ("organisation", "name")


def from_csv(row: Mapping[str, str], source: str) -> Listing:
    organisation = {
        "id": row.get("organisation_id"),
        "name": row.get("organisation"),
        "description": row.get("organisation_description"),
        "website": row.get("organisation_website"),
        "email": row.get("organisation_email"),
    }
    record = {
        **row,
        "url": row.get("website"),
        "eligibility_description": row.get("who_for"),
        "application_process": row.get("how_to_get"),
        "fees_description": row.get("cost_note"),
    }
    listing = _start(record, organisation, source)
    listing.service |= _service_fields(record, listing)
    listing.service |= {
        "summary_en": listing.take("The summary", cleaning.line, row.get("summary"), 300),
        "what_next_en": cleaning.prose(row.get("what_next")),
        "referral": _choices(row.get("referral"), Referral.values, "A referral", listing),
        "delivery": _choices(row.get("delivery"), Delivery.values, "A delivery", listing),
        "coverage": _one_of(row.get("coverage"), Service.Coverage.values, listing),
    }
    for word in _cell(row.get("languages")):
        code = listing.take("A language", cleaning.language, word)
        listing.service["languages"] += [code] if code else []
    for number in _cell(row.get("phone")):
        _phone({"number": number}, listing)
    if row.get("cost"):
        _cost({"amount": row["cost"]}, listing)
    if any(row.get(name) for name in ("place", "address_1", "postcode")):
        _csv_place(row, listing)
    if any(row.get(name) for name in ("days", "opens_at")):
        _csv_times(row, listing)
    listing.terms = [
        (kind, word) for column, kind in _KINDS.items() for word in _cell(row.get(column))
    ]
    return listing


def _cell(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(";") if part.strip()]


def _choices(value: str | None, known: Iterable[str], label: str, listing: Listing) -> list[str]:
    words = [word.lower().replace(" ", "_") for word in _cell(value)]
    listing.notes += [
        f"{label} left out: {word[:40]!r} is not one of {', '.join(known)}"
        for word in words
        if word not in known
    ]
    return [word for word in words if word in known]


def _one_of(value: str | None, known: Iterable[str], listing: Listing) -> str:
    return next(iter(_choices(value, known, "The area it serves", listing)), "")


def _csv_place(row: Mapping[str, str], listing: Listing) -> None:
    address = {
        "address_1": row.get("address_1"),
        "address_2": row.get("address_2"),
        "city": row.get("city"),
        "postal_code": row.get("postcode"),
    }
    name = row.get("place") or row.get("address_1") or row.get("postcode")
    _location({"location": {"name": name, "addresses": [address]}}, listing)


def _csv_times(row: Mapping[str, str], listing: Listing) -> None:
    codes = [word[:2].upper() for word in re.split(r"[;,\s]+", row.get("days") or "") if word]
    record = {
        "freq": Schedule.Frequency.WEEKLY,
        "byday": ",".join(code for code in codes if code in Day.values),
        "opens_at": row.get("opens_at"),
        "closes_at": row.get("closes_at"),
    }
    _schedule(record, 0 if listing.locations else None, listing)
    for schedule in listing.schedules:
        schedule["term_time_only"] = (row.get("term_time_only") or "").lower() in {
            "yes",
            "true",
            "1",
        }
