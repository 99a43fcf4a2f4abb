"""Every kind of page of the site, in every state that tests/access/pages.py knows.

Public pages in English and Arabic, on a phone and on a desktop; the other languages and ways of
reading by turns. `make access` does all of it.
"""

from collections.abc import Iterable
from itertools import cycle

import pytest
from playwright.sync_api import Browser

from core.languages import CODES
from tests.access import pages, world
from tests.access.checking import WHOLE
from tests.access.looks import PUBLIC, Look
from tests.access.walking import Seen, Walker, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

OTHER_LANGUAGES = [code for code in CODES if code not in ("en", "ar")]
OTHER_MODES = [mode for mode in WHOLE if mode not in ("desktop", "phone")]
# Everything at one width, and what a width can change at the other.
WIDTHS = {"en": ("desktop", "phone, room"), "ar": ("phone", "desktop, room")}


@pytest.fixture
def owner(make_user):
    return make_user("own@example.org", name="Own Owner")


@pytest.fixture
def walker(browser: Browser, live_server, olive, owner) -> Walker:
    return Walker(browser, live_server.url, sign_in(desk=olive, provider=owner))


@pytest.fixture
def looks(olive, owner) -> list[Look]:
    return pages.all_looks(world.make(olive), officer=olive, provider=owner)


def faults(seen: Iterable[Seen]) -> str:
    return "\n\n".join(str(each) for each in seen if each.faults)


def first_states(looks: list[Look]) -> list[Look]:
    return list({look.name: look for look in reversed(looks)}.values())[::-1]


def test_the_public_pages(walker, looks):
    public = [look for look in looks if look.who == PUBLIC]
    in_english = (each for look in public for each in walker.visit(look, "en", WIDTHS["en"]))
    assert not faults(in_english)
    public = first_states(public)
    assert not faults(each for look in public for each in walker.visit(look, "ar", WIDTHS["ar"]))
    ways = zip(public, cycle(OTHER_LANGUAGES), cycle(OTHER_MODES), strict=False)
    assert not faults(each for way in ways for each in walker.visit(*way[:2], way[2:]))


def test_the_pages_of_providers_and_of_the_desk(walker, looks):
    """Made of few parts: every second one in Arabic, every fourth in one more way of reading."""
    inner = [look for look in looks if look.who != PUBLIC]
    assert not faults(each for look in inner for each in walker.visit(look, "en", ["desktop"]))
    in_arabic = (each for look in inner[::2] for each in walker.visit(look, "ar", ["phone"]))
    assert not faults(in_arabic)
    ways = zip(inner[1::4], cycle(("en", "ar")), cycle(OTHER_MODES), strict=False)
    assert not faults(each for way in ways for each in walker.visit(*way[:2], way[2:]))


def test_a_site_without_content(walker):
    empty = list(pages.without_content())
    assert not faults(each for look in empty for each in walker.visit(look, "en", ["phone"]))


def test_help_is_in_the_same_place_on_every_page(walker, looks):
    """WCAG 3.2.6."""
    found = {}
    for look in [look for look in looks if look.who == PUBLIC][::4]:
        walker.pages[PUBLIC].goto(f"{walker.site}{look.path}")
        found[str(look)] = walker.help_of(PUBLIC)
    assert len(set(found.values())) == 1, found
    assert "/contact/" in next(iter(found.values()))
