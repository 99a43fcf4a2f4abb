"""Translations of a listing by the people who run it: one question for each language, with a box
beside each English text, and how each text stands.

What they write is published as not checked: who approves it seldom reads that language. An officer
says that somebody has checked it when approving it, or later on the translation desk.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.utils import build_localized_fieldname as column

from core import translations
from core.differences import Piece, pieces
from core.languages import OTHERS, Language
from core.models import TranslationSource
from core.translations import MadeBy, State, state_of
from directory import presenters, times
from directory.desk.fields import LONGEST_PROSE, ProseField
from directory.models import Service

from . import parts
from .parts import TRANSLATIONS, Values
from .questions import Question, QuestionForm

# In front of the code of a language in the address of its page.
PREFIX = "in-"
# An English text longer than this gets a box of several lines.
_LONG = 100
# Of listings whose English has changed since they were translated, so many are told of at once.
MOST_BEHIND = 20
Known = Mapping[str, TranslationSource]


@dataclass(frozen=True)
class Standing:
    """How one text of a listing stands in one language: what families read there now."""

    key: str
    english: str
    words: str
    state: State
    # Whose words they are; none where there are no words, or nobody knows.
    made_by: str
    is_checked: bool
    # What became of the English since; none where that is not known.
    changes: list[Piece]

    @property
    def is_own(self) -> bool:
        return bool(self.words) and self.made_by == MadeBy.PROVIDER

    @property
    def is_behind(self) -> bool:
        """Whether the people of the service wrote it, and the English has changed since."""
        return self.is_own and self.state == State.OLD

    @property
    def label(self) -> str:
        return parts.label(TRANSLATIONS[self.key].english)

    @property
    def seen(self) -> str:
        """Changes whenever the words or their English do."""
        return translations.digest(json.dumps([self.english, self.words]))

    @property
    def said(self) -> tuple[str, str]:
        """In words, and the colour of their tag."""
        if not self.words:
            return _("Not translated"), "grey"
        if self.state == State.OLD:
            return _("English has changed since"), "orange"
        if self.is_own:
            if self.is_checked:
                return _("Yours, checked"), "green"
            return _("Yours, not checked yet"), "turquoise"
        if self.is_checked:
            return _("Checked by us"), "green"
        if self.made_by == MadeBy.MACHINE:
            return _("Written by a machine"), "yellow"
        return _("Not checked"), "yellow"


def known_of(service: Service) -> Known:
    """What is known of the words of a listing in all its other languages, by key. One query."""
    found = translations.known_of([service.pk])
    return {
        key: row
        for key, each in TRANSLATIONS.items()
        if (row := found.get((service.pk, each.field, each.language.code)))
    }


def standings(service: Service, language: Language, known: Known) -> list[Standing]:
    """Every text of the listing that has English. `known` with its English says what changed."""
    return [
        _standing(service, key, known.get(key))
        for key in parts.keys_in(language)
        if getattr(service, TRANSLATIONS[key].english)
    ]


def standings_in(service: Service, language: Language) -> list[Standing]:
    """As `standings`, with what changed in the English. One query."""
    rows = translations.states_of([service.pk], language.code)
    known = {
        key: row
        for key in parts.keys_in(language)
        if (row := rows.get((service.pk, TRANSLATIONS[key].field)))
    }
    return standings(service, language, known)


def _standing(service: Service, key: str, row: TranslationSource | None) -> Standing:
    english, words = getattr(service, TRANSLATIONS[key].english) or "", getattr(service, key) or ""
    state = state_of(words, english, row)
    # Rows of all languages are read without their English: asking for it would be a query each.
    is_told = row is not None and state == State.OLD and "english" not in row.get_deferred_fields()
    return Standing(
        key=key,
        english=english,
        words=words,
        state=state,
        made_by=row.made_by if row and words else "",
        is_checked=bool(row and row.checked_at),
        changes=pieces(row.english, english) if row and is_told and row.english else [],
    )


# --- Summing up -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """One language of a listing, in a line."""

    language: Language
    standings: list[Standing]
    is_drafted: bool
    is_waiting: bool

    @property
    def slug(self) -> str:
        return PREFIX + self.language.code

    @property
    def name(self) -> str:
        return presenters.language_name(self.language.tag)

    @property
    def is_empty(self) -> bool:
        nothing = not any(each.words for each in self.standings)
        return nothing and not self.is_drafted and not self.is_waiting

    @property
    def is_behind(self) -> bool:
        return any(each.is_behind for each in self.standings)

    @property
    def said(self) -> str:
        """Such as “yours, and being checked by us”."""
        return times.listed([*self._of_changes(), *self._of_words()]) or _("not translated")

    def _of_changes(self) -> Iterator[str]:
        if self.is_drafted:
            yield _("changed, not sent yet")
        if self.is_waiting:
            yield _("being checked by us")

    def _of_words(self) -> Iterator[str]:
        there = [each for each in self.standings if each.words]
        others = [each for each in there if not each.is_own]
        if len(others) < len(there):
            yield _("translated by you")
        if any(each.is_checked for each in others):
            yield _("checked by us")
        unchecked = [each for each in others if not each.is_checked]
        if any(each.made_by == MadeBy.MACHINE for each in unchecked):
            yield _("written by a machine")
        if any(each.made_by != MadeBy.MACHINE for each in unchecked):
            yield _("not checked")
        yield from self._of_gaps(there)

    def _of_gaps(self, there: list[Standing]) -> Iterator[str]:
        old = sum(each.state == State.OLD for each in there)
        if old:
            words = ngettext(
                "the English of %(count)d text has changed since",
                "the English of %(count)d texts has changed since",
                old,
            )
            yield words % {"count": old}
        missing = len(self.standings) - len(there)
        if there and missing:
            words = ngettext(
                "%(count)d text not translated", "%(count)d texts not translated", missing
            )
            yield words % {"count": missing}


def progress(service: Service, drafted: Iterable[str], waiting: Iterable[str]) -> list[Progress]:
    """Every language. `drafted` and `waiting`: keys that are changed, and that were sent. One
    query."""
    known, drafted, waiting = known_of(service), set(drafted), set(waiting)
    return [
        Progress(
            language=language,
            standings=standings(service, language, known),
            is_drafted=bool(drafted & set(parts.keys_in(language))),
            is_waiting=bool(waiting & set(parts.keys_in(language))),
        )
        for language in OTHERS
    ]


def lines(found: Iterable[Progress]) -> list[str]:
    """What the listing's page says of them: a line for each that has words, one for the others."""
    found = list(found)
    said = [f"{each.name}: {each.said}" for each in found if not each.is_empty]
    empty = [each.name for each in found if each.is_empty]
    if not said:
        return [_("Families read English in every language.")]
    if empty:
        said.append(_("Not translated: {languages}").format(languages=times.listed(empty)))
    return said


