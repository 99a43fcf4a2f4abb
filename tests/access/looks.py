"""What there is to look at: names that need no database."""

from typing import NamedTuple

PUBLIC, PROVIDER, DESK = "public", "provider", "desk"


class Look(NamedTuple):
    """A page in one state: the English path, and as whom it is opened."""

    name: str
    path: str
    who: str = PUBLIC
    state: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.state})" if self.state else self.name
