"""A bulletin in words: taken down once when it goes out, then read by its page and its e-mails.

`words_of` gathers every language of a bulletin and its entries into plain data. `read` gives that
in one language, `compose` makes the e-mail of it for one choice of topics.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content import kinds
from content.models import Page, Topic
from core import email as mail
from core import richtext, texts
from core.languages import SOURCE
from core.texts import Text
from directory.models import Service

from .models import Bulletin, BulletinEntry

# Where a reader's own key goes in an e-mail that was composed for many. No key looks like it.
KEY_MARK = "0-this-reader-0"
Words = dict[str, Any]


# --- Taking it down -------------------------------------------------------------------------------


def words_of(bulletin: Bulletin) -> Words:
    """Everything that a bulletin says, in every language: what is kept when it goes out.

    {"title": Texts, "intro": Texts, "entries": [{"id", "kind", "is_new", "title": Texts,
    "text": Texts, "path": the English path or "", "topics": ids of the largest topics}]}
    An entry whose record the public cannot see (any more) is left out.
    """
    return _without_mark(_gathered(bulletin))


def _without_mark(words: Words) -> Words:
    """A provider could write the mark into a summary, as part of an address that gets to know each
    reader's key."""
    written = json.dumps(words)
    while KEY_MARK in written:
        written = written.replace(KEY_MARK, "")
    clean: Words = json.loads(written)
    return clean


def _gathered(bulletin: Bulletin) -> Words:
    entries = list(bulletin.entries.all())
    records = records_of(entries)
    roots = _Roots()
    return {
        "title": texts.columns(bulletin, "title"),
        "intro": texts.columns(bulletin, "intro"),
        "entries": [
            _entry_words(entry, records.get(entry.pk), roots)
            for entry in entries
            if entry.is_words or entry.pk in records
        ],
    }


def records_of(entries: Iterable[BulletinEntry]) -> dict[UUID, Any]:
    """By entry, the page or service it is about, as far as the public can see it. One query for
    each kind."""
    by_kind: dict[str, dict[UUID, UUID]] = {}
    for entry in entries:
        if entry.record_id is not None:
            by_kind.setdefault(entry.kind, {})[entry.record_id] = entry.pk
    return {
        by_kind[kind][record.pk]: record
        for kind, wanted in by_kind.items()
        for record in _visible(kind, wanted)
    }


def _visible(kind: str, ids: Iterable[UUID]) -> Iterable[Any]:
    if kind == BulletinEntry.SERVICE:
        return Service.objects.published().filter(pk__in=ids).prefetch_related("terms")
    try:
        return kinds.get(kind).model.objects.live().filter(pk__in=ids)
    except LookupError:
        return ()


def _entry_words(entry: BulletinEntry, record: Model | None, roots: "_Roots") -> Words:
    said = {name: texts.columns(entry, name) for name in ("title", "text")}
    return {
        "id": str(entry.pk),
        "kind": entry.kind,
        "is_new": entry.is_new,
        "title": _own_or(said["title"], record, _NAMED),
        "text": _own_or(said["text"], record, ("summary",)),
        "path": path_of(record) if record else "",
        "topics": [str(each) for each in (roots.of(record) if record else ())],
    }


_NAMED = ("title", "name")


def _own_or(own: texts.Texts, record: Model | None, fields: tuple[str, ...]) -> texts.Texts:
    """The officer's words where they wrote some, else the record's: never one language of each."""
    if own.get(SOURCE) or record is None:
        return own
    field = next(name for name in fields if hasattr(record, name))
    return texts.columns(record, field)


def path_of(record: Any) -> str:
    """The English path of a page or a service."""
    with override(SOURCE):
        return str(record.get_absolute_url())


class _Roots:
    """The largest topics that records belong to. Topics are few: all are read once."""

    def __init__(self) -> None:
        live: Any = Topic.objects.live()
        self.topics: dict[UUID, Topic] = live.filter(area=Topic.Area.ALL).in_bulk()

    def of(self, record: Any) -> set[UUID]:
        """None at all for what belongs to no topic: that is for everybody."""
        if isinstance(record, Service):
            terms = {term.pk for term in record.terms.all()}
            near = [key for key, topic in self.topics.items() if terms.intersection(topic.terms)]
        elif isinstance(record, Topic):
            near = [record.pk]
        else:
            near = [record.topic_id] if isinstance(record, Page) and record.topic_id else []
        return {root for root in map(self._root, near) if root}

    def _root(self, key: UUID | None) -> UUID | None:
        seen: set[UUID] = set()
        while key is not None and key in self.topics and key not in seen:
            seen.add(key)
            above = self.topics[key].parent_id
            if above is None:
                return key
            key = above
        return None


