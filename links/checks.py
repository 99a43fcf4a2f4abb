"""What is said of the links of a page before it is published."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from content import kinds
from content.checks import SHOULD, Finding

from . import own, sources
from .models import Link

# Each costs up to two queries.
MOST_OWN = 20


def of_page(page: Any) -> Iterator[Finding]:
    """Links that are known not to work, and those to pages of this site that are not there."""
    source = sources.get(kinds.kind_of(page).name)
    addresses = dict.fromkeys(address for _field, address in source.addresses(page))
    known = Link.objects.broken().filter(address__in=addresses)
    wrong = {link.address: str(link.get_problem_display()) for link in known}
    ours = islice((each for each in addresses if each.startswith("/")), MOST_OWN)
    wrong |= {each: str(Link.Problem.GONE.label) for each in ours if _is_gone(each)}
    for address in addresses:
        if address in wrong:
            yield Finding(
                SHOULD,
                _("A link does not work: {why}").format(why=wrong[address]),
                _("Put in the right address, or take the link out."),
                address[:200],
            )


def _is_gone(path: str) -> bool:
    return own.ask(path).state == Link.State.BROKEN
