"""Numbers so small that they could show who somebody is are not published.

Nor is a number that gives a small one away: whoever knows a sum and all of its parts but one
knows that one too. Official statistics call it primary and secondary suppression (Government
Statistical Service, guidance on disclosure control of tables).
"""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# What is counted fewer times than this is not said exactly. Nothing at all names nobody.
LEAST = 5


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def in_words(count: int) -> str:
    """A count as everybody may read it: "0", "fewer than 5", "1,204"."""
    if is_small(count):
        return _("fewer than %(number)s") % {"number": LEAST}
    return number_format(count, force_grouping=True)


def shown(parts: Sequence[int]) -> list[int | None]:
    """The parts of a sum that may be published beside it; None for each that may not.

    Hides the small ones, and then the next larger ones until those that are hidden could have been
    shared out in several ways, and are together no small number.
    """
    hidden = {place for place, count in enumerate(parts) if is_small(count)}
    rest = sorted((count, place) for place, count in enumerate(parts) if count >= LEAST)
    while hidden and rest and _is_telling([parts[place] for place in hidden]):
        hidden.add(rest.pop(0)[1])
    if hidden and _is_telling([parts[place] for place in hidden]):
        return [None] * len(parts)
    return [None if place in hidden else count for place, count in enumerate(parts)]


def shown_of(total: int, part: int) -> int | None:
    """A part that others may overlap (several answers to one question); None when hidden.

    It is hidden, too, when all but a few are in it: that says as much about those few.
    """
    return None if is_small(part) or is_small(total - part) else part


def _is_telling(hidden: list[int]) -> bool:
    """Whether the sum of the hidden parts gives them away."""
    number, total = len(hidden), sum(hidden)
    if number < 2 or total < LEAST:
        return True
    # Where all are small: each of them is one, or as large as a small number can be.
    return all(map(is_small, hidden)) and total in (number, number * (LEAST - 1))