# --- In one language ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One entry for readers of one language. `label` says what it is; own words have none."""

    id: str
    label: str | Promise
    title: Text
    text: Text
    # Own words are Markdown, a record's summary is not.
    is_words: bool
    path: str
    topics: frozenset[str]

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path if self.path else ""

    @property
    def html(self) -> SafeString:
        """Own words for an e-mail: with whole addresses."""
        return _whole_links(richtext.render(self.text.words))

    @property
    def plain(self) -> str:
        return plain(self.text.words) if self.is_words else self.text.words


@dataclass(frozen=True)
class Issue:
    """A bulletin in one language."""

    title: Text
    intro: Text
    items: list[Item]

    @property
    def intro_html(self) -> SafeString:
        return _whole_links(richtext.render(self.intro.words))

    @property
    def intro_plain(self) -> str:
        return plain(self.intro.words)


def read(words: Words, language: str) -> Issue:
    """What `words_of` took down, in `language`; what it does not have is read in English."""
    return Issue(
        texts.read(words["title"], language),
        texts.read(words["intro"], language),
        [_item(each, language) for each in words["entries"]],
    )


def _item(entry: Words, language: str) -> Item:
    prefix = "" if language == SOURCE else f"/{language}"
    return Item(
        id=entry["id"],
        label=label_of(entry["kind"], is_new=entry["is_new"]),
        title=texts.read(entry["title"], language),
        text=texts.read(entry["text"], language),
        is_words=entry["kind"] == BulletinEntry.WORDS,
        path=prefix + entry["path"] if entry["path"] else "",
        topics=frozenset(entry["topics"]),
    )


def label_of(kind: str, *, is_new: bool = False) -> str | Promise:
    """What a reader is told that an entry is."""
    if kind == BulletinEntry.WORDS:
        return ""
    if kind == BulletinEntry.SERVICE:
        return _("New service") if is_new else _("Service with new details")
    try:
        return kinds.get(kind).label
    except LookupError:
        return ""


def for_topics(words: Words, topics: Iterable[Any]) -> list[str]:
    """The ids of the entries for somebody who chose `topics`: theirs, and what is for everybody."""
    chosen = {str(each) for each in topics}
    return [
        entry["id"]
        for entry in words["entries"]
        if not chosen or not entry["topics"] or chosen.intersection(entry["topics"])
    ]


# --- As an e-mail ---------------------------------------------------------------------------------


def compose(
    bulletin: Bulletin, words: Words, language: str, entries: Iterable[str]
) -> dict[str, str]:
    """Subject, text and HTML for every reader of `language` who gets `entries`.

    Where a reader's own key goes stands KEY_MARK (`personal`).
    """
    wanted = set(entries)
    with override(language):
        issue = read(words, language)
        issue = Issue(issue.title, issue.intro, [item for item in issue.items if item.id in wanted])
        path = bulletin.get_absolute_url()
        return mail.compose(
            "bulletin",
            {
                "issue": issue,
                "is_whole": len(wanted) == len(words["entries"]),
                "web_url": settings.SITE_URL + path,
                "key": KEY_MARK,
            },
            language,
        )


def personal(text: str, key: str) -> str:
    """A composed text for the reader with this key."""
    return text.replace(KEY_MARK, key)


def _whole_links(html: SafeString) -> SafeString:
    """In an e-mail a link of this site needs the site's name. `html` is clean already."""
    whole = re.sub(r'href="(?=/(?!/))', f'href="{settings.SITE_URL}', html)
    return mark_safe(whole)  # noqa: S308 - only our own address was put in


_LINK = re.compile(r"\[([^\]]{1,300})\]\((\S{1,500}?)\)")


def plain(markdown: str) -> str:
    """Markdown as a plain e-mail shows it: its lists and lines stay, links are written out."""

    def written_out(match: re.Match[str]) -> str:
        words, address = match.groups()
        whole = settings.SITE_URL + address if re.match(r"/(?!/)", address) else address
        return whole if words == address else f"{words} ({whole})"

    text = _LINK.sub(written_out, markdown.replace("\r\n", "\n"))
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"^#{1,6}\s+", "", text, flags=re.M).strip()
