"""What a service calls the languages of the site."""

from collections.abc import Callable, Collection

from core.languages import CODES, SOURCE


def matched(theirs: Collection[str], names: Callable[[str], tuple[str, ...]]) -> dict[str, str]:
    """Our codes of the languages that a service writes, each with its own.

    `names`: under which names it may have one of ours, the best first.
    """
    found = {}
    for code in CODES:
        name = next((each for each in names(code) if each in theirs), None)
        if name and code != SOURCE:
            found[code] = name
    return found
