"""A listing as a list of short sections: what each says, and how far it has got."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import presenters
from directory.models import Organisation, Service

from .. import hints, parts, translating
from ..all_questions import ALL_QUESTIONS
from ..hints import Hint
from ..models import Outcome, Suggestion
from ..parts import Values
from ..questions import Question
from ..translating import TRANSLATION_QUESTIONS

# What changes most often comes first: whoever comes back after months needs that.
_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("What changes most often"), ("contact", "times", "places", "cost", "status")),
    (gettext_lazy("What it is"), ("name", "about", "who", "how", "next")),
    (gettext_lazy("How families find it"), ("topics", "languages")),
    (gettext_lazy("Pictures and papers"), ("photos", "documents")),
)
# The section of all languages, which leads to a page that asks which one.
TRANSLATIONS = "translations"
# Whose it is was settled before, and a new one is open.
_NOT_ASKED_OF_NEW = {"organisation", "status"}


@dataclass(frozen=True)
class Section:
    slug: str
    title: Any
    url: str
    # Name of a part, and what it says or would say.
    rows: list[tuple[str, list[str]]]
    # Words and colour of its state; no words where nothing happened to it.
    state: str
    colour: str
    # What the officer wrote when they sent it back.
    notes: list[str]
    hints: list[Hint]


@dataclass(frozen=True)
class Group:
    title: Any
    sections: list[Section]


def slugs(*, is_new: bool) -> list[str]:
    """The sections there are, in order."""
    return [
        slug
        for _title, group in _GROUPS
        for slug in group
        if slug in ALL_QUESTIONS and not (is_new and slug in _NOT_ASKED_OF_NEW)
    ] + ([] if is_new else list(TRANSLATION_QUESTIONS))


def values_of(service: Service | None, draft: Suggestion | None) -> Values:
    """All parts as they would be: what the listing says now, under what is suggested."""
    now = parts.snapshot(service) if service else {}
    return {**now, **(draft.proposed if draft else {})}


def hints_of(values: Values, service: Service | None, organisation: Organisation) -> list[Hint]:
    is_secret = service is not None and presenters.has_secret_place(service)
    # A loaded listing has the phones of its organisation with it.
    return hints.of(values, service.organisation if service else organisation, is_secret=is_secret)


def groups_of(
    *,
    service: Service | None,
    draft: Suggestion | None,
    organisation: Organisation,
    waiting: Collection[str],
    url_of: Callable[[str], str],
) -> list[Group]:
    """`waiting`: the keys of parts that were sent and are not decided on."""
    values = values_of(service, draft)
    now = parts.snapshot(service) if service else {}
    reader = parts.Reader([values])
    found_hints = hints_of(values, service, organisation)
    known = slugs(is_new=service is None)
    groups = []
    for title, group in _GROUPS:
        sections = []
        for slug in group:
            if slug not in known:
                continue
            question = ALL_QUESTIONS[slug]
            keys = parts.in_order(question.keys)
            state, colour = _state(keys, draft, now, waiting)
            rows = rows_of(question, reader, values)
            sections.append(
                Section(
                    slug=slug,
                    title=question.title,
                    url=url_of(slug),
                    rows=[*rows, *of_organisation(slug, values, service, organisation)],
                    state=state,
                    colour=colour,
                    notes=notes_of(draft, keys),
                    hints=hints.about(found_hints, keys),
                )
            )
        if sections:
            groups.append(Group(title, sections))
    # A new listing has English first: its words in other languages are asked for once it is there.
    if service is not None:
        section = _translations(service, draft, now, waiting, url_of(TRANSLATIONS))
        groups.append(Group(_("In other languages"), [section]))
    return groups


def _translations(
    service: Service,
    draft: Suggestion | None,
    now: Values,
    waiting: Collection[str],
    url: str,
) -> Section:
    """All languages as one section, a line for each."""
    found = translating.progress(service, draft.proposed if draft else (), waiting)
    keys = list(parts.TRANSLATIONS)
    state, colour = _state(keys, draft, now, waiting)
    if not state and any(each.is_behind for each in found):
        state, colour = _("English has changed since"), "orange"
    return Section(
        slug=TRANSLATIONS,
        title=_("Translations"),
        url=url,
        rows=[("", translating.lines(found))],
        state=state,
        colour=colour,
        notes=notes_of(draft, keys),
        hints=[],
    )


def rows_of(
    question: Question, reader: parts.Reader, values: Values
) -> list[tuple[str, list[str]]]:
    """What each part of a question says, named as the question names it."""
    found = []
    for key in parts.in_order(question.keys):
        field = question.form.base_fields.get(key)
        name = str(field.label) if field else parts.label(key)
        found.append((name, reader.lines(key, values.get(key))))
    return found


def of_organisation(
    slug: str, values: Values, service: Service | None, organisation: Organisation
) -> list[tuple[str, list[str]]]:
    """What families see of the organisation where the listing itself gives no way to reach it."""
    if slug != "contact":
        return []
    found = service.organisation if service else organisation
    lines = [] if values.get("phones") else [phone.number for phone in found.phones.all()]
    lines += [getattr(found, name) for name in ("website", "email") if not values.get(name)]
    shown = [line for line in lines if line]
    return [(_("From your organisation, where you give nothing else"), shown)] if shown else []


def _state(
    keys: Collection[str], draft: Suggestion | None, now: Values, waiting: Collection[str]
) -> tuple[str, str]:
    changed = [key for key in keys if draft and key in draft.proposed]
    if notes_of(draft, keys):
        return _("Sent back: please change it"), "yellow"
    if draft and any(_has_moved(key, draft, now) for key in changed):
        return _("We have changed it since"), "orange"
    if changed:
        return _("Changed, not sent yet"), "turquoise"
    if set(keys) & set(waiting):
        return _("Waiting for us"), "blue"
    return "", ""


def _has_moved(key: str, draft: Suggestion, now: Values) -> bool:
    """Whether the listing says something else than when its author saw it."""
    if not now or parts.same(key, now.get(key), draft.proposed[key]):
        return False
    return not parts.same(key, now.get(key), draft.base.get(key))


def notes_of(draft: Suggestion | None, keys: Collection[str]) -> list[str]:
    """What the officer wrote about those of the parts that were sent back."""
    if draft is None or draft.state != Suggestion.State.SENT_BACK:
        return []
    decided = [draft.decisions.get(key, {}) for key in keys]
    return [each["note"] for each in decided if each.get("outcome") == Outcome.SENT_BACK]
