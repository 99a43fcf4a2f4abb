"""Words written as plain text and read as a list: key facts, steps, contacts."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^#{1,4}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """One heading of a Markdown text and what stands below it, as Markdown."""

    title: str
    text: str


def facts(text: str) -> list[str]:
    """The lines of `text` that say something, without a mark of a list in front of them."""
    lines = (re.sub(r"^[-*•]\s+", "", line.strip()) for line in (text or "").splitlines())
    return [line for line in lines if line]


def sections(text: str) -> list[Section]:
    """`text` at its headings, of whatever level. Words before the first have the title ""."""
    before, *parts = _HEADING.split((text or "").replace("\r\n", "\n"))
    found = [Section("", before.strip())] if before.strip() else []
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return found + [Section(title, words.strip()) for title, words in pairs]
