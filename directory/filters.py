"""The filters of the search page: which exist, which are chosen, and how many each would leave.

Choices are ANDed across groups and ORed within one. A sub-topic narrows its topic, so a topic that
is chosen together with one of its own sub-topics is left out of the search.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel import Locale
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import terms as taxonomy
from .models import OLDEST, Day, Delivery
from .presenters import BRITISH_SIGN_LANGUAGE, language_name
from .terms import Terms

Counts = Mapping[str, Mapping[str, int]]

TAXONOMIES = ("category", "need", "audience", "stage", "accessibility")
GROUPS: dict[str, str | Promise] = {
    "category": gettext_lazy("Topic"),
    "age": gettext_lazy("Age"),
    "need": gettext_lazy("Needs"),
    "day": gettext_lazy("Day of the week"),
    "time": gettext_lazy("Time of day"),
    "cost": gettext_lazy("Cost"),
    "referral": gettext_lazy("Referral"),
    "delivery": gettext_lazy("Where it happens"),
    "audience": gettext_lazy("Who it is for"),
    "stage": gettext_lazy("Stage of life"),
    "accessibility": gettext_lazy("Accessibility"),
    "language": gettext_lazy("Language"),
}
_FIXED: dict[str, dict[str, str | Promise]] = {
    "day": {day.value.lower(): day.label for day in Day},
    "time": {
        "morning": gettext_lazy("Morning, before midday"),
        "afternoon": gettext_lazy("Afternoon, midday to 5pm"),
        "evening": gettext_lazy("Evening, after 5pm"),
    },
    "cost": {"free": gettext_lazy("Free"), "paid": gettext_lazy("You pay something")},
    "referral": {
        "none": gettext_lazy("Just turn up or get in touch"),
        "needed": gettext_lazy("Someone must refer you"),
    },
    "delivery": {choice.value: choice.label for choice in Delivery},
}
# Nobody ticks more than this by hand; an address that does is not from our form.
MOST_CHOICES = 30
# These are open when the page comes, whether or not something in them is chosen.
_OPEN = ("category", "age")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    checked: bool
    in_english: bool = False
    children: list["Option"] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    options: list[Option]
    chosen: int

    @property
    def many(self) -> bool:
        return self.name != "age"

    @property
    def open(self) -> bool:
        return bool(self.chosen) or self.name in _OPEN


@dataclass(frozen=True)
class Chosen:
    """One chosen filter, and the query of the same page without it."""

    group: str
    label: str
    in_english: bool
    without: QueryDict


class Selection:
    """What an address asks for. Unknown groups and values are dropped without a word."""

    def __init__(self, query: QueryDict, terms: Terms) -> None:
        self.query = query
        self.terms = terms
        self.values = {
            name: values for name in GROUPS if (values := self._known(name, query.getlist(name)))
        }

    def _known(self, name: str, values: list[str]) -> list[str]:
        wanted = dict.fromkeys(values[:MOST_CHOICES])
        if name == "age":
            return [value for value in wanted if value in _AGES][:1]
        if name == "language":
            return [value for value in wanted if _is_language(value)]
        known = self.terms[name] if name in TAXONOMIES else _FIXED[name]
        return [value for value in wanted if value in known]

    def for_search(self) -> dict[str, list[str]]:
        """The filters as the search engine takes them."""
        filters = dict(self.values)
        if "category" in filters:
            filters["category"] = self._narrowest(filters["category"])
        return filters

    def _narrowest(self, slugs: list[str]) -> list[str]:
        narrowed = {self.terms["category"][slug].parent for slug in slugs}
        return [slug for slug in slugs if slug not in narrowed]

    def without(self, name: str) -> "Selection":
        """The same without one whole group."""
        query = self.query.copy()
        query.pop(name, None)
        query.pop("page", None)
        return Selection(query, self.terms)

    def chosen(self) -> list[Chosen]:
        return [
            Chosen(
                name,
                self.label(name, value),
                self._in_english(name, value),
                self._query_without(name, value),
            )
            for name, values in self.values.items()
            for value in values
        ]

    def _query_without(self, name: str, value: str) -> QueryDict:
        query = self.query.copy()
        query.pop("page", None)
        gone = {value}
        if name == "category":  # sub-topics were shown because of it, and go with it
            gone |= {term.slug for term in taxonomy.below(self.terms, name, value)}
        query.setlist(name, [each for each in self.values[name] if each not in gone])
        if not query.getlist(name):
            del query[name]
        return query

    def label(self, name: str, value: str) -> str:
        """The choice in the words of the page's language."""
        if name == "age":
            return age_label(int(value))
        if name == "language":
            return language_name(value)
        if name in TAXONOMIES:
            return self.terms[name][value].name
        return str(_FIXED[name][value])

    def _in_english(self, name: str, value: str) -> bool:
        return name in TAXONOMIES and self.terms[name][value].in_english

    # --- The choices to show ----------------------------------------------------------------------

    def groups(self, counts: Counts) -> list[Group]:
        """Every group with its choices, those that would find nothing left out."""
        found = [self._group(name, counts.get(name, {})) for name in GROUPS]
        return [group for group in found if group.options]

    def _group(self, name: str, counts: Mapping[str, int]) -> Group:
        options = self._options(name, self._candidates(name, counts), counts)
        return Group(name, str(GROUPS[name]), options, len(self.values.get(name, [])))

    def _candidates(self, name: str, counts: Mapping[str, int]) -> list[str]:
        if name == "category":
            return [term.slug for term in taxonomy.below(self.terms, name, "")]
        if name in TAXONOMIES:
            return list(self.terms[name])
        if name == "age":
            return list(_AGES)
        if name == "language":
            codes = {code for code in counts if _is_language(code)} | set(self.values.get(name, []))
            return sorted(codes, key=language_name)
        return list(_FIXED[name])

    def _options(self, name: str, candidates: list[str], counts: Mapping[str, int]) -> list[Option]:
        chosen = self.values.get(name, [])
        return [
            Option(
                value=value,
                label=self.label(name, value),
                count=counts.get(value, 0),
                checked=value in chosen,
                in_english=self._in_english(name, value),
                children=self._children(name, value, counts),
            )
            for value in candidates
            if counts.get(value) or value in chosen
        ]

    def _children(self, name: str, value: str, counts: Mapping[str, int]) -> list[Option]:
        """The sub-topics of a topic, once it or one of them is chosen."""
        if name != "category":
            return []
        below = [term.slug for term in taxonomy.below(self.terms, name, value)]
        if not {value, *below} & set(self.values.get(name, [])):
            return []
        return self._options("category", below, counts) if below else []


_LANGUAGES = Locale("en").languages
_AGES = {str(age): age for age in range(OLDEST + 1)}


def age_label(age: int) -> str:
    return (
        ngettext("%(age)d year old", "%(age)d years old", age) % {"age": age}
        if age
        else (_("Under 1"))
    )


def _is_language(value: str) -> bool:
    return value == BRITISH_SIGN_LANGUAGE or value in _LANGUAGES
