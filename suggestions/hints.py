"""Friendly hints about what a listing would say: hard words, long sentences, what families miss.

They never stop anybody. `of` takes all values of a listing (parts.Values) as they would be.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import readability
from directory.models import Delivery, Organisation

from . import parts
from .all_questions import of_part
from .parts import PLACES, Values

PROSE = (
    "summary_en",
    "description_en",
    "who_for_en",
    "how_to_get_en",
    "what_next_en",
    "wait_time_en",
    "cost_note_en",
)
# What most adults read with ease; the plain English of public services aims lower still.
OLDEST_READER = 14
# Of one kind in one text: more would be nagging.
MOST_OF_A_KIND = 3
_PRIVATE_EMAIL = re.compile(
    r"\b[\w.+-]{1,64}@(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|me|aol|sky"
    r"|btinternet|talktalk|virginmedia)\.(?:com|co\.uk|net)\b",
    re.I,
)
_PHONE = re.compile(r"(?<!\d)(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?!\d)")
_MOBILE = re.compile(r"^(?:\+44\s?|0)7")
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_DAY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(_MONTHS)})\s+(20\d\d)\b", re.I)
_SHORT_DAY = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b")


@dataclass(frozen=True)
class Hint:
    # The part it is about, and the page on which it can be mended.
    key: str
    section: str
    text: str
    # English words of the listing, to be shown as such.
    quote: str = ""


def of(values: Values, organisation: Organisation | None, *, is_secret: bool = False) -> list[Hint]:
    """Hints about a whole listing, in the order of its page. `is_secret`: one of its places is
    kept secret, so that its address is in no value."""
    found = [*_missing(values, organisation, is_secret), *_in_texts(values), *_in_facts(values)]
    order = {key: index for index, key in enumerate(parts.KEYS)}
    return sorted(found, key=lambda hint: order.get(hint.key, len(order)))


def about(hints: Iterable[Hint], keys: Collection[str]) -> list[Hint]:
    return [hint for hint in hints if hint.key in keys]


def _hint(key: str, text: str, quote: str = "") -> Hint:
    question = of_part(key)
    return Hint(key, question.slug if question else "", text, Truncator(quote).chars(160))


# --- What families miss ---------------------------------------------------------------------------


def _missing(values: Values, organisation: Organisation | None, is_secret: bool) -> Iterator[Hint]:
    if not values.get("summary_en"):
        yield _hint("summary_en", _("Say in one sentence what it is. Families see it in search."))
    if values.get("minimum_age") is None and values.get("maximum_age") is None:
        yield _hint("minimum_age", _("Say for what ages it is."))
    if not values.get("cost_options") and not values.get("cost_note_en"):
        yield _hint("cost_options", _("Say what it costs, or that it is free."))
    if not values.get("terms:need"):
        yield _hint("terms:need", _("Tick which needs it is for, also when everybody is welcome."))
    if not values.get("terms:category"):
        yield _hint("terms:category", _("Tick a topic, so that families find it."))
    if not _has_contact(values, organisation):
        yield _hint("phones", _("Give a phone number, an e-mail address or a website."))
    yield from _missing_where_and_when(values, is_secret)


def _missing_where_and_when(values: Values, is_secret: bool) -> Iterator[Hint]:
    delivery = set(values.get("delivery") or [])
    elsewhere = delivery & {Delivery.ONLINE, Delivery.PHONE, Delivery.HOME}
    has_place = bool(values.get(PLACES)) or is_secret
    if not has_place and not elsewhere:
        yield _hint(PLACES, _("Say where it is, or that it is online, by phone or at home."))
    if has_place and not values.get("schedules"):
        yield _hint("schedules", _("Say on which days and at what times it is."))


def _has_contact(values: Values, organisation: Organisation | None) -> bool:
    if any(values.get(key) for key in ("phones", "email", "website")):
        return True
    if organisation is None:
        return False
    return bool(organisation.email or organisation.website or organisation.phones.all())


# --- How it is written ----------------------------------------------------------------------------


def _in_texts(values: Values) -> Iterator[Hint]:
    for key in PROSE:
        if text := values.get(key) or "":
            yield from _about_text(key, text)


def _about_text(key: str, text: str) -> Iterator[Hint]:
    yield from _private(key, text)
    yield from _past(key, text)
    if not readability.is_english(text):
        return
    age = readability.reading_age(text)
    if age is not None and age > OLDEST_READER:
        words = _("This is hard to read: as a text for people of {age} or over. Use short words.")
        yield _hint(key, words.format(age=min(age, 21)))
    for sentence in readability.long_sentences(text)[:MOST_OF_A_KIND]:
        yield _hint(key, _("This sentence is long. Could it be two?"), sentence)
    for short, full in readability.unexplained(text)[:MOST_OF_A_KIND]:
        words = _("Not everybody knows “{short}”. Say what it is the first time: {full}.")
        yield _hint(key, words.format(short=short, full=full))
    for hard, easy in readability.long_winded(text)[:MOST_OF_A_KIND]:
        words = _("Instead of “{hard}” you could say “{easy}”.")
        yield _hint(key, words.format(hard=hard, easy=easy))
    if shout := readability.shouted(text):
        yield _hint(key, _("Capital letters are hard to read. Use small ones."), shout)


def _private(key: str, text: str) -> Iterator[Hint]:
    if found := _PRIVATE_EMAIL.search(text):
        words = _("This looks like somebody’s own e-mail address. Everybody will see it.")
        yield _hint(key, words, found.group())
    if found := _PHONE.search(text):
        words = _("There is a phone number in the text. People look for it under “Get in touch”.")
        yield _hint(key, words, found.group())


def _past(key: str, text: str) -> Iterator[Hint]:
    today = timezone.localdate()
    for written, day in _dates(text):
        if day < today:
            yield _hint(key, _("This date is over."), written)
            return


def _dates(text: str) -> Iterator[tuple[str, date]]:
    for found in _DAY.finditer(text):
        month = _MONTHS.index(found[2].lower()) + 1
        yield from _real(found[0], int(found[3]), month, int(found[1]))
    for found in _SHORT_DAY.finditer(text):
        yield from _real(found[0], int(found[3]), int(found[2]), int(found[1]))


def _real(written: str, *day: int) -> Iterator[tuple[str, date]]:
    try:
        yield written, date(*day)
    except ValueError:
        return  # 31 February is no date, and no hint


# --- Facts ----------------------------------------------------------------------------------------


def _in_facts(values: Values) -> Iterator[Hint]:
    if _PRIVATE_EMAIL.fullmatch(values.get("email") or ""):
        words = _("This looks like somebody’s own e-mail address. Everybody will see it.")
        yield _hint("email", words, values["email"])
    for phone in values.get("phones") or []:
        if _MOBILE.match(phone["number"].strip()):
            words = _("This is a mobile number. Is it the service’s, not somebody’s own?")
            yield _hint("phones", words, phone["number"])
            break
    today = timezone.localdate().isoformat()
    for key in ("schedules", "cost_options"):
        if any(_is_over(row, today) for row in values.get(key) or []):
            yield _hint(key, _("One of these is over: its last date has passed."))


def _is_over(row: dict[str, Any], today: str) -> bool:
    once = None if row.get("freq", "-") else row.get("valid_from")
    last = row.get("valid_to") or once
    return bool(last and str(last) < today)
