"""What counting visits costs a page, and how long the figures of a much-used year take to read.

    python -m tests.bench.counting [--size 3000]

Two web servers run side by side, one that counts and one that does not. Each page is asked of both
in turn, so that whatever else the machine does slows both alike. Then five million page views are
put into the table and the figures of their year are read.
"""

import argparse
import http.client
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import django
import psycopg

from localoffer import devdb
from tests.bench import speed

PORTS = {"counts": speed.PORT, "does not": speed.PORT - 1}
PAIRS = 300
VIEWS = 5_000_000
# Each page has a row for every day, and in each other language for every tenth.
PAGES = 1_200
OTHER_LANGUAGES = 10
REPEATS = 5
AIM = 1.05
CHROME = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
# Views and sessions of 1 to 2 n, about n in all: busy pages have more, quiet ones one or two.
FILL = """
    INSERT INTO usage_pagecount (day, path, language, views, sessions)
    SELECT day, '/services/page-' || page || '/', language, views, (views + 1) / 2 FROM (
        SELECT day::date, page, language,
               CASE language WHEN 'en' THEN 1 + (hashint4(page) & 1023) * %(most)s / 1023 ELSE 1 END
                   AS views
        FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS day,
             generate_series(1, %(pages)s) AS page,
             unnest(%(languages)s::text[]) AS language
        WHERE language = 'en' OR (page + extract(doy FROM day)::int) %% 10 = 0
    ) AS made
"""


def compare(database: str) -> None:
    """A table of the time in the server of each kind of page, with counting and without."""
    print("| page | counting, p50 ms | not counting, p50 ms | ratio |")
    print("|---|--:|--:|--:|")
    with (
        speed.serving(database, PORTS["counts"]),
        speed.serving(database, PORTS["does not"], LOCALOFFER_COUNT_VISITS="no"),
    ):
        clients = {
            name: http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            for name, port in PORTS.items()
        }
        for page, paths in speed.pages(database).items():
            times = _in_turn(clients, paths)
            counts, does_not = (median(times[name]) for name in PORTS)
            print(f"| {page} | {counts:.2f} | {does_not:.2f} | {counts / does_not:.3f} |")
    print(f"\nThe aim is a ratio below {AIM}.\n")


def _in_turn(
    clients: dict[str, http.client.HTTPConnection], paths: list[str]
) -> dict[str, list[float]]:
    """Milliseconds in the server; who is asked first changes from pair to pair."""
    times: dict[str, list[float]] = {name: [] for name in clients}
    until = time.monotonic() + 2 * speed.MOST_SECONDS
    for number in range(-speed.WARM_UP, PAIRS):
        path = paths[number % len(paths)]
        for name in sorted(clients, reverse=number % 2 == 0):
            answer = speed.fetch(clients[name], path)
            if number >= 0:
                times[name].append(answer.page_ms)
        if time.monotonic() > until:
            break
    return times


def alone() -> None:
    """Counting by itself, in this process: the machine's other work blurs so small a part of a
    page."""
    from django.core.handlers.wsgi import WSGIRequest
    from django.http import HttpResponse
    from django.test import RequestFactory
    from django.urls import resolve

    from usage import pages

    headers = {"user-agent": CHROME, "host": "localhost"}
    request: WSGIRequest = RequestFactory().get("/services/", headers=headers)
    request.resolver_match = resolve("/services/")
    response = HttpResponse()
    took = _milliseconds(lambda: [pages.count(request, response) for _ in range(1_000)])
    print(f"By itself counting a view takes {took:.0f} µs; then nothing waits for the database.\n")


def read(database: str) -> None:
    """A table of how long the figures of a year of VIEWS page views take, two such years there."""
    from core.years import Year
    from usage import figures
    from usage.models import PageCount

    year = Year.current().previous
    rows = sum(_fill(database, each) for each in (year.previous, year))
    views = sum(month.views or 0 for month in figures.months(year))
    print(f"{views:,} page views in the year; {rows:,} rows in two years.\n")
    if views < VIEWS:
        raise SystemExit("Too few page views were made up.")
    print("| what | p50 ms |")
    print("|---|--:|")
    for what, ask in {
        "views and sessions by month": lambda: figures.months(year),
        "25 most visited pages": lambda: figures.top_pages(year, 25),
        "adding up one old month": lambda: PageCount.objects.keep_months_before(
            year.previous.months[1]
        ),
    }.items():
        print(f"| {what} | {_milliseconds(ask):.0f} |")


def _fill(database: str, year: Any) -> int:
    languages = ["en", *(f"x{number}" for number in range(OTHER_LANGUAGES))]
    days = 365
    # English has what the others leave; the mean of 1 to n is half of n.
    mean = (VIEWS / days - PAGES * OTHER_LANGUAGES / 10) / PAGES
    values = {
        "first": year.start,
        "last": year.end,
        "pages": PAGES,
        "languages": languages,
        "most": int(2.2 * mean),
    }
    with psycopg.connect(speed.address(database), autocommit=True) as connection:
        connection.execute(
            "DELETE FROM usage_pagecount WHERE day BETWEEN %s AND %s", [year.start, year.end]
        )
        rows = connection.execute(FILL, values).rowcount
        connection.execute("VACUUM ANALYZE usage_pagecount")
    return rows


def _milliseconds(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=speed.SIZES[0])
    size = parser.parse_args().size
    devdb.use(speed.CLUSTER, durable=False)
    speed.prepare([size])
    database = f"bench_{size}"
    speed.manage(database, "collectstatic", "--no-input", "-v0")
    compare(database)
    speed.use_settings(database)
    django.setup()
    alone()
    read(database)


if __name__ == "__main__":
    main()
