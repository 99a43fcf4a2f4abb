"""What search knows of a service: its words, its choices for filtering, its public places."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from modeltranslation.utils import build_localized_fieldname as column

from core import richtext, translations
from core.languages import CODES, OTHER_CODES, SOURCE
from search import actions as search
from search.documents import Document
from search.models import SearchDocument
from search.postcodes import to_grid

from .models import OLDEST, Delivery, Location, Referral, Schedule, Service, TaxonomyTerm

KIND = "service"
BATCH = 500
# A place of every need welcomes each of them.
ALL_NEEDS = "all-needs"
_WORDED = ("category", "need")
# What a result shows of a service.
_SHOWN = ("name", "summary")
_BODY_FIELDS = ("description", "who_for", "how_to_get", "what_next", "cost_note")


def index(services: "QuerySet[Service]") -> int:
    """Write the search documents of `services` anew, or remove them where not published.

    Returns how many services were seen. Bounded memory: 500 at a time.
    """
    return index_ids(list(services.values_list("pk", flat=True)))


def index_ids(ids: Sequence[UUID]) -> int:
    """As `index`, of services that may have been deleted since."""
    terms = _all_terms()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        shown = list(Service.objects.published().filter(pk__in=batch).for_indexing())
        tags = _Tags(shown, terms)
        checked = translations.checked(batch, _SHOWN)
        documents = [
            document for service in shown for document in _documents(service, tags, checked)
        ]
        search.replace(documents, kind=KIND, object_ids=batch)
    return len(ids)


def index_aged(today: date) -> int:
    """Write anew the documents of services that became, or are no longer, long unchecked.

    Returns how many. Whatever night was missed is caught up with.
    """
    published = Service.objects.published()
    aged = published.long_unchecked(today).values("pk")
    documents = SearchDocument.objects.filter(kind=KIND, language=SOURCE)
    unmarked = documents.filter(stale=False, object_id__in=aged)
    marked = documents.filter(stale=True).exclude(object_id__in=aged)
    keys = [*unmarked.values_list("object_id", flat=True)]
    return index_ids([*keys, *marked.values_list("object_id", flat=True)])


class _Term(NamedTuple):
    """A term as indexing needs it. Records of it, one for each service that has it, with all
    their languages, would take most of the time."""

    choice: str
    parent_choice: str
    # The words to find a service by, in each language.
    words: dict[str, str]


def _all_terms() -> dict[UUID, _Term]:
    found = TaxonomyTerm.objects.values(
        "pk",
        "slug",
        "taxonomy__slug",
        "parent__slug",
        *(column(field, code) for field in ("name", "keywords") for code in CODES),
    )
    return {row["pk"]: _term(row) for row in found}


def _term(row: dict[str, Any]) -> _Term:
    kind = row["taxonomy__slug"]
    fields = ("name", "keywords") if kind in _WORDED else ("name",)
    return _Term(
        choice=f"{kind}:{row['slug']}",
        parent_choice=f"{kind}:{row['parent__slug']}" if row["parent__slug"] else "",
        words={
            code: " ".join(filter(None, (row[column(field, code)] for field in fields)))
            for code in CODES
        },
    )


class _Tags:
    """The terms of some services and of their places, by two queries."""

    def __init__(self, services: Sequence[Service], terms: dict[UUID, _Term]) -> None:
        self.needs = {term.choice for term in terms.values() if term.choice.startswith("need:")}
        self.of_services: dict[UUID, list[_Term]] = defaultdict(list)
        self.of_places: dict[UUID, list[_Term]] = defaultdict(list)
        tagged = Service.terms.through.objects.filter(service__in=services)
        for service, term in tagged.order_by("pk").values_list("service_id", "taxonomyterm_id"):
            self.of_services[service].append(terms[term])
        places = [at.location_id for service in services for at in service.at_locations.all()]
        marked = Location.terms.through.objects.filter(location__in=places)
        for place, term in marked.order_by("pk").values_list("location_id", "taxonomyterm_id"):
            self.of_places[place].append(terms[term])


def _documents(
    service: Service, tags: _Tags, checked: set[tuple[UUID, str, str]]
) -> Iterator[Document]:
    """`checked`: the texts of services that are checked, as `translations.checked` says it."""
    terms = tags.of_services[service.pk]
    places = [at.location for at in service.at_locations.all() if at.location.has_public_point]
    common: dict[str, Any] = {
        "kind": KIND,
        "object_id": service.pk,
        "url": f"/services/{service.slug}/",
        "published_at": service.updated_at,
        "stale": service.is_long_unchecked,
    }
    yield Document(
        **common,
        **_words(service, SOURCE),
        keywords=_keywords(terms, SOURCE),
        keywords_other=" ".join(_keywords(terms, code) for code in OTHER_CODES),
        facets=tuple(sorted(_facets(service, tags))),
        data=_card(service, places),
        everywhere=_is_everywhere(service),
        places=tuple({to_grid(*point) for place in places if (point := place.public_point)}),
    )
    for code in OTHER_CODES:
        if getattr(service, column("name", code)):
            yield Document(
                **common,
                **_words(service, code),
                keywords=_keywords(terms, code),
                data={
                    "organisation": _in(service.organisation, "name", code),
                    "is_draft": any(
                        getattr(service, column(field, code))
                        and (service.pk, field, code) not in checked
                        for field in _SHOWN
                    ),
                },
            )


def _in(record: Any, field: str, code: str) -> str:
    """The text of `field` in a language, or in English where there is none."""
    return getattr(record, column(field, code)) or getattr(record, column(field, SOURCE)) or ""


def _words(service: Service, code: str) -> dict[str, Any]:
    own = {field: getattr(service, column(field, code)) or "" for field in _BODY_FIELDS}
    body = " ".join([*own.values(), _in(service.organisation, "name", SOURCE)])
    return {
        "language": code,
        "title": _in(service, "name", code),
        "summary": getattr(service, column("summary", code))
        or richtext.plain(own["description"])[:300],
        "body": richtext.plain(body),
    }


def _keywords(terms: Iterable[_Term], code: str) -> str:
    """Names of all terms, and the everyday words of topics and needs, in one language."""
    return " ".join(filter(None, (term.words[code] for term in terms)))


def _facets(service: Service, tags: _Tags) -> set[str]:
    """The choices that `service` answers to, as "group:value".

    What nobody has said counts as yes for an age (a family should not lose a service over a
    gap in its listing) and as no for everything else.
    """
    terms = tags.of_services[service.pk]
    found = {term.choice for term in terms} | {term.parent_choice for term in terms} - {""}
    if f"need:{ALL_NEEDS}" in found:
        found |= tags.needs
    for at in service.at_locations.all():
        found |= {term.choice for term in tags.of_places[at.location_id]}
    youngest = service.minimum_age or 0
    oldest = OLDEST if service.maximum_age is None else min(service.maximum_age, OLDEST)
    found |= {f"age:{age}" for age in range(youngest, oldest + 1)}
    found |= {f"delivery:{delivery}" for delivery in service.delivery}
    found |= {f"language:{language}" for language in service.languages if language != SOURCE}
    found.add(f"org:{service.organisation.slug}")
    if service.coverage:
        found.add(f"coverage:{service.coverage}")
    if service.referral:
        found.add("referral:none" if Referral.SELF in service.referral else "referral:needed")
    if (free := is_free(service)) is not None:
        found.add("cost:free" if free else "cost:paid")
    return found | _session_facets(service.schedules.all())


def is_free(service: Service) -> bool | None:
    """True when every price is nothing; None when no price is known."""
    amounts = [cost.amount for cost in service.cost_options.all() if cost.amount is not None]
    return max(amounts) == 0 if amounts else None


def _session_facets(schedules: Iterable[Schedule]) -> set[str]:
    found = set()
    for schedule in schedules:
        days = [day.lower() for day in schedule.days]
        times = _parts_of_day(schedule.opens_at, schedule.closes_at)
        found |= {f"day:{day}" for day in days}
        found |= {f"time:{part}" for part in times}
        found |= {f"session:{day}-{part}" for day, part in product(days, times)}
    return found


def _parts_of_day(opens: time | None, closes: time | None) -> list[str]:
    if opens is None:
        return []
    closes = closes or opens
    bounds = (
        ("morning", time.min, time(12)),
        ("afternoon", time(12), time(17)),
        ("evening", time(17), time.max),
    )
    return [
        name
        for name, start, end in bounds
        if opens < end and (closes > start or start <= opens < end)
    ]


def _is_everywhere(service: Service) -> bool:
    if service.coverage in (Service.Coverage.CITYWIDE, Service.Coverage.NATIONAL):
        return True
    return bool({Delivery.ONLINE, Delivery.PHONE} & set(service.delivery))


def _card(service: Service, places: list[Location]) -> dict[str, Any]:
    amounts = [cost.amount for cost in service.cost_options.all() if cost.amount]
    first = next(iter(places), None)
    return {
        "organisation": _in(service.organisation, "name", SOURCE),
        "ages": [service.minimum_age, service.maximum_age],
        "free": is_free(service),
        "cost": f"{min(amounts):.2f}" if amounts else None,
        "referral": service.needs_referral,
        "delivery": service.delivery,
        "status": service.status,
        "checked": service.assured_date.isoformat() if service.assured_date else None,
        "lately": not service.is_long_unchecked,
        "places": [[place.latitude, place.longitude, str(place)] for place in places[:5]],
        "place": ", ".join(filter(None, [_in(first, "name", SOURCE), first.postal_code]))
        if first
        else "",
    }
