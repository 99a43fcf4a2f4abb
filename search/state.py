"""What a search reads first, by one query: the versions of what the process holds, and the place
that is meant by a postcode."""

from dataclasses import dataclass

from django.db import connection

from . import postcodes
from .postcodes import Place
from .results import NearProblem


@dataclass(frozen=True)
class State:
    index_version: int
    words_version: int
    # What is left of the text to search for.
    text: str
    # Where to measure from (easting, northing), and the place as it is shown.
    point: tuple[int, int] | None
    near: str
    problem: NearProblem


def read(text: str, near: str, point: tuple[int, int] | None) -> State:
    """Versions and place of a search for `text`.

    A place typed into its own field counts before one inside the text, and either before `point`.
    """
    typed = postcodes.normalise(near)
    mentions = postcodes.mentions(text)
    codes = [typed, *(mention.code for mention in mentions)]
    index_version, words_version, places = _ask([code for code in codes if code])
    for mention in reversed(mentions):
        if mention.is_whole or mention.code in places:
            text = mention.cut_from(text)
    problem: NearProblem = ""
    place = places.get(typed)
    if near and not place:
        problem = "unknown" if typed else "malformed"
    if not near:
        known = (places[mention.code] for mention in mentions if mention.code in places)
        place = next(known, None)
        if not place and any(mention.is_whole for mention in mentions):
            problem = "unknown"
    if place:
        return State(
            index_version, words_version, text, (place.easting, place.northing), place.code, ""
        )
    return State(index_version, words_version, text, point, "", problem)


def _ask(codes: list[str]) -> tuple[int, int, dict[str, Place]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(s.version, 0), coalesce(s.words, 0), p.code, p.easting, p.northing "
            "FROM (VALUES (1)) AS one (id) LEFT JOIN search_indexstate s ON s.id = one.id "
            "LEFT JOIN search_postcode p ON p.code = ANY (%s)",
            [codes],
        )
        rows = cursor.fetchall()
    places = {
        code: Place(postcodes.display(code), easting, northing)
        for _, _, code, easting, northing in rows
        if code
    }
    return rows[0][0], rows[0][1], places
