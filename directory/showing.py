"""What kinds of things a search shows: everything, or services, information, news or documents.

Without words the page is the directory and shows services. With words it shows whatever fits them.
"""

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import kinds
from search.kinds import Group
from search.query import SearchRequest, SearchResults

EVERYTHING: str | Promise = gettext_lazy("Everything")


@dataclass(frozen=True)
class Tab:
    """One choice: `query` is that of the page that shows it, `count` how many it has."""

    label: str
    count: int
    is_current: bool
    query: QueryDict


def group_of(query: QueryDict, words: str) -> str:
    """The group that an address asks for, "" for everything. `words`: what is searched for."""
    asked = query.get("show", "")
    if asked in Group.values:
        return asked
    return "" if words else Group.SERVICES


def kinds_of(group: str) -> tuple[str, ...]:
    return kinds.of_group(group) if group else ()


class Showing:
    """The choices beside the one that `results` are of."""

    def __init__(self, query: QueryDict, search: SearchRequest, results: SearchResults) -> None:
        self._query = query
        self._search = search
        self._results = results
        self.group = group_of(query, search.text)
        # Whether the address says so: it then stays with the form.
        self.is_chosen = query.get("show", "") in Group.values
        self._has_place = bool(results.near or search.point)

    @cached_property
    def tabs(self) -> list[Tab]:
        """Those that have something, and the current one; none where there is no choice."""
        counts = {group: self._count(kinds.of_group(group)) for group in Group.values}
        tabs = [
            self._tab(group, str(Group(group).label), count)
            for group, count in counts.items()
            if count or group == self.group
        ]
        if self._search.text:
            everything = kinds.with_places() if self._has_place else tuple(self._results.kinds)
            tabs.insert(0, self._tab("", str(EVERYTHING), self._count(everything)))
        return tabs if len(tabs) > 1 + bool(self._search.text) else []

    def _count(self, names: tuple[str, ...]) -> int:
        return sum(self._results.kinds[name] for name in names)

    def _tab(self, group: str, label: str, count: int) -> Tab:
        query = self._query.copy()
        for name in ("page", "show"):
            query.pop(name, None)
        if group != group_of(query, self._search.text):
            query["show"] = group
        return Tab(label, count, group == self.group, query)

    @property
    def others(self) -> list[Tab]:
        """Where there is something else: for a page that shows nothing."""
        return [tab for tab in self.tabs if tab.count and not tab.is_current]

    @property
    def is_mixed(self) -> bool:
        """Whether anything but services may be among the results."""
        if self.group:
            return self.group != Group.SERVICES
        return any(kinds.get(name).group != Group.SERVICES for name in self._results.kinds)

    @property
    def note(self) -> str:
        """What is left out, and why."""
        if self._has_place and not self._results.is_near:
            return _("This is the same wherever you live, so we left the place out.")
        if self.group or not self._results.total:
            return ""
        if self._has_place and sum(self._results.kinds.values()) > self._results.total:
            return _("Near a place we show services and events only.")
        if self._search.filters and not self.is_mixed:
            return _("With these filters we show services only.")
        return ""