def behind(services: Any) -> list[Service]:
    """Those of a queryset with a text that their people translated and whose English has changed
    since; at most `MOST_BEHIND`, by name. Two queries."""
    rows = TranslationSource.objects.filter(
        object_id__in=services.order_by().values("pk"), made_by=MadeBy.PROVIDER
    ).defer("english")
    known: dict[UUID, dict[str, TranslationSource]] = {}
    for row in rows:
        key = column(row.field, row.language)
        known.setdefault(row.object_id, {})[key] = row
    found = services.filter(pk__in=known).order_by("name_en", "pk") if known else []
    return [
        service
        for service in found
        if any(
            _standing(service, key, row).is_behind
            for key, row in known[service.pk].items()
            if key in TRANSLATIONS
        )
    ][:MOST_BEHIND]


# --- The question ---------------------------------------------------------------------------------


class TranslationForm(QuestionForm):
    """A box for each English text of a listing. An empty box gives nothing: what families read
    stays, unless somebody takes back what they gave."""

    language: Language

    def __init__(
        self,
        data: Any = None,
        *,
        values: Values,
        service: Service | None = None,
        made_from: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, values=values)
        self.made_from = made_from or {}
        found = standings_in(service, self.language) if service else []
        self.standings = {each.key: each for each in found}
        for key in self.keys:
            self.fields[key] = self._box(key)
        if any(each.is_own for each in self.standings.values()):
            self.fields["take_back"] = forms.BooleanField(
                label=_("Take our own translation back where the box is empty"),
                help_text=_("Families then read the English there."),
                required=False,
            )
            taken = (each for each in self.standings.values() if each.is_own)
            self.initial["take_back"] = any(not values.get(each.key) for each in taken)

    @property
    def keys(self) -> list[str]:
        """The texts that have English."""
        keys = parts.keys_in(self.language)
        return [key for key in keys if self.now.get(TRANSLATIONS[key].english)]

    def _box(self, key: str) -> forms.CharField:
        field: Any = Service._meta.get_field(key)
        longest = field.max_length or LONGEST_PROSE
        attrs = {"lang": self.language.tag, "dir": self.language.direction}
        is_long = not field.max_length or len(self.english(key)) > _LONG
        return ProseField(
            label=parts.label(key),
            required=False,
            widget=forms.Textarea({**attrs, "rows": 6}) if is_long else forms.TextInput(attrs),
            validators=[MaxLengthValidator(longest)],
        )

    def english(self, key: str) -> str:
        return str(self.now.get(TRANSLATIONS[key].english) or "")

    def clean(self) -> None:
        super().clean()
        for key in self.keys:
            standing = self.standings.get(key)
            if self.cleaned_data.get(key) or key in self.errors or standing is None:
                continue
            if not standing.is_own:
                self.cleaned_data[key] = standing.words
            elif not self.cleaned_data.get("take_back"):
                self.add_error(key, _TAKE_BACK)

    def boxes(self) -> Iterator[dict[str, Any]]:
        """Each box with its English, what became of that, and what families read now."""
        for key in self.keys:
            standing = self.standings.get(key)
            said, colour = standing.said if standing else ("", "")
            yield {
                "box": self[key],
                "label": parts.label(TRANSLATIONS[key].english),
                "english": self.english(key),
                "changes": self._changes(key, standing),
                "said": said,
                "colour": colour,
                "present": self._present(key, standing),
            }

    def behind(self) -> list[Standing]:
        """Their own texts whose English has changed since. Not those that stand here otherwise
        than families read them, as a draft has them."""
        return [each for each in self.standings.values() if each.is_behind and self._is_here(each)]

    def _is_here(self, standing: Standing) -> bool:
        key, english = standing.key, TRANSLATIONS[standing.key].english
        return parts.same(key, self.now.get(key), standing.words) and parts.same(
            english, self.now.get(english), standing.english
        )

    def _changes(self, key: str, standing: Standing | None) -> list[Piece]:
        """What became of the English since the words in the box were written."""
        if key in self.made_from:
            was, now = self.made_from[key], self.english(key)
            return pieces(was, now) if was != now else []
        return standing.changes if standing else []

    def _present(self, key: str, standing: Standing | None) -> str:
        """What families read now, where the box says something else."""
        if standing is None or standing.words == self.now.get(key):
            return ""
        return standing.words


_TAKE_BACK = gettext_lazy(
    "This box is empty. Put your words back, or tick below that you take your translation back."
)


def _question(slug: str, language: Language) -> Question:
    name = lazy(lambda: presenters.language_name(language.tag), str)()
    form = type("TranslationForm", (TranslationForm,), {"language": language})
    return Question(slug, name, name, form, parts.keys_in(language))


# By the address of its page.
LANGUAGES = {PREFIX + language.code: language for language in OTHERS}
TRANSLATION_QUESTIONS = {slug: _question(slug, language) for slug, language in LANGUAGES.items()}
