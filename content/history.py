"""Every version of a page: what its editors saw, who wrote it, and what happened to it.

A version says what the page said with the changes that waited at that time, so that publishing
them changes no words and old words can be found whether they were ever public or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pghistory.models import Context

from directory.history import Change, Timeline, Version

from . import verbs, working
from .models import Page


@dataclass(frozen=True)
class PageVersion(Version):
    # The verb of the audit log: "page.changed", "page.published"...
    verb: str

    @property
    def what(self) -> str:
        return verbs.in_words(self.verb)


class PageTimeline(Timeline):
    model: type[Page]

    def _events(self, positions: Iterable[int]) -> dict[int, Any]:
        events = super()._events(positions)
        for event in events.values():
            for name, value in working.decode(self.model, event.working or {}).items():
                setattr(event, name, value)
        return events

    def _changes(self, before: Any, after: Any, position: int) -> list[Change]:
        return self.field_changes(before, after, only=self._shown)

    @property
    def _shown(self) -> set[str]:
        words = {field.name for field in working.columns(self.model)}
        return words | set(working.SETTINGS)

    def numbers(self) -> list[tuple[int, datetime]]:
        """Of every version, the newest first: its number and when it was made."""
        return [(row["version"], row["pgh_created_at"]) for row in reversed(self._index)]

    def page_versions(self, start: int, stop: int) -> list[PageVersion]:
        """Versions from the newest (0) downwards, each with what happened and what it changed."""
        newest = len(self) - 1
        versions = self.versions(start, stop)
        contexts = [
            self._index[newest - start - below]["pgh_context_id"] for below in range(len(versions))
        ]
        metadata = Context.objects.in_bulk([key for key in contexts if key])
        done = [
            metadata[key].metadata.get("verb", "") if key in metadata else "" for key in contexts
        ]
        return [
            PageVersion(**vars(version), verb=verb)
            for version, verb in zip(versions, done, strict=True)
        ]

    def values_at(self, number: int) -> dict[str, Any]:
        """The words of a version, by column. Raises LookupError when there is no such version."""
        event = self._event(number)
        return {field.name: getattr(event, field.name) for field in working.columns(self.model)}

    def between(self, old: int, new: int) -> list[Change]:
        """What differs between two versions. Raises LookupError when there is no such version."""
        return self.field_changes(self._event(old), self._event(new), only=self._shown)

    def _event(self, number: int) -> Any:
        position = self.position_of(number)
        if position is None:
            raise LookupError(number)
        return self.event_at(position)
