"""How long a family waits that changes the language of a page.

    python -m tests.bench.switching http://127.0.0.1:8000 /information/ehc-plans/

Opens the page of a running site in English, in a Chromium with an empty cache that is told of no
fonts but DejaVu, and presses the name of each language. "First" is that press; "again" is another
one, back and forth, with all that is fetched once already there. Times are given as a multiple of
opening the English page again in the same way: alone they say nothing on a busy machine.
"""

import argparse
import tempfile
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from core.languages import BY_CODE, OTHERS, SOURCE, Language
from tests.bench.bytes import browser
from tests.bench.fonts import only_dejavu

TIMES = 7


class Switch(NamedTuple):
    requests: int
    size: int
    first: float
    again: float


# From the press to the page with all its files, in milliseconds, as the browser timed it.
TIMED = """async () => {
  await document.fonts.ready;
  return performance.getEntriesByType("navigation")[0].loadEventEnd;
}"""


def press(page: Page, language: Language) -> float:
    page.click(f'.app-languages [hreflang="{language.tag}"]')
    page.wait_for_load_state("networkidle")
    return float(page.evaluate(TIMED))


def opening(page: Page, address: str) -> float:
    page.goto(address, wait_until="networkidle")
    return float(page.evaluate(TIMED))


def measure(opened: Browser, address: str, language: Language) -> Switch:
    context = opened.new_context()
    page = context.new_page()
    opening(page, address)
    english = median(opening(page, address) for _ in range(TIMES))
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[int] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    first = press(page, language)
    # What the browser has already comes with no bytes.
    fetched = [size for size in sizes if size]
    again = []
    for _ in range(TIMES):
        press(page, BY_CODE[SOURCE])
        again.append(press(page, language))
    context.close()
    return Switch(len(fetched), round(sum(fetched)), first / english, median(again) / english)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("site")
    parser.add_argument("path", nargs="?", default="/")
    asked = parser.parse_args()
    address = asked.site.rstrip("/") + asked.path
    print("| to | requests | bytes | first, × English | again, × English |")
    print("|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        only_dejavu(folder)
        with browser() as opened:
            for language in OTHERS:
                found = measure(opened, address, language)
                times = f"{found.first:.1f} | {found.again:.1f}"
                print(f"| {language.english_name} | {found.requests} | {found.size:,} | {times} |")


if __name__ == "__main__":
    main()
