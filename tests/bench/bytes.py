"""How many bytes a visitor's browser fetches for a page, compressed, everything included.

    python -m tests.bench.bytes [--size 3000]

Chromium opens each page with an empty cache, with scripts and without, and counts what comes over
the wire: the page, style sheets, scripts, icons and headers.
"""

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from localoffer import devdb
from tests.bench import speed

AIM = 60_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


class Weight(NamedTuple):
    requests: int
    size: int


def addresses(database: str) -> dict[str, str]:
    service = speed.pages(database)["service page"][0]
    return {
        "home": "/",
        "home in Arabic": "/ar/",
        "search, 20 results": "/services/?q=autism",
        "search near a postcode": "/services/?q=swimming&near=SO14+7LY",
        "search in Arabic": "/ar/services/?q=autism",
        "service page": service,
        "topics": "/services/topics/",
        "A to Z": "/services/a-to-z/",
        "my list": "/services/my-list/",
        "accessibility statement": "/accessibility/",
    }


@contextmanager
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise SystemExit("Chromium is missing: run make chromium.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=[*QUIET, *sandbox])
        try:
            yield opened
        finally:
            opened.close()


def weigh(page: Page, address: str) -> Weight:
    """What one visit with an empty cache fetches."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"http://127.0.0.1:{speed.PORT}{address}", wait_until="networkidle")
    return Weight(len(sizes), round(sum(sizes)))


def weights(opened: Browser, address: str) -> tuple[Weight, Weight]:
    """With scripts, and without."""
    found = []
    for scripts in (True, False):
        context = opened.new_context(java_script_enabled=scripts)
        found.append(weigh(context.new_page(), address))
        context.close()
    return found[0], found[1]


def show(rows: dict[str, tuple[Weight, Weight]]) -> None:
    print("| page | bytes | requests | without scripts | requests |")
    print("|---|--:|--:|--:|--:|")
    for name, (full, bare) in rows.items():
        print(f"| {name} | {full.size:,} | {full.requests} | {bare.size:,} | {bare.requests} |")
    heaviest = max(full.size for full, _ in rows.values())
    verdict = "below" if heaviest < AIM else "ABOVE"
    print(f"\nThe heaviest page has {heaviest:,} bytes, {verdict} the aim of {AIM:,}.")


def run(size: int) -> None:
    devdb.use(speed.CLUSTER, durable=False)
    speed.prepare([size])
    database = f"bench_{size}"
    speed.manage(database, "collectstatic", "--no-input", "-v0")
    with speed.serving(database), browser() as opened:
        show({name: weights(opened, each) for name, each in addresses(database).items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=speed.SIZES[0])
    run(parser.parse_args().size)


if __name__ == "__main__":
    main()
