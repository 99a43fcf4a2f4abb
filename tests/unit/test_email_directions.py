"""Every e-mail as somebody reads it whose language goes from right to left: names, numbers and
addresses of the other direction stand apart from the sentence around them."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.template.defaultfilters import date as date_filter
from django.utils.translation import override

from core import email

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
NAMES = sorted(path.name for path in FOLDER.iterdir() if (path / "body.txt").exists())
RIGHT_TO_LEFT = ("ar", "fa", "ur")
# What somebody wrote, as it may stand anywhere.
WRITTEN = "Ann-Lee"
VOID = {"meta", "link", "br", "img", "hr"}
ROOT = re.compile(r"(?:\{\{ |=| in |if |and |or |not |url \S+ |counter=)([a-z]\w*)")
NUMBERS = {"days": 3, "total": 2, "count": 3, "more": 2, "counter": 2}


class Whatever:
    """Has every attribute, is a list of one, and says what somebody wrote."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name.endswith("_html"):
            return ""
        if name == "pk":
            return UUID(int=1)
        return date(2026, 11, 2) if name in ("due", "review_due", "date") else Whatever()

    def __iter__(self) -> Iterator[Any]:
        return iter([Whatever()])

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        return WRITTEN


class Texts(HTMLParser):
    """The texts of a page, each with whether it stands apart: inside <bdi> or an own `dir`, or in
    the title, which can have neither."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[bool] = []
        self.found: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.stack.append(tag in ("bdi", "title") or (tag != "html" and "dir" in dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.found.append((" ".join(data.split()), any(self.stack)))


def context_of(name: str) -> dict[str, Any]:
    """Something for every name that the templates of an e-mail use."""
    words = "".join(path.read_text("utf-8") for path in (FOLDER / name).iterdir())
    known = {"site_url", "html_lang", "html_dir", "subject", "forloop"}
    found = {root: Whatever() for root in ROOT.findall(words) if root not in known}
    return {**found, **NUMBERS, "day": date(2026, 11, 2)}


@pytest.fixture(params=[(name, code) for name in NAMES for code in RIGHT_TO_LEFT], ids="-".join)
def made(request) -> dict[str, str]:
    name, code = request.param
    return {"code": code, **email.compose(name, context_of(name), code)}


def test_it_says_its_language_and_direction(made):
    assert f'<html lang="{made["code"]}" dir="rtl"' in made["html"]


def test_telephone_numbers_keep_their_order(made):
    number = settings.CONTACT["phone"]
    apart = [is_apart for text, is_apart in Texts(made["html"]).found if number in text]
    assert apart and all(apart)
    assert number.replace(" ", "\u00a0") in made["text"]
    assert number not in made["text"]


def test_what_people_wrote_stands_apart(made):
    loose = [
        text
        for text, is_apart in Texts(made["html"]).found
        # On a line of its own there is nothing to stand apart from.
        if WRITTEN in text and text != WRITTEN and not is_apart
    ]
    assert loose == []


def test_each_address_of_the_text_has_a_line_or_a_place_of_its_own(made):
    for line in made["text"].splitlines():
        for address in re.findall(r"https?://\S+", line):
            after = line.split(address, 1)[1].strip()
            assert not after, line


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "2 November 2026"),
        ("fa", "2 نوامبر 2026"),
        ("pl", "2 listopada 2026"),
        ("ur", "2 نومبر 2026"),
        ("zh-hans", "2026年11月2日"),
    ],
)
def test_a_day_is_written_as_its_language_does(code, written):
    with override(code):
        assert date_filter(date(2026, 11, 2), "DATE_FORMAT") == written
