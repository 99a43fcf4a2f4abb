"""The kinds of things that are searched, as the apps that write them register them when ready."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray


class Group(TextChoices):
    """What a visitor may narrow a search to."""

    SERVICES = "services", _("Services")
    INFORMATION = "information", _("Information")
    NEWS = "news", _("News and events")
    DOCUMENTS = "documents", _("Documents")
    EASY_READ = "easy_read", _("Easy Read")


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """One kind of `SearchDocument`."""

    # `SearchDocument.kind`.
    name: str
    # What a result card calls it: "Guide".
    label: str | Promise
    group: Group
    # Whether it is looked for near a place. Other kinds are left out of such a search.
    has_places: bool = False
    # Mild, about 1: how much a good match of this kind counts beside one of another kind.
    weight: float = 1.0
    # Counts for less the older it is.
    is_news: bool = False
    # A subject to read about: offered where a search finds nothing.
    is_topic: bool = False


_KINDS: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> None:
    _KINDS[kind.name] = kind


def is_registered(name: str) -> bool:
    return name in _KINDS


def get(name: str) -> SearchKind:
    """A kind that nobody registered is information, and has no label."""
    return _KINDS.get(name) or SearchKind(name=name, label="", group=Group.INFORMATION)


def of_group(group: str) -> tuple[str, ...]:
    """The names of a group's kinds."""
    return tuple(kind.name for kind in _KINDS.values() if kind.group == group)


def topics() -> tuple[str, ...]:
    return tuple(kind.name for kind in _KINDS.values() if kind.is_topic)


def with_places() -> tuple[str, ...]:
    return tuple(kind.name for kind in _KINDS.values() if kind.has_places)


@dataclass(frozen=True)
class Traits:
    """What counts of kinds for ranking: each array has a number for each of the names given."""

    groups: NDArray[np.int8]
    weights: NDArray[np.float32]
    is_news: NDArray[np.bool_]


def traits(names: Sequence[str]) -> Traits:
    """`names` as an index holds them: "" is of no kind."""
    kinds = [get(name) for name in names]
    order = list(Group)
    return Traits(
        np.array([order.index(kind.group) for kind in kinds], np.int8),
        np.array([kind.weight for kind in kinds], np.float32),
        np.array([kind.is_news for kind in kinds], np.bool_),
    )
