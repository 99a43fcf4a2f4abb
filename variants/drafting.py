"""The first draft of a version: the source's own words, taken apart, for an editor to mend."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import override
from markdown_it.token import Token

from content import actions, markdown
from content.models import Page, Topic
from core.languages import SOURCE
from core.translations import english

from . import sources
from .models import Variant

# A sentence ends here; what follows a semicolon is a thought of its own.
_ENDS = re.compile(r"(?<=[.!?…;])[\"”’)*_]*\s+(?=[\"“‘(*_\[]*[A-Z0-9])|(?<=;)\s+")
# In a column of lines rather than of Markdown: the mark of a list.
_BULLET = re.compile(r"^[-*•]\s+")
_LONGEST_TITLE, _LONGEST_SUMMARY = 120, 300


def begin(record: Any, form: str, *, by: Any) -> Variant:
    """A draft of the version of `record` in one form; the one there is, if there is one."""
    rows = Variant.objects.about(record).filter(form=form)
    if found := rows.first():
        return found
    variant = _draft(record, form)
    variant.owner = by
    try:
        with transaction.atomic():
            actions.create(variant, by=by)
    except IntegrityError:
        # Somebody else began it at the same moment.
        return rows.get()
    return variant


def _draft(record: Any, form: str) -> Variant:
    source = sources.of(record)
    return Variant(
        form=form,
        about_kind=source.name,
        about_id=record.pk,
        topic=_topic(record),
        title_en=source.title_of(record)[:_LONGEST_TITLE],
        summary_en=english(record, "summary")[:_LONGEST_SUMMARY],
        body_en=_BODIES[form](source, record),
        search_words_en=_name_of(form),
    )


def _name_of(form: str) -> str:
    """In English: whoever looks for "easy read" finds all that there are."""
    with override(SOURCE):
        return str(Variant.Form(form).label)


def _topic(record: Any) -> Topic | None:
    """Of a page its own; of a service the first of the site that shows services like it."""
    if isinstance(record, Page):
        return record.topic_above
    rows: Any = Topic.objects
    terms = list(record.terms.values_list("pk", flat=True))
    found: Topic | None = rows.live().filter(terms__overlap=terms).first() if terms else None
    return found


def _signed(source: sources.Source, record: Any) -> str:
    """A film says it; its words stand with the film."""
    return ""


def _plain(source: sources.Source, record: Any) -> str:
    return "\n\n".join(_texts(source, record))


def _easy(source: sources.Source, record: Any) -> str:
    """Each sentence a paragraph. Headings stay."""
    found: list[str] = []
    for text in _texts(source, record):
        found += _sentences(markdown.parse(text))
    return "\n\n".join(found)


_BODIES = {
    Variant.Form.EASY_READ.value: _easy,
    Variant.Form.PLAIN.value: _plain,
    Variant.Form.BSL.value: _signed,
}


def _texts(source: sources.Source, record: Any) -> Iterator[str]:
    """The words but for the summary, which a version has in a box of its own."""
    for name in source.prose:
        if name != "summary" and (text := english(record, name).strip()):
            yield text


def _sentences(tokens: list[Token]) -> Iterator[str]:
    for index, token in enumerate(tokens):
        if token.type != "inline" or not token.content.strip():
            continue
        words = " ".join(token.content.split())
        if tokens[index - 1].type == "heading_open":
            yield f"## {words}"
        else:
            plain = _BULLET.sub("", re.sub(r"^[!^] ", "", words))
            yield from (part.strip() for part in _ENDS.split(plain) if part.strip())
