"""What a service is, in the words of schema.org, for search engines."""

import json
from typing import Any
from urllib.parse import urljoin

from django.utils.safestring import SafeString

from .indexing import is_free
from .models import Delivery, Location, Organisation, Schedule, Service

PUBLIC_BODIES = (Organisation.Kind.COUNCIL, Organisation.Kind.NHS)
# In a <script> only these could end it or open a comment; JSON may write any letter as an escape.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}


def as_script(data: dict[str, Any]) -> SafeString:
    """`data` as JSON that may stand inside a <script type="application/ld+json">."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return SafeString(text)


def of_service(service: Service, *, address: str, area: str) -> dict[str, Any]:
    """A GovernmentService (council, NHS) or a Service. Expects `with_everything()`."""
    public = service.organisation.kind in PUBLIC_BODIES
    operator = _organisation(service.organisation)
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService" if public else "Service",
            "@id": address,
            "url": address,
            "name": service.name,
            "description": service.summary,
            "image": [
                urljoin(address, photo.upload.get_absolute_url()) for photo in service.photos.all()
            ],
            "provider": operator,
            "serviceOperator": operator if public else None,
            "areaServed": {"@type": "AdministrativeArea", "name": area}
            if service.coverage == Service.Coverage.CITYWIDE
            else None,
            "audience": _ages(service),
            "isAccessibleForFree": is_free(service),
            "offers": [
                _offer(cost.option, cost.amount)
                for cost in service.cost_options.all()
                if cost.amount is not None
            ],
            "availableChannel": [_channel(service, place) for place in _places(service)]
            or [_channel(service, None)],
            "hoursAvailable": [_opening(each) for each in service.schedules.all() if each.days],
        }
    )


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def _organisation(organisation: Organisation) -> dict[str, Any]:
    public = organisation.kind in PUBLIC_BODIES
    return _filled(
        {
            "@type": "GovernmentOrganization" if public else "Organization",
            "name": organisation.name,
            "url": organisation.website,
        }
    )


def _ages(service: Service) -> dict[str, Any] | None:
    if service.minimum_age is None and service.maximum_age is None:
        return None
    return _filled(
        {
            "@type": "PeopleAudience",
            "suggestedMinAge": service.minimum_age,
            "suggestedMaxAge": service.maximum_age,
        }
    )


def _offer(name: str, amount: Any) -> dict[str, Any]:
    return _filled(
        {"@type": "Offer", "name": name, "price": f"{amount:.2f}", "priceCurrency": "GBP"}
    )


def _places(service: Service) -> list[Location]:
    return [at.location for at in service.at_locations.all() if not at.location.hidden]


def _channel(service: Service, place: Location | None) -> dict[str, Any]:
    phones = list(service.phones.all()) or list(service.organisation.phones.all())
    online = Delivery.ONLINE in service.delivery
    return _filled(
        {
            "@type": "ServiceChannel",
            "serviceUrl": service.website if online else None,
            "servicePhone": {"@type": "ContactPoint", "telephone": phones[0].number}
            if phones
            else None,
            "availableLanguage": ["en", *(code for code in service.languages if code != "en")],
            "serviceLocation": _place(place) if place else None,
        }
    )


def _place(place: Location) -> dict[str, Any]:
    geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
    street = ", ".join(filter(None, [place.address_1, place.address_2]))
    return _filled(
        {
            "@type": "Place",
            "name": place.name,
            "address": _filled(
                {
                    "@type": "PostalAddress",
                    "streetAddress": street,
                    "addressLocality": place.city,
                    "postalCode": place.postal_code,
                    "addressCountry": place.country,
                }
            ),
            "geo": geo if place.has_public_point else None,
        }
    )


def _opening(schedule: Schedule) -> dict[str, Any]:
    return _filled(
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [_DAYS[day] for day in schedule.days],
            "opens": schedule.opens_at.isoformat("minutes") if schedule.opens_at else None,
            "closes": schedule.closes_at.isoformat("minutes") if schedule.closes_at else None,
            "validFrom": schedule.valid_from.isoformat() if schedule.valid_from else None,
            "validThrough": schedule.valid_to.isoformat() if schedule.valid_to else None,
        }
    )
