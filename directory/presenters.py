"""Turns records and search hits into what a template prints. Reads only what is loaded already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.languages import BY_CODE, SOURCE, tag
from search.query import Hit

from . import mylist, times
from .models import (
    OLDEST,
    CostOption,
    Day,
    Delivery,
    Location,
    Phone,
    Referral,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)

BRITISH_SIGN_LANGUAGE = "bfi"


# --- Result cards ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One result. `title` and `summary` are escaped HTML with <mark>; the rest is plain."""

    id: str
    href: str
    title: str
    summary: str
    # lang and dir of title and summary, where they are not in the page's language.
    lang: str
    dir: str
    organisation: str
    place: str
    # Short phrases: age, cost, how far.
    facts: list[str]
    closed: bool
    checked: date | None
    checked_lately: bool
    template: str = "directory/includes/card_service.html"


def card(hit: Hit) -> Card:
    data = hit.data
    foreign = hit.language != get_language()
    checked = date.fromisoformat(data["checked"]) if data.get("checked") else None
    return Card(
        id=str(hit.object_id),
        href=local(hit.url),
        title=hit.title_html,
        summary=hit.summary_html,
        lang=tag(hit.language) if foreign else "",
        dir=direction(hit.language) if foreign else "",
        organisation=data.get("organisation", ""),
        place=data.get("place", ""),
        facts=_facts(hit),
        closed=data.get("status") == Service.Status.TEMPORARILY_CLOSED,
        checked=checked,
        checked_lately=data.get("lately", True),
    )


def translation_mark(hit: Hit) -> str:
    """Said of a result in words that nobody has checked; nothing of others."""
    return _("Translation not checked") if hit.data.get("is_draft") else ""


def _facts(hit: Hit) -> list[str]:
    data = hit.data
    facts = [
        *_where(hit),
        ages_in_words(*data.get("ages", (None, None))),
        cost_in_words(data.get("free"), data.get("cost")),
        _("No referral needed") if data.get("referral") is False else "",
        translation_mark(hit),
    ]
    return [fact for fact in facts if fact]


def _where(hit: Hit) -> list[str]:
    """How far it is, and whether that matters: it may come to you, or be for the whole area."""
    far = "" if hit.distance_miles is None else distance_in_words(hit.distance_miles)
    delivery = hit.data.get("delivery") or []
    if delivery and Delivery.IN_PERSON not in delivery:
        return [str(Delivery(each).label) for each in delivery]
    if hit.everywhere:
        return [far, _("For all of {area}").format(area=settings.BRAND["area"])]
    return [far]


def distance_in_words(miles: float) -> str:
    if miles < 0.1:
        return _("Less than 0.1 miles away")
    shown = formats.number_format(miles, decimal_pos=1 if miles < 10 else 0)
    return _("{miles} miles away").format(miles=shown)


def map_places(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """The places of a page of results for the map, as JSON: degrees, names and addresses."""
    return [
        {"lat": latitude, "lon": longitude, "name": name, "title": hit.title, "url": local(hit.url)}
        for hit in hits
        if hit.kind == "service"
        for latitude, longitude, name in hit.data.get("places", [])
    ]


def local(url: str) -> str:
    """An address without a language, as search keeps it, in the language of the page."""
    return reverse("directory:home").rstrip("/") + url


def topic_url(slug: str) -> str:
    return reverse("directory:topic", args=[slug])


def direction(code: str) -> str:
    return "rtl" if BY_CODE[code].rtl else "ltr"


def ages_in_words(youngest: int | None, oldest: int | None) -> str:
    """ "4 to 11 years", or nothing where nobody has said."""
    if oldest is not None and oldest >= OLDEST:
        oldest = None if youngest else oldest
    if youngest is None and oldest is None:
        return ""
    if oldest is None:
        return _("{age} years and over").format(age=youngest) if youngest else _("All ages")
    if not youngest:
        return _("Up to {age} years").format(age=oldest)
    if youngest == oldest:
        return ngettext("%(age)d year", "%(age)d years", youngest) % {"age": youngest}
    return _("{youngest} to {oldest} years").format(youngest=youngest, oldest=oldest)


def cost_in_words(free: bool | None, lowest: str | None) -> str:
    if free:
        return _("Free")
    return _("From {price}").format(price=pounds(lowest)) if lowest else ""


def pounds(amount: Decimal | str) -> str:
    """£4.50, £4: the pence only when there are any."""
    return f"£{Decimal(amount):.2f}".removesuffix(".00")


# --- A service's page -----------------------------------------------------------------------------


@dataclass(frozen=True)
class DialledPhone:
    number: str
    href: str
    phone: Phone


def phones(service: Service) -> list[DialledPhone]:
    """The numbers of a service, or else those of its organisation."""
    found = list(service.phones.all()) or list(service.organisation.phones.all())
    return [dialled(phone) for phone in found]


def dialled(phone: Phone) -> DialledPhone:
    """The number as people write it here, and the link that dials it where it is a real one."""
    try:
        parsed = phonenumbers.parse(phone.number, "GB")
    except phonenumbers.NumberParseException:
        return DialledPhone(phone.number, "", phone)
    national = parsed.country_code == 44
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if national
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return DialledPhone(
        number=phonenumbers.format_number(parsed, style),
        href=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966),
        phone=phone,
    )


