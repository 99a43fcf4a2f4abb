"""Forms of the officer's page for search words."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.languages import CODES, LANGUAGES, SOURCE

from .models import BestBet, SearchDocument, StopWord, Synonym
from .text import clean, tokens

LONGEST_LINE = 120
MOST_LINES = 20
PERIODS = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("A year")}


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Language of these words"),
        choices=[(language.code, language.own_name) for language in LANGUAGES],
        initial=SOURCE,
    )


def lines_of(text: str) -> list[str]:
    """The lines that say something, each once."""
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := clean(raw))))


class SynonymForm(forms.ModelForm):
    term = forms.CharField(
        label=_("When families type"),
        help_text=_("A word, a few words or letters such as EHCP."),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    expansions = forms.CharField(
        label=_("Search also for"),
        help_text=_("The words that listings use. One on each line."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    both_ways = forms.BooleanField(
        label=_("The other way round too"),
        help_text=_("Only when both mean the same: EHCP and education, health and care plan."),
        required=False,
    )
    language = language_field()

    class Meta:
        model = Synonym
        fields = ["term", "expansions", "both_ways", "language"]

    def clean_term(self) -> str:
        return _with_a_word(clean(self.cleaned_data["term"]))

    def clean_expansions(self) -> str:
        lines = lines_of(self.cleaned_data["expansions"])
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Write 20 lines at most."))
        if any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(_("Write 120 letters on a line at most."))
        return "\n".join(_with_a_word(line) for line in lines)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        term = values.get("term", "")
        if term.lower() in values.get("expansions", "").lower().splitlines():
            self.add_error("expansions", _("This is the same as what families type."))
        return values


class StopWordForm(forms.ModelForm):
    word = forms.CharField(
        label=_("Word"),
        help_text=_("A word that says nothing about what somebody needs, such as “looking”."),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = language_field()

    class Meta:
        model = StopWord
        fields = ["word", "language"]

    def clean_word(self) -> str:
        word = clean(self.cleaned_data["word"])
        if len(tokens(word)) != 1:
            raise ValidationError(_("Write one word."))
        return word


class BestBetForm(forms.Form):
    """All best bets of one query: pages by title or address, in order."""

    query = forms.CharField(
        label=_("When families type exactly"),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    pages = forms.CharField(
        label=_("Show these first"),
        help_text=_("The name or the web address of a page on each line. The best comes first."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def clean_query(self) -> str:
        return _with_a_word(clean(self.cleaned_data["query"]))

    def clean_pages(self) -> list[tuple[str, UUID]]:
        """The objects named, as kind and id."""
        lines = lines_of(self.cleaned_data["pages"])[:MOST_LINES]
        known = _objects_named(lines)
        if unknown := [line for line in lines if line not in known]:
            raise ValidationError(
                _("No published page has this name or address: %(line)s"),
                params={"line": unknown[0]},
            )
        return list(dict.fromkeys(known[line] for line in lines))

    def bets(self) -> list[BestBet]:
        return [
            BestBet(query=self.cleaned_data["query"], kind=kind, object_id=key, order=order)
            for order, (kind, key) in enumerate(self.cleaned_data["pages"])
        ]


class TryForm(forms.Form):
    """A search to try a change with."""

    search_for = forms.CharField(
        label=_("Try it with this search"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    page_language = forms.ChoiceField(
        label=_("On the page in"),
        required=False,
        choices=[(language.code, language.own_name) for language in LANGUAGES],
    )

    def clean_page_language(self) -> str:
        return self.cleaned_data["page_language"] or SOURCE


class FindForm(forms.Form):
    """Narrows the list of saved words."""

    find = forms.CharField(label=_("Words"), required=False, max_length=120)


class PeriodForm(forms.Form):
    days = forms.ChoiceField(label=_("Searches of the last"), choices=list(PERIODS.items()))

    @classmethod
    def days_of(cls, text: str | None) -> int:
        return int(text) if text in PERIODS else 30


def language_or_source(text: str | None) -> str:
    return text if text in CODES else SOURCE


def _with_a_word(text: str) -> str:
    if not tokens(text):
        raise ValidationError(_("Write at least one word."))
    return text


def _objects_named(lines: list[str]) -> dict[str, tuple[str, UUID]]:
    """The published object that each line names: by its address, or by its title in any language
    when only one has it."""
    paths = {line: _path(line) for line in lines}
    found: dict[str, tuple[str, UUID]] = {}
    by_title: dict[str, set[tuple[str, UUID]]] = {}
    rows = SearchDocument.objects.filter(url__in=paths.values()) | SearchDocument.objects.filter(
        title__in=lines
    )
    for kind, key, url, title in rows.values_list("kind", "object_id", "url", "title"):
        by_title.setdefault(title, set()).add((kind, key))
        found |= {line: (kind, key) for line, path in paths.items() if path == url}
    for line in lines:
        if len(by_title.get(line, ())) == 1:
            found.setdefault(line, next(iter(by_title[line])))
    return found


def _path(line: str) -> str:
    """The path of an address, without the prefix of a language."""
    try:
        path = urlsplit(line).path
    except ValueError:
        return line
    first, slash, rest = path.lstrip("/").partition("/")
    return f"/{rest}" if slash and first in CODES else path
