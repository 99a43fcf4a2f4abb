"""UK postcodes as people type them, and the British National Grid they are measured on."""

import re
from dataclasses import dataclass
from functools import lru_cache
from threading import local

from pyproj import Transformer

from .models import Postcode

METRES_PER_MILE = 1609.344
_OUTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
# Inside a sentence: a whole postcode anywhere, an outcode only where it cannot be "year 7" or
# "section 17": with two letters, or after a word such as "near".
_NEAR = r"(?:\b(?:near(?:\s+to)?|close\s+to|around|within|in|at|by|from)\s+)"
_IN_TEXT = re.compile(
    rf"{_NEAR}?\b([a-z]{{1,2}}[\do][a-z\d]?\s*[\do][a-z]{{2}})\b"
    rf"|{_NEAR}\b([a-z]{{1,2}}\d[a-z\d]?)\b"
    rf"|\b([a-z]{{2}}\d[a-z\d]?)\b"
    rf"|^\s*([a-z]\d[a-z\d]?)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """A postcode or outcode as it is shown ("SO14 7LY", "SO14") and its grid point in metres."""

    code: str
    easting: int
    northing: int


def find(text: str) -> Place | None:
    """The place of a postcode or outcode in any spacing and case, or None."""
    return find_first([text])


def find_first(texts: list[str]) -> Place | None:
    """The place of the first of `texts` that is known, by one query (none when none can be)."""
    codes = [code for text in texts if (code := normalise(text))]
    if not codes:
        return None
    known = Postcode.objects.in_bulk(codes)
    for code in codes:
        if found := known.get(code):
            return Place(display(code), found.easting, found.northing)
    return None


def normalise(text: str) -> str:
    """The code without space in upper case ("SO147LY"), or "" when it has not that form.

    The letter O for the digit 0 and the other way round is mended where only one can stand.
    """
    code = re.sub(r"[\s\-.]+", "", text).upper()
    if not 2 <= len(code) <= 7 or not code.isascii():
        return ""
    for candidate in (code, _swap(code)):
        if _POSTCODE.fullmatch(candidate) or _OUTCODE.fullmatch(candidate):
            return candidate
    return ""


def display(code: str) -> str:
    """ "SO14 7LY" from "SO147LY"; an outcode stays as it is."""
    match = _POSTCODE.fullmatch(code)
    return f"{match[1]} {match[2]}" if match else code


@dataclass(frozen=True)
class Mention:
    """What may be a postcode inside a sentence, and where it stands (with the "near" before it)."""

    code: str
    start: int
    end: int

    @property
    def is_whole(self) -> bool:
        """A full postcode can be nothing else; "KS2" has the form of an outcode."""
        return len(self.code) > 4

    def cut_from(self, text: str) -> str:
        return " ".join((text[: self.start] + " " + text[self.end :]).split())


def mentions(text: str) -> list[Mention]:
    """What may be a postcode in `text`, in order."""
    found = []
    for match in _IN_TEXT.finditer(text):
        code = normalise(next(group for group in match.groups() if group))
        if code:
            found.append(Mention(code, match.start(), match.end()))
    return found


def to_grid(latitude: float, longitude: float) -> tuple[int, int]:
    """Easting and northing in whole metres (EPSG:27700) of WGS 84 degrees."""
    easting, northing = _transformer(4326, 27700).transform(latitude, longitude)
    return round(easting), round(northing)


def to_degrees(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude (WGS 84) of a grid point."""
    latitude, longitude = _transformer(27700, 4326).transform(easting, northing)
    return latitude, longitude


def _swap(code: str) -> str:
    area, rest = code[:2], code[2:]
    outward, inward = (rest[:-3], rest[-3:]) if len(rest) > 3 else (rest, "")
    inward = inward[:1].replace("O", "0") + inward[1:].replace("0", "O")
    return area.replace("0", "O") + outward.replace("O", "0") + inward


class _PerThread(local):
    """A transformer may not be shared between threads."""

    def __init__(self) -> None:
        self.of = lru_cache(maxsize=4)(
            lambda source, target: Transformer.from_crs(f"EPSG:{source}", f"EPSG:{target}")
        )


_threads = _PerThread()


def _transformer(source: int, target: int) -> Transformer:
    return _threads.of(source, target)
