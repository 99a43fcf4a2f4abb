"""What an Easy Read, plain or signed version may be of: services, and some kinds of pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content import kinds
from core.translations import digest, english
from directory.models import Service

SERVICE = "service"
# Kinds of pages, in the order of the desk's choice.
PAGES = ("guide", "consultation")
# What a family reads of a service. Telephone numbers and places are not told again.
_OF_SERVICES = (
    *("summary", "description", "who_for", "how_to_get", "what_next", "cost_note", "wait_time"),
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of thing that has versions.

    `live`: what of it the public can read. `prose`: the columns with its words; the column `title`
    names it.
    """

    name: str
    plural: str | Promise
    model: Any
    live: Callable[[], "QuerySet[Any]"]
    title_field: str
    prose: tuple[str, ...]

    def title_of(self, record: Any) -> str:
        """In English."""
        return english(record, self.title_field)

    def words(self, record: Any) -> str:
        """Its English words as Markdown, what says it in short first."""
        texts = (english(record, name).strip() for name in self.prose)
        return "\n\n".join(text for text in texts if text)

    def desk_url(self, record: Any) -> str:
        if self.name == SERVICE:
            return reverse("desk:service", args=[record.pk])
        return reverse("desk:page", args=[self.name, record.pk])

    def history_url(self, record: Any) -> str:
        if self.name == SERVICE:
            return reverse("desk:service_history", args=[record.pk])
        return reverse("desk:page_history", args=[self.name, record.pk])


_SERVICE = Source(
    name=SERVICE,
    plural=_("Services"),
    model=Service,
    live=lambda: Service.objects.published(),
    title_field="name",
    prose=_OF_SERVICES,
)


def get(name: str) -> Source:
    """Raises LookupError for a kind of thing that has no versions."""
    if name == SERVICE:
        return _SERVICE
    if name not in PAGES:
        raise LookupError(name)
    kind = kinds.get(name)
    rows: Any = kind.model._default_manager
    return Source(
        name=name,
        plural=kind.plural,
        model=kind.model,
        live=rows.live,
        title_field="title",
        prose=("summary", *kind.prose),
    )


def all_sources() -> list[Source]:
    return [get(name) for name in (SERVICE, *PAGES)]


def of(record: Any) -> Source:
    """Of a record itself. Raises LookupError as `get`."""
    return get(str(record._meta.model_name))


def is_public() -> Q:
    """Of versions: the public can read what they are of."""
    found = Q()
    for source in all_sources():
        shown = Exists(source.live().filter(pk=OuterRef("about_id")))
        found |= Q(about_kind=source.name) & Q(shown)
    return found


def records(variants: Iterable[Any]) -> dict[UUID, Any]:
    """What each of the versions is of, by its key, whether public or not: a query for each kind."""
    wanted: dict[str, set[UUID]] = {}
    for variant in variants:
        wanted.setdefault(variant.about_kind, set()).add(variant.about_id)
    return {
        key: record
        for name, keys in wanted.items()
        for key, record in get(name).model._default_manager.in_bulk(list(keys)).items()
    }


def digest_of(record: Any) -> str:
    """By which one can tell whether its words have changed."""
    source = of(record)
    return digest(f"{source.title_of(record)}\n\n{source.words(record)}")
