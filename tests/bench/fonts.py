"""How many bytes the fonts of a language add to a page, on a device that has none of its own.

    python -m tests.bench.fonts http://127.0.0.1:8000 /information/ehc-plans/

Opens the home page and the pages given of a running site in each language, in a Chromium that is
told of no fonts but DejaVu (Latin, and most of Arabic), with an empty cache. A device with fonts
for the script fetches the small style sheet alone.
"""

import argparse
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Response

from core.languages import LANGUAGES, SOURCE
from tests.bench.bytes import browser

DEJAVU = "/usr/share/fonts/truetype/dejavu"


class Fonts(NamedTuple):
    sheet: int
    files: int
    size: int
    whole: int


def only_dejavu(folder: str) -> None:
    """Tells a Chromium started from now on that the machine has no other fonts."""
    settings = Path(folder) / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{DEJAVU}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(settings)


def weigh(opened: Browser, address: str) -> Fonts:
    page = opened.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")

    def size(part: str) -> int:
        return sum(
            answer.request.sizes()["responseBodySize"] for answer in answers if part in answer.url
        )

    files = [answer for answer in answers if "/fonts/" in answer.url]
    found = Fonts(size("/css/font-"), len(files), size("/fonts/"), size("/"))
    page.close()
    return found


def show(opened: Browser, site: str, path: str) -> None:
    print(f"\n{path}\n\n| language | style sheet | fonts | bytes | page with all |")
    print("|---|--:|--:|--:|--:|")
    for language in LANGUAGES:
        prefix = "" if language.code == SOURCE else f"/{language.code}"
        found = weigh(opened, f"{site}{prefix}{path}")
        numbers = f"{found.sheet:,} | {found.files} | {found.size:,} | {found.whole:,}"
        print(f"| {language.english_name} | {numbers} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("site")
    parser.add_argument("paths", nargs="*")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        only_dejavu(folder)
        with browser() as opened:
            for path in ("/", *asked.paths):
                show(opened, asked.site.rstrip("/"), path)


if __name__ == "__main__":
    main()
