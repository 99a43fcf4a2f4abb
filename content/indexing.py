"""What search knows of a page: its words in each language, its topic, its kind's own choices."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as column

from core import richtext, translations
from core.languages import CODES, SOURCE
from search import actions as search
from search.documents import Document

from . import kinds
from .models import Page, Topic

BATCH = 200
# What a result shows of a page.
_SHOWN = ("title", "summary")


def index(page: Page) -> None:
    """Write the search documents of `page` anew, or remove them where it is not public."""
    index_ids(kinds.kind_of(page), [page.pk])


def index_ids(kind: kinds.Kind, ids: Sequence[UUID]) -> None:
    """As `index`, of pages that may have been deleted since. Bounded memory."""
    if not kind.is_searched:
        return
    rows: Any = kind.model._default_manager
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        shown = rows.live().with_topic().filter(pk__in=batch)
        checked = translations.checked(batch, _SHOWN)
        documents = [document for page in shown for document in _documents(kind, page, checked)]
        for name in kind.search_names or (kind.name,):
            named = [document for document in documents if document.kind == name]
            search.replace(named, kind=name, object_ids=batch)


def index_topic(topic: Topic) -> None:
    """Write the pages of `topic` anew, after its name or address has changed."""
    for kind in kinds.all_kinds():
        rows: Any = kind.model._default_manager
        index_ids(kind, list(rows.of_topic(topic).values_list("pk", flat=True)))


def _documents(
    kind: kinds.Kind, page: Any, checked: set[tuple[UUID, str, str]]
) -> Iterator[Document]:
    """`checked`: the texts of pages that are checked, as `translations.checked` says it."""
    with override(SOURCE):
        url = page.get_absolute_url()
    name = kind.found_as(page) if kind.found_as else kind.name
    common: dict[str, Any] = {"kind": name, "object_id": page.pk, "url": url}
    for code in CODES:
        if not getattr(page, column("title", code)):
            continue
        with override(code):
            data = _card(kind, page, code)
        if code == SOURCE:
            extra: dict[str, Any] = {
                "published_at": page.changed_at,
                "places": tuple(kind.places(page)),
                "everywhere": kind.is_everywhere(page),
                "expires_at": _end(kind, page),
                "facets": tuple(sorted(_facets(kind, page))),
                "keywords_other": " ".join(
                    _keywords(page, other) for other in CODES if other != SOURCE
                ).strip(),
            }
        else:
            extra = {}
            data["is_draft"] = any(
                _in(page, field, code) and (page.pk, field, code) not in checked for field in _SHOWN
            )
        yield Document(**common, **_words(kind, page, code), data=data, **extra)


def _end(kind: kinds.Kind, page: Any) -> datetime | None:
    """From when on search does not find it."""
    return min(filter(None, (page.expires_at, kind.found_until(page))), default=None)


def _in(record: Any, field: str, code: str) -> str:
    return getattr(record, column(field, code)) or ""


def _words(kind: kinds.Kind, page: Any, code: str) -> dict[str, Any]:
    body = " ".join(richtext.plain(_in(page, field, code)) for field in kind.prose)
    return {
        "language": code,
        "title": _in(page, "title", code),
        "summary": _in(page, "summary", code) or body[:300],
        "body": body,
        "keywords": _keywords(page, code),
    }


def _keywords(page: Any, code: str) -> str:
    topic = page.topic_above
    words = [_in(page, "search_words", code), _in(topic, "title", code) if topic else ""]
    return " ".join(" ".join(words).split())


def _facets(kind: kinds.Kind, page: Any) -> Iterable[str]:
    found = set(kind.facets(page))
    if page.topic_above:
        found.add(f"topic:{page.topic_above.slug}")
    return found


def _card(kind: kinds.Kind, page: Any, code: str) -> dict[str, Any]:
    topic = page.topic_above
    title = (_in(topic, "title", code) or _in(topic, "title", SOURCE)) if topic else ""
    return {"topic": title, **kind.card(page)}
