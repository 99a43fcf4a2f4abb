"""Small conversions of other people's data. Each gives a usable value, or raises `Unusable`
with a sentence for the report; none guesses in silence."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from core import richtext
from core.languages import LANGUAGES

_LANGUAGES = {language.english_name.lower(): language.code for language in LANGUAGES} | {
    "bsl": "bfi",
    "british sign language": "bfi",
    "punjabi": "pa",
    "persian": "fa",
    "chinese": "zh-hans",
    "mandarin": "zh-hans",
}
_is_url = URLValidator(schemes=["http", "https"])


class Unusable(ValueError):
    """The value cannot be kept; the message says why, in words for the report."""


# Marks that other people's editors leave behind: no-break and zero-width spaces, byte order marks.
_INVISIBLE = dict.fromkeys(map(ord, "\x00\u200b\u2060\ufeff"), None) | {0xA0: " "}


def _visible(value: Any) -> str:
    return str(value).translate(_INVISIBLE).strip() if value not in (None, "") else ""


def line(value: Any, longest: int = 255) -> str:
    """One line of plain text."""
    text = richtext.plain(richtext.from_html(_visible(value)))
    if len(text) > longest:
        raise Unusable(f"is longer than {longest} characters")
    return text


def prose(value: Any) -> str:
    """Markdown from text or HTML."""
    return richtext.from_html(_visible(value))


def url(value: Any) -> str:
    text = _visible(value)
    if not text:
        return ""
    if "://" not in text:
        text = f"https://{text.lstrip('/')}"
    try:
        _is_url(text)
        urlsplit(text)
    except (ValidationError, ValueError):
        raise Unusable(f"{str(value)[:80]!r} is not a web address") from None
    if len(text) > 500:
        raise Unusable("the web address is longer than 500 characters")
    return text


def email(value: Any) -> str:
    text = _visible(value).removeprefix("mailto:")
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise Unusable(f"{text[:80]!r} is not an e-mail address") from None
    return text


def day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return datetime.fromisoformat(str(value).strip()).date()
    except ValueError:
        pass
    try:
        return datetime.strptime(str(value).strip(), "%d/%m/%Y").date()
    except ValueError:
        raise Unusable(f"{str(value)[:40]!r} is not a date like 2026-05-31") from None


def clock(value: Any) -> time | None:
    if not value:
        return None
    found = re.match(r"T?(\d{1,2}):(\d{2})", str(value).strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    raise Unusable(f"{str(value)[:40]!r} is not a time like 09:30")


def age(value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        years = int(float(str(value)))
    except (ValueError, OverflowError):
        raise Unusable(f"{str(value)[:40]!r} is not an age in years") from None
    if not 0 <= years <= 130:
        raise Unusable(f"{years} is not an age in years")
    return years


def pounds(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        amount = round(Decimal(str(value).strip().lstrip("£")), 2)
    except InvalidOperation:
        raise Unusable(f"{str(value)[:40]!r} is not a price") from None
    if not 0 <= amount < 10_000_000:
        raise Unusable(f"{str(value)[:40]!r} is not a price")
    return amount


def degrees(latitude: Any, longitude: Any) -> tuple[float, float] | tuple[None, None]:
    if latitude in (None, "") or longitude in (None, ""):
        return None, None
    try:
        point = float(latitude), float(longitude)
    except ValueError:
        raise Unusable("the coordinates are not numbers") from None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise Unusable(f"{point[0]}, {point[1]} is not a place on earth")
    return point


def language(value: Any) -> str:
    text = _visible(value).lower()
    if text in _LANGUAGES:
        return _LANGUAGES[text]
    if re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,4})?", text):
        return text
    raise Unusable(f"{text[:40]!r} is not a language code")
