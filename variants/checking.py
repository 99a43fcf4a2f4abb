"""What is looked at before an Easy Read or other version goes out, beside what every page is asked.

The rules are those that people with a learning disability ask of Easy Read: a picture beside every
thought, one thought a sentence, everyday words, and not too much of it.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname as column

from content import checks, markdown
from content.checks import MUST, SHOULD, Finding
from content.library import Video
from core import readability
from core.languages import BY_CODE, CODES, SOURCE
from core.translations import english

from . import sources
from .models import Variant
from .rows import rows_of

# Words of a sentence.
LONGEST = {Variant.Form.EASY_READ: 15, Variant.Form.PLAIN: 20}
OLDEST_READING_AGE = 9
MOST_PAGES = 20
# Rows of a picture and its words that fit on a sheet of A4.
ROWS_A_PAGE = 4
MOST_WORDS_A_ROW = 40
MOST_SAID = 5


def findings(page: Any) -> Iterator[Finding]:
    if not isinstance(page, Variant):
        return
    yield from _source(page)
    if page.form == Variant.Form.EASY_READ:
        yield from _rows(page)
    if page.form == Variant.Form.BSL:
        yield from _videos(page)
    else:
        yield from _words(page)


def _source(page: Variant) -> Iterator[Finding]:
    record = sources.records([page]).get(page.about_id)
    if page.is_outdated(record):
        yield Finding(
            SHOULD,
            _("What it is about has changed since this version was published"),
            _(
                "Compare the two. Change this one and publish it, or press “Everything is still"
                " right”."
            ),
            url=sources.of(record).history_url(record),
        )
    if record is None or not sources.of(record).live().filter(pk=record.pk).exists():
        yield Finding(
            SHOULD,
            _("Families cannot see what it is about"),
            _("Nobody sees this version either until that is public."),
        )


def _rows(page: Variant) -> Iterator[Finding]:
    for code in CODES:
        text = getattr(page, column("body", code)) or ""
        language = "" if code == SOURCE else f" ({BY_CODE[code].english_name})"
        for row in rows_of(text):
            if not row.picture:
                yield Finding(
                    MUST,
                    f"{_('Words have no picture beside them')}{language}",
                    _("Put a picture above them: “Picture” shows those of the library."),
                    row.quote,
                )
            elif code == SOURCE and len(readability.words(row.words)) > MOST_WORDS_A_ROW:
                yield Finding(
                    SHOULD,
                    _("There is much to read beside one picture"),
                    _("Say one thing beside each picture. Add a picture for the next one."),
                    row.quote,
                )
    sheets = ceil(len(rows_of(english(page, "body"))) / ROWS_A_PAGE)
    if sheets > MOST_PAGES:
        yield Finding(
            SHOULD,
            _("It is about {number} sheets of paper long").format(number=sheets),
            _("Nobody reads more than {number}. Leave out what is not needed.").format(
                number=MOST_PAGES
            ),
        )


def _words(page: Variant) -> Iterator[Finding]:
    text = f"{english(page, 'summary')}\n\n{english(page, 'body')}"
    longest = LONGEST[Variant.Form(page.form)]
    long = [
        each
        for each in readability.sentences(text)
        # Longer ones are said of every page.
        if longest < len(readability.words(each)) <= readability.LONGEST_SENTENCE
    ]
    for sentence in long[:MOST_SAID]:
        yield Finding(
            SHOULD,
            _("A sentence has more than {number} words").format(number=longest),
            _("Make two of it, each with one thought."),
            sentence,
        )
    for hard, easy in readability.long_winded(text)[:MOST_SAID]:
        yield Finding(SHOULD, _("A hard word"), _("Say “{word}”.").format(word=easy), hard)
    age = readability.reading_age(text)
    if (
        page.form == Variant.Form.EASY_READ
        and age is not None
        and OLDEST_READING_AGE < age <= checks.OLDEST_READING_AGE
    ):
        yield Finding(
            SHOULD,
            _("It is hard for Easy Read: one must be about {age} years old").format(age=age),
            _("Shorter words and sentences help. Explain each hard word where it stands."),
        )


def _videos(page: Variant) -> Iterator[Finding]:
    shown = Video.objects.filter(pk__in=page.video_ids)
    named = any(
        markdown.only_video(token)
        for token in markdown.parse(english(page, "body"))
        if token.type == "inline"
    )
    if not shown and not named:
        yield Finding(
            MUST,
            _("There is no film in British Sign Language yet"),
            _("Choose one under “Shown with it”. Add it to the library of videos before."),
        )
    for video in shown:
        yield from checks.of_entry(video)
