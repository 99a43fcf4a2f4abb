"""What is asked of a search and what it answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.utils.safestring import SafeString

from core.languages import SOURCE

Sort = Literal["relevance", "distance", "name", "recent"]
NearProblem = Literal["", "unknown", "malformed"]


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """One search. `point` (easting, northing) is where a visitor's browser says they are.

    Filters are AND across groups and OR within one. `kinds` are the kinds of things to find, every
    kind when it is empty; near a place only those that have places count. `verbatim` searches for
    the words as typed, without mending their spelling.
    """

    text: str = ""
    language: str = SOURCE
    near: str = ""
    point: tuple[int, int] | None = None
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: tuple[str, ...] = ("service",)
    page: int = 1
    page_size: int = 20
    verbatim: bool = False
    sort: Sort = "relevance"


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result card. The two HTML texts are escaped, with matching words in <mark>."""

    kind: str
    object_id: UUID
    url: str
    title: str
    title_html: SafeString
    summary_html: SafeString
    language: str
    data: Mapping[str, Any]
    distance_miles: float | None = None
    everywhere: bool = False


@dataclass(frozen=True, kw_only=True)
class SearchResults:
    """One page of results, and the number that each choice would leave.

    `counts[group][value]` is the number of results if that value alone were chosen in its group,
    with the same text and the other groups' filters; 0 for a value nothing has.
    """

    total: int
    hits: list[Hit]
    counts: Mapping[str, Counter[str]]
    # The number of results of every kind, whichever were asked for, with text and filters.
    kinds: Counter[str]
    page: int
    pages: int
    # The words as mended, or "" when they were searched for as typed.
    searched_for: str = ""
    original: str = ""
    # The place as shown, "SO14 7LY".
    near: str = ""
    near_problem: NearProblem = ""
    # Whether it was looked for near a place: not when no kind asked for has places.
    is_near: bool = False
    # What was searched for without the postcode in it.
    text: str = ""
