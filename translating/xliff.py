"""Texts as XLIFF 1.2 files for translation agencies, and back.

1.2 (OASIS, 2008) rather than 2.0: it is what the tools of agencies all take. A unit's id names the
text and has the MD5 of its English, so that words for other English are known when they come back.
Addresses of links, telephone numbers and e-mail addresses are `<ph>` elements, which those tools
keep as they are; `said` looks that they are all there again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import etree

from content.phones import NUMBER
from core.languages import SOURCE, tag
from core.translations import State, digest

LARGEST_FILE = 10 * 1024 * 1024
MOST_UNITS = 5_000
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# As XLIFF 1.2 calls them (2.3, "state").
_STATES = {
    State.MISSING: "needs-translation",
    State.DRAFT: "needs-review-translation",
    State.OLD: "needs-adaptation",
    State.CHECKED: "final",
}
_NOT_DONE = {"new", "needs-translation"}
# What stays as it is in every language.
_LINK = (
    r"!\[[^\[\]]*\]\([^()\s]*\)"  # a picture
    r"|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)"  # where a link leads
    r"|<(?:https?://|mailto:)[^<>\s]+>"
    r"|(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]]"
    # Never from the middle of a word: a long one would be read again from each of its letters.
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_LINKS = re.compile(_LINK)
_STAYS = re.compile(f"{_LINK}|{NUMBER.pattern}")
# Characters that no XML file can have.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Refused(Exception):
    """The file cannot be taken. The message says why."""


class Sent(NamedTuple):
    """One text on its way out."""

    kind: str
    record_id: str
    name: str
    label: str
    english: str
    words: str
    state: State
    longest: int
    # The record's name, and where families read it.
    record: str
    where: str


class Unit(NamedTuple):
    """One text that came back. `english`: the MD5 of the English that was sent.

    `parts` is None when nobody has translated it yet; else its words and, as numbers, the
    places of what stays.
    """

    kind: str
    record_id: str
    name: str
    english: str
    parts: list[str | int] | None


# --- Out --------------------------------------------------------------------------------------


def write(file: IO[bytes], texts: Iterable[Sent], *, code: str, site: str) -> int:
    """Write one file; how many texts are in it. `site`: the address of this site."""
    number = 0
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with (
            xml.element(_named("xliff"), nsmap={None: _NAMESPACE}, version="1.2"),
            xml.element(
                _named("file"),
                {
                    "original": site,
                    "source-language": SOURCE,
                    "target-language": tag(code),
                    "datatype": "plaintext",
                },
            ),
            xml.element(_named("body")),
        ):
            for text in texts:
                xml.write(_unit(text, code))
                number += 1
    return number


def _named(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _unit(text: Sent, code: str) -> "etree._Element":
    unit = etree.Element(_named("trans-unit"), nsmap={None: _NAMESPACE})
    unit.set("id", f"{text.kind}:{text.record_id}:{text.name}:{digest(text.english)}")
    unit.set("resname", _plain(text.label))
    unit.set("maxwidth", str(text.longest))
    unit.set("size-unit", "char")
    unit.set(_XML_SPACE, "preserve")
    unit.set("approved", "yes" if text.state == State.CHECKED else "no")
    source = etree.SubElement(unit, _named("source"), {_XML_LANG: SOURCE})
    _fill(source, text.english, text.english)
    target = etree.SubElement(unit, _named("target"), {_XML_LANG: tag(code)})
    target.set("state", _STATES[text.state])
    _fill(target, text.words, text.english)
    for words in (f"{text.record}: {text.label}", text.where):
        if words:
            etree.SubElement(unit, _named("note")).text = _plain(words)
    return unit


def _plain(words: str) -> str:
    return _NO_XML.sub("", words)


def kept(english: str) -> list[str]:
    """What stays as it is, in its order."""
    return [found[0] for found in _STAYS.finditer(english)]


def _fill(element: "etree._Element", words: str, english: str) -> None:
    """`words` with a `<ph>` for each thing of the English that stays."""
    waiting = list(enumerate(kept(english), 1))
    element.text, last, start = "", None, 0
    for found in _STAYS.finditer(words):
        place = next((each for each in waiting if each[1] == found[0]), None)
        if place is None:
            continue
        waiting.remove(place)
        _append(element, last, words[start : found.start()])
        last = etree.SubElement(element, _named("ph"), id=str(place[0]))
        last.text, start = _plain(found[0]), found.end()
    _append(element, last, words[start:])


def _append(element: "etree._Element", last: "etree._Element | None", words: str) -> None:
    if last is None:
        element.text = (element.text or "") + _plain(words)
    else:
        last.tail = (last.tail or "") + _plain(words)


# --- Back -------------------------------------------------------------------------------------


def read(content: bytes, *, code: str, site: str) -> list[Unit]:
    """The texts of a file. Raises Refused."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is too large. One of this site has 10 MB at most."))
    root = _parsed(content)
    if root.tag != _named("xliff") or root.get("version") != "1.2":
        raise Refused(_("This is not an XLIFF 1.2 file."))
    found: list[Unit] = []
    for file in root.iter(_named("file")):
        _check(file, code, site)
        for unit in file.iter(_named("trans-unit")):
            found.append(_read_unit(unit))
            if len(found) > MOST_UNITS:
                raise Refused(_("The file has more texts than this site puts into one."))
    if not found:
        raise Refused(_("There is no text in this file."))
    return found


