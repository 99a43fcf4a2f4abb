"""Where events are: the places of the directory that they name, read together for many events."""

from collections.abc import Iterable
from typing import Any

from directory.models import Location
from search.postcodes import to_grid

from .models import Event


class Places:
    """The public places of some events, by one query."""

    def __init__(self, events: Iterable[Event]) -> None:
        keys = {key for event in events for key in event.location_ids}
        # An address that is kept secret is not one to send a family to.
        known: Any = Location.objects.kept().filter(hidden=False)
        self._known = known.in_bulk(keys) if keys else {}

    def of(self, event: Event) -> list[Location]:
        return [self._known[key] for key in event.location_ids if key in self._known]

    def in_one_line(self, event: Event) -> str:
        """ "Room 2, Civic Centre, Civic Centre Road, Southampton, SO14 7LY", or ""."""
        parts = [event.place]
        for place in self.of(event)[:1]:
            parts += [place.name, *place.address_lines]
        return ", ".join(part for part in parts if part)

    def short(self, event: Event) -> str:
        """For a card: the place's name and postcode, or else what the event says."""
        for place in self.of(event)[:1]:
            return ", ".join(part for part in (place.name, place.postal_code) if part)
        return event.place


def points(event: Event) -> list[tuple[int, int]]:
    """Eastings and northings of its places that are known."""
    found = Places([event]).of(event)
    return [to_grid(*point) for place in found if (point := place.public_point)]
