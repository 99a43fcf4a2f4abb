"""How long pages take over HTTP, at several numbers of listings, from one machine to itself.

    python -m tests.bench.speed [--sizes 3000,20000,100000]

The listings are made up (generate_listings) in databases of their own, below .data/bench. Every
run is bounded in requests and in time.
"""

import argparse
import hashlib
import http.client
import itertools
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, urlencode

import psycopg
import yaml

from localoffer import devdb

ROOT = Path(__file__).parent.parent.parent
CLUSTER = ROOT / ".data" / "bench" / "postgres"
SIZES = (3_000, 20_000, 100_000)
PORT = 8199
REQUESTS = {1: 150, 8: 400}
MOST_SECONDS = 60
WARM_UP = 20
SEED = 1
# What the databases were made by; when one of these changes they are made again.
MAKERS = (
    "*/migrations/*.py",
    "directory/generate.py",
    "directory/indexing.py",
    "search/documents.py",
    "search/actions.py",
)
TIMING = re.compile(r'sql;dur=([\d.]+);desc="(\d+)", page;dur=([\d.]+)')


class Answer(NamedTuple):
    seconds: float
    sql_ms: float
    page_ms: float
    queries: int


class Row(NamedTuple):
    """One line of the table: times in milliseconds as the visitor's side saw them."""

    size: int
    page: str
    clients: int
    p50: float
    p95: float
    per_second: float
    sql_share: float
    queries: str


def address(database: str) -> str:
    return f"postgresql://postgres@{quote(str(devdb.socket_folder(CLUSTER)), safe='')}/{database}"


def environment(database: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LOCALOFFER_")}
    return {
        **ours,
        "LOCALOFFER_MODE": "demo",
        "LOCALOFFER_LOG_LEVEL": "ERROR",
        "LOCALOFFER_DATA": str(CLUSTER.parent),
        "DATABASE_URL": address(database),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    }


def use_settings(database: str) -> None:
    """The same settings in this process, for `django.setup`."""
    os.environ.update(environment(database))


def manage(database: str, *words: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(database), check=True
    )


def prepare(sizes: list[int]) -> None:
    """Make what is missing: each database is a copy of the next smaller one, with more listings."""
    smaller, have = "", 0
    for size in sizes:
        name = f"bench_{size}"
        with psycopg.connect(address("postgres"), autocommit=True) as server:
            made = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [name],
            ).fetchone()
            if made != (fingerprint(),):
                print(f"Making a database of {size:,} listings", flush=True)
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
                server.execute(f"CREATE DATABASE {name} TEMPLATE {smaller or 'template0'}")
                fill(name, size - have, is_new=not smaller)
                server.execute(f"COMMENT ON DATABASE {name} IS '{fingerprint()}'")
        smaller, have = name, size


def fill(name: str, more: int, *, is_new: bool) -> None:
    if is_new:
        manage(name, "migrate", "-v0")
        manage(name, "import_postcodes", "SO")
        manage(name, "load_demo")
    manage(name, "generate_listings", str(more), f"--seed={more}")
    manage(name, "shell", "-v0", "-c", "from search.actions import *; refresh_vocabulary()")
    with psycopg.connect(address(name), autocommit=True) as database:
        database.execute("VACUUM ANALYZE")


def fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            if ".venv" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def serving(database: str, port: int = PORT, **changes: str) -> Iterator[None]:
    """The product's own web server, as `make demo` runs it, on this machine's own address.

    `changes`: what is different in its environment.
    """
    with socket.socket() as taken:
        if taken.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"Something else answers at port {port}: end it first.")
    command = [sys.executable, "-m", "gunicorn", "localoffer.wsgi", "--bind", f"127.0.0.1:{port}"]
    log = (CLUSTER.parent / f"web-{port}.log").open("w")
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(database) | changes,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        for _ in range(300):
            try:
                if fetch(http.client.HTTPConnection("127.0.0.1", port, timeout=10), "/healthz"):
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def fetch(client: http.client.HTTPConnection, path: str, **headers: str) -> Answer:
    began = time.perf_counter()
    usual = {"Accept-Encoding": "gzip", "User-Agent": "Mozilla/5.0"}
    client.request("GET", path, headers=usual | headers)
    response = client.getresponse()
    response.read()
    seconds = time.perf_counter() - began
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    sql, queries, page = TIMING.search(response.headers["Server-Timing"] or "").groups()
    return Answer(seconds, float(sql), float(page), int(queries))