def _parsed(content: bytes) -> "etree._Element":
    # Nothing is fetched and nothing is unfolded, however deep it is wrapped.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_("The file is broken: it cannot be read as XML.")) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(_("The file declares things that a translation does not need."))
    return root


def _check(file: "etree._Element", code: str, site: str) -> None:
    # Where it came from, whichever way it was asked for.
    if urlsplit(file.get("original", "")).netloc != urlsplit(site).netloc:
        raise Refused(_("The file was not made on this site."))
    target = file.get("target-language", "").lower()
    if target != code and not target.startswith(f"{code}-"):
        message = _("The file is in another language: it says “%(said)s”.")
        raise Refused(message % {"said": target[:20]})


def _read_unit(unit: "etree._Element") -> Unit:
    named = [*unit.get("id", "").split(":"), "", "", "", ""]
    target = unit.find(_named("target"))
    parts = None if target is None else _parts(target)
    is_empty = not any(isinstance(part, int) or part.strip() for part in parts or [])
    if target is None or is_empty or target.get("state") in _NOT_DONE:
        parts = None
    return Unit(named[0], named[1], named[2], named[3], parts)


def _parts(element: "etree._Element") -> list[str | int]:
    found: list[str | int] = [element.text or ""]
    for child in element:
        if child.tag in (_named("ph"), _named("x")):
            found.append(int(number) if (number := child.get("id", "")).isdecimal() else 0)
        elif isinstance(child.tag, str):
            found += _parts(child)
        found.append(child.tail or "")
    return found


@dataclass(frozen=True)
class Lost(Exception):
    """The words cannot be taken. `why` says it to the officer."""

    why: str | Promise


def said(unit: Unit, english: str) -> str:
    """The words that came back for a text with that English. Raises Lost."""
    stays = kept(english)
    try:
        words = "".join(_part(part, stays) for part in unit.parts or [])
    except IndexError:
        raise Lost(_("A link, address or telephone number was changed.")) from None
    words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(words.count(each) < stays.count(each) for each in stays):
        raise Lost(_("A link, address or telephone number of the English is missing."))
    if any(found not in english for found in _found(words)):
        raise Lost(_("It has a link or an address that the English does not have."))
    return words


def _part(part: str | int, stays: list[str]) -> str:
    if isinstance(part, str):
        return part
    if not 1 <= part <= len(stays):
        raise IndexError
    return stays[part - 1]


def _found(words: str) -> Iterator[str]:
    return (found[0] for found in _LINKS.finditer(words))
