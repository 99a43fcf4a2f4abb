"""Which texts a machine is to draft next: those that have no words, or old words of a machine."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from modeltranslation.utils import build_localized_fieldname as column

from content.models import Page, Topic
from core import translations
from core.languages import CODES, SOURCE
from core.models import TranslationSource
from core.translations import MadeBy, State, digest
from directory import translatables
from directory.translatables import Text, Translatable

from . import standing
from .models import Draft, DraftSettings
from .services import Service, ServiceProblem, Unusable

# What a thing is called is for its owner to say, and what families look for on a door.
NAMES = {("service", "name"), ("organisation", "name"), ("location", "name")}
AT_ONCE = 200
# More than any site has in one language: all of them are looked at.
MOST_RECORDS = 10_000_000
T = TypeVar("T")

# How a law is named: "the Equality Act 2010", "section 19", "SI 2014/1530", "regulation 7".
_LAW = re.compile(
    r"\b(?:Act|Regulations|Order|Measure) (?:\([A-Z][a-z]+\) )?(?:18|19|20)\d\d\b"
    r"|\b(?:[Ss]ections?|[Rr]egulations?|[Aa]rticles?|[Pp]aragraphs?|[Ss]chedule) \d+[A-Z]?\b"
    r"|\bSI \d{4}/\d+\b"
)


def settings_now() -> DraftSettings:
    found, _created = DraftSettings.objects.get_or_create(pk=1)
    return found


# --- Legal text -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Law:
    """Which records quote the law: a machine never drafts these, a person may translate them."""

    kinds: frozenset[str] = frozenset()
    topics: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, chosen: DraftSettings) -> "Law":
        topics = set(chosen.topics_left_out)
        above = dict(Topic._base_manager.values_list("pk", "parent_id")) if topics else {}
        # With a topic goes all that hangs on it.
        while more := {key for key, parent in above.items() if parent in topics} - topics:
            topics |= more
        return cls(frozenset(chosen.kinds_left_out), frozenset(topics))

    def holds(self, kind: Translatable, record: Any, texts: Iterable[Text]) -> bool:
        """What was marked as legal, and what names an act or a section of one by itself."""
        if kind.name in self.kinds or kind.is_legal(record):
            return True
        if record.pk in self.topics or _topic_above(record) in self.topics:
            return True
        return any(_LAW.search(text.english) for text in texts)


def _topic_above(record: Any) -> UUID | None:
    """The topic that a page hangs on; None for any other record."""
    return getattr(record, f"{record.topic_field}_id", None) if isinstance(record, Page) else None


# --- What waits -----------------------------------------------------------------------------------


def is_wanted(text: Text, code: str, row: TranslationSource | None) -> bool:
    """Whether a machine may write this text: never over the words of a person, nor over checked
    ones."""
    if (text.owner._meta.model_name, text.field) in NAMES or _is_being_written(text, code):
        return False
    state = text.state(code, row)
    if state == State.OLD and row is not None:
        return row.made_by == MadeBy.MACHINE and row.checked_at is None
    return state == State.MISSING


def _is_being_written(text: Text, code: str) -> bool:
    """Whether an editor's changes of these words, or of their English, wait to be published."""
    waiting = getattr(text.owner, "working", None) or {}
    return column(text.field, code) in waiting or column(text.field, SOURCE) in waiting


def languages(chosen: DraftSettings) -> list[str]:
    """Those that the officer switched on, without those that the service does not know."""
    return [code for code in CODES if code in chosen.languages and is_known(chosen, code)]


def is_known(chosen: DraftSettings, code: str) -> bool:
    """Whether the service writes the language, as far as it has said."""
    if chosen.known_languages is None or chosen.known_of != settings.TRANSLATION["service"]:
        return True
    return code in chosen.known_languages


def ask_languages(service: Service) -> None:
    """Write down which languages the service knows. What is asked is not charged.

    Raises ServiceProblem.
    """
    try:
        known = service.languages()
    except Unusable as unusable:
        raise ServiceProblem(unusable.problem) from None
    DraftSettings.objects.filter(pk=settings_now().pk).update(
        known_languages=None if known is None else sorted(known), known_of=service.name
    )