@dataclass(frozen=True)
class Session:
    """One schedule in words, and its next dates where the words do not tell them."""

    words: str
    next_dates: list[str]
    schedule: Schedule
    place: Location | None


def sessions(service: Service) -> list[Session]:
    today = timezone.localdate()
    several = len({each.location_id for each in service.schedules.all()}) > 1
    current = [each for each in service.schedules.all() if not times.is_over(each, today)]
    return [
        Session(
            words=times.in_words(each),
            next_dates=[times.in_full(day) for day in times.next_dates(each, today)],
            schedule=each,
            place=each.location if several and each.location and not each.location.hidden else None,
        )
        for each in sorted(current, key=_by_week)
        if times.in_words(each)
    ]


def _by_week(schedule: Schedule) -> tuple[int, str]:
    first = min((times.WEEK.index(Day(day)) for day in schedule.days), default=len(times.WEEK))
    return first, str(schedule.opens_at or "")


def language_name(code: str) -> str:
    """The language's name in the language of the page."""
    if code == BRITISH_SIGN_LANGUAGE:
        return _("British Sign Language")
    # Unicode's English says "Bangla" and "Punjabi", where English councils say Bengali and Panjabi.
    if get_language() == SOURCE and code.lower() in BY_CODE:
        return BY_CODE[code.lower()].english_name
    return times.babel_locale().languages.get(code.replace("-", "_"), code)


def spoken(service: Service) -> str:
    """ "English and Polish": English goes without saying when it is the only one."""
    others = [language_name(code) for code in service.languages if code != SOURCE]
    return times.listed([language_name(SOURCE), *others]) if others else ""


@dataclass(frozen=True)
class Place:
    """A place that may be shown, and where a map has it."""

    at: ServiceAtLocation | None
    location: Location
    map_url: str
    access: list[TaxonomyTerm]


def places(service: Service) -> list[Place]:
    shown = [at for at in service.at_locations.all() if not at.location.hidden]
    return [
        place(at.location, at) for at in shown if at.location.location_type != Location.Type.VIRTUAL
    ]


def place(location: Location, at: ServiceAtLocation | None = None) -> Place:
    """Where something happens. The caller has left out what is kept secret."""
    return Place(at, location, _map_url(location), list(location.terms.all()))


def _map_url(place: Location) -> str:
    if not place.has_public_point:
        return ""
    point = f"{place.latitude:.5f}/{place.longitude:.5f}"
    latitude, longitude = point.split("/")
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{point}"


def has_secret_place(service: Service) -> bool:
    return any(at.location.hidden for at in service.at_locations.all())


@dataclass(frozen=True)
class Price:
    cost: CostOption
    # "Free", "£4.50", or nothing where only words say it.
    amount: str


def prices(service: Service) -> list[Price]:
    """What it costs today, the cheapest first."""
    today = timezone.localdate()
    return [
        Price(cost, _("Free") if cost.amount == 0 else pounds(cost.amount) if cost.amount else "")
        for cost in service.cost_options.all()
        if not (cost.valid_to and cost.valid_to < today)
        and not (cost.valid_from and cost.valid_from > today)
    ]


def referral(service: Service) -> list[str]:
    """Who can ask for it. Where anyone can, the others need no mention."""
    if Referral.SELF in service.referral:
        return [str(Referral.SELF.label)]
    return [str(Referral(each).label) for each in service.referral]


def delivery(service: Service) -> list[str]:
    return [str(Delivery(each).label) for each in service.delivery]


# --- A kept list ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One kept service, with what is needed to use it away from the screen."""

    service: Service
    id: str
    phones: list[DialledPhone]
    sessions: list[Session]
    places: list[Place]
    closed: bool


def entry(service: Service) -> Entry:
    return Entry(
        service=service,
        id=mylist.encode([service.pk]),
        phones=phones(service),
        sessions=sessions(service),
        places=places(service),
        closed=service.status == Service.Status.TEMPORARILY_CLOSED,
    )
