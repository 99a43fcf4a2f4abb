"""What an e-mail must be for who hears it, or sees it badly."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from core import branding, email
from core.languages import BY_CODE, CODES, tag

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
BODIES = sorted(path.parent.name for path in FOLDER.glob("*/body.html"))


@pytest.mark.parametrize("name", BODIES)
def test_each_has_one_main_heading_and_is_laid_out_without_tables(name):
    html = (FOLDER / name / "body.html").read_text("utf-8")
    assert html.startswith('{% extends "emails/base.html" %}')
    assert html.count("<h1") == 1
    assert not re.search(r'<table(?![^>]*role="presentation")', html)
    assert not re.search(r"<img(?![^>]* alt=)", html)
    assert "<h3" not in html or "<h2" in html


@pytest.mark.parametrize("code", CODES)
def test_it_says_its_language_its_direction_and_what_it_is(code):
    made = email.compose("statement_due", {"day": date(2027, 11, 22)}, code)
    direction = "rtl" if BY_CODE[code].rtl else "ltr"
    assert f'<html lang="{tag(code)}" dir="{direction}"' in made["html"]
    title = re.search(r"<title>([^<]+)</title>", made["html"])
    assert title and title[1] == made["subject"]


def test_its_words_can_be_told_from_what_is_behind_them():
    style = (FOLDER / "base.html").read_text("utf-8")
    colours = set(re.findall(r"(?<!-)\bcolor: (#[0-9a-f]{6})", style)) - {"#ffffff"}
    assert len(colours) >= 3
    for colour in colours:
        assert branding.contrast(colour, branding.WHITE) >= branding.ENOUGH_CONTRAST, colour