def gather(service: Service) -> None:
    """Bring the list of what waits up to date with what the public can read now."""
    chosen = settings_now()
    codes = languages(chosen)
    look = _Look(service.name, codes, Law.of(chosen))
    with override(SOURCE):
        for name, views in _to_look_at(codes).items():
            kind = translatables.get(name)
            for keys in _chunks(iter(views)):
                look.at(kind, list(kind.find(keys).values()), views)
    look.forget_the_rest()
    DraftSettings.objects.filter(pk=chosen.pk).update(
        looked_at=timezone.now(), left_out=look.left_out
    )


def _to_look_at(codes: list[str]) -> dict[str, dict[UUID, int]]:
    """Records with a text that has no words, or old ones, in one of the languages: by kind, each
    with the views of its page."""
    found: dict[str, dict[UUID, int]] = {}
    for code in codes:
        for each in standing.listed(
            translatables.all_translatables(),
            code,
            [State.MISSING, State.OLD],
            start=0,
            stop=MOST_RECORDS,
        ):
            found.setdefault(each.kind, {})[each.record_id] = each.views
    return found


@dataclass
class _Look:
    service: str
    codes: list[str]
    law: Law
    wanted: set[int] = field(default_factory=set)
    left_out: int = 0

    def at(self, kind: Translatable, records: list[Any], views: Mapping[UUID, int]) -> None:
        texts = {record.pk: kind.texts(record) for record in records}
        legal = {each.pk for each in records if self.law.holds(kind, each, texts[each.pk])}
        rows = Draft.objects.filter(record_id__in=texts, language__in=self.codes)
        drafts = {(row.object_id, row.field, row.language): row for row in rows}
        new: list[Draft] = []
        known: list[Draft] = []
        for record, text, code in self._wanted(records, texts):
            if record.pk in legal:
                self.left_out += 1
                continue
            draft = drafts.get((*text.key, code))
            (known if draft else new).append(draft := draft or _new(kind, record, text, code))
            self._bring_up_to_date(draft, digest(text.english))
            draft.label, draft.views = str(record)[:255], views[record.pk]
        Draft.objects.bulk_update(
            [each for each in known if each.state == Draft.State.WAITING],
            ["label", "views", "english", "state", "problem", "attempts", "next_try"],
        )
        Draft.objects.bulk_create(new)
        self.wanted |= {each.pk for each in [*new, *known]}

    def _wanted(
        self, records: list[Any], texts: Mapping[UUID, list[Text]]
    ) -> Iterator[tuple[Any, Text, str]]:
        owners = {text.owner.pk for found in texts.values() for text in found}
        for code in self.codes:
            known = translations.states_of(owners, code)
            for record in records:
                for text in texts[record.pk]:
                    if is_wanted(text, code, known.get(text.key)):
                        yield record, text, code

    def _bring_up_to_date(self, draft: Draft, english: str) -> None:
        """Let it wait, unless the same English was sent to the same service already."""
        is_settled = draft.state != Draft.State.WAITING
        if draft.english != english or (is_settled and draft.service != self.service):
            draft.english, draft.state, draft.problem = english, Draft.State.WAITING, ""
            draft.attempts, draft.next_try = 0, timezone.now()

    def forget_the_rest(self) -> None:
        """What waits no more: translated by a person, gone, or of a language switched off."""
        waiting = Draft.objects.waiting().values_list("pk", flat=True)
        for keys in _chunks(key for key in waiting if key not in self.wanted):
            Draft.objects.filter(pk__in=keys).delete()


def _new(kind: Translatable, record: Any, text: Text, code: str) -> Draft:
    return Draft(
        kind=kind.name,
        record_id=record.pk,
        object_id=text.owner.pk,
        field=text.field,
        language=code,
        english=digest(text.english),
    )


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