def pages(database: str) -> dict[str, list[str]]:
    """Addresses of each kind of page, in a random order that is the same in every run."""
    chance = random.Random(SEED)
    words = yaml.safe_load((Path(__file__).parent / "judged_demo.yaml").read_text("utf-8"))
    texts = [entry["query"] for entry in words if entry.get("language", "en") == "en"]
    with psycopg.connect(address(database)) as connection:
        rows = connection.execute(
            "SELECT slug FROM directory_service WHERE status = 'active' "
            "ORDER BY md5(slug) LIMIT 200"
        )
        slugs = [slug for (slug,) in rows]
    filters = [{"age": "4"}, {"cost": "free"}, {"delivery": "online"}, {"day": "sa"}]
    found = {
        "search: words": [urlencode({"q": text}) for text in texts],
        "search: words, postcode, filter": [
            urlencode({"q": text, "near": "SO14 7LY", **choice})
            for text, choice in zip(texts, itertools.cycle(filters), strict=False)
        ],
        "browse: no words": [
            urlencode({"page": str(page), **choice})
            for page in (1, 2, 3)
            for choice in [{}, *filters]
        ],
    }
    listed = {name: [f"/services/?{query}" for query in each] for name, each in found.items()}
    listed["service page"] = [f"/services/{slug}/" for slug in slugs]
    listed["home"] = ["/"]
    for each in listed.values():
        chance.shuffle(each)
    return listed


def measure(paths: list[str], clients: int) -> list[Answer]:
    """Ask for `paths` over and over from `clients` at once, within the bounds."""
    waiting = itertools.islice(itertools.cycle(paths), REQUESTS[clients])
    lock, answers = threading.Lock(), []
    until = time.monotonic() + MOST_SECONDS

    def ask() -> None:
        client = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        while time.monotonic() < until:
            with lock:
                path = next(waiting, None)
            if path is None:
                return
            answers.append(fetch(client, path))

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def row(size: int, page: str, clients: int, answers: list[Answer], took: float) -> Row:
    times = sorted(answer.seconds * 1000 for answer in answers)
    queries = sorted({answer.queries for answer in answers})
    return Row(
        size,
        page,
        clients,
        median(times),
        times[int(len(times) * 0.95)],
        len(answers) / took,
        sum(answer.sql_ms for answer in answers) / sum(answer.page_ms for answer in answers),
        str(queries[0]) if len(queries) == 1 else f"{queries[0]} to {queries[-1]}",
    )


def show(rows: list[Row]) -> None:
    """A Markdown table; the last column compares with the smallest size of the same run."""
    first = {(each.page, each.clients): each for each in rows if each.size == rows[0].size}
    print("| page | listings | clients | p50 ms | p95 ms | pages/s | in SQL | queries | p95 × |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for each in sorted(rows, key=lambda row: (row.page, row.clients, row.size)):
        growth = each.p95 / first[each.page, each.clients].p95
        print(
            f"| {each.page} | {each.size:,} | {each.clients} | {each.p50:.0f} | {each.p95:.0f} "
            f"| {each.per_second:.0f} | {each.sql_share:.0%} | {each.queries} | {growth:.1f} |"
        )


def run(sizes: list[int]) -> None:
    devdb.use(CLUSTER, durable=False)
    prepare(sizes)
    manage(f"bench_{sizes[0]}", "collectstatic", "--no-input", "-v0")
    rows = []
    for size in sizes:
        database = f"bench_{size}"
        with serving(database):
            for page, paths in pages(database).items():
                measure(paths[:WARM_UP], 1)
                for clients in REQUESTS:
                    began = time.perf_counter()
                    answers = measure(paths, clients)
                    took = time.perf_counter() - began
                    rows.append(row(size, page, clients, answers, took))
                    print(f"  {size:,} {page}, {clients} at once", file=sys.stderr, flush=True)
    show(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    run(sorted(int(size) for size in parser.parse_args().sizes.split(",")))


if __name__ == "__main__":
    main()
