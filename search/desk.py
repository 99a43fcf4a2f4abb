"""The officer's page for search words: what is saved, what a change would do before it is saved,
and what people searched for. All names of addresses begin with "desk:"."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import SOURCE
from core.paging import page_of
from usage.models import SearchTerm
from usage.querysets import days_ago

from . import actions
from .forms import (
    BestBetForm,
    FindForm,
    PeriodForm,
    StopWordForm,
    SynonymForm,
    TryForm,
    language_or_source,
)
from .models import BestBet, SearchDocument, StopWord, Synonym
from .query import Hit, SearchRequest, SearchResults, run
from .words import WordTables

MOST_SEARCHES = 30
SHOWN = 8


@dataclass(frozen=True)
class Kind:
    """One of the three tables: its name in addresses, its words on the page."""

    name: str
    label: str | Promise
    model: type[Model]
    add: str | Promise
    explanation: str | Promise
    searched: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "synonyms",
            _("Other words for it"),
            Synonym,
            _("Add other words"),
            _("Families type one word and listings use another. Search then looks for both."),
            ("term", "expansions"),
        ),
        Kind(
            "stop-words",
            _("Words to leave out"),
            StopWord,
            _("Add a word to leave out"),
            _("Words that say nothing about what is needed. They count only when nothing is left."),
            ("word",),
        ),
        Kind(
            "best-bets",
            _("Shown first"),
            BestBet,
            _("Choose what is shown first"),
            _("For a search that many families make, you say which pages come first."),
            ("query",),
        ),
    )
}


class SearchWordsMixin(DeskMixin, View):
    """Officers only: words change what every family finds."""

    permission = "search.tune"

    def kind_or_404(self, name: str) -> Kind:
        if name not in KINDS:
            raise Http404
        return KINDS[name]

    def entry_or_404(self, kind: Kind, pk: int) -> Any:
        entry = kind.model._default_manager.filter(pk=pk).first()
        if entry is None:
            raise Http404
        return entry


class SearchWordsView(SearchWordsMixin):
    """The page. A POST either tries a change, which writes nothing, or saves it."""

    def get(self, request: HttpRequest, kind: str = "synonyms", pk: int = 0) -> HttpResponse:
        chosen = self.kind_or_404(kind)
        entry = self.entry_or_404(chosen, pk) if pk else None
        form = _form(chosen, entry, initial=_prefilled(request, chosen, entry))
        wording = request.GET.get("term", "")[:120] or (str(entry) if entry else "")
        language = language_or_source(request.GET.get("language"))
        trial = TryForm(initial={"search_for": wording, "page_language": language})
        return self._show(chosen, entry, form, trial)

    def post(self, request: HttpRequest, kind: str = "synonyms", pk: int = 0) -> HttpResponse:
        chosen = self.kind_or_404(kind)
        entry = self.entry_or_404(chosen, pk) if pk else None
        form = _form(chosen, entry, data=request.POST)
        trial = TryForm(request.POST)
        if not (form.is_valid() and trial.is_valid()):
            return self._show(chosen, entry, form, trial, status=422)
        if "save" not in request.POST:
            return self._show(chosen, entry, form, trial, compared=_compare(form, trial, entry))
        _save(form, entry, by=request.user)
        messages.success(request, _("Saved. Searches use it from now on."))
        return redirect("desk:search_words", chosen.name)

    def _show(
        self,
        kind: Kind,
        entry: Any,
        form: forms.BaseForm,
        trial: TryForm,
        compared: "Comparison | None" = None,
        status: int = 200,
    ) -> HttpResponse:
        find = FindForm(self.request.GET)
        wanted = find.cleaned_data["find"] if find.is_valid() else ""
        context = {
            "kinds": KINDS.values(),
            "kind": kind,
            "entry": entry,
            "form": form,
            "trial": trial,
            "compared": compared,
            "find": find,
            "page": page_of(self.request, _saved(kind, wanted)),
            **_searches(self.request),
        }
        return render(self.request, "search/desk.html", context, status=status)


class DeleteWordsView(SearchWordsMixin):
    def get(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        chosen = self.kind_or_404(kind)
        context = {"kind": chosen, "entry": self.entry_or_404(chosen, pk)}
        return render(request, "search/desk_delete.html", context)

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        chosen = self.kind_or_404(kind)
        entry = self.entry_or_404(chosen, pk)
        if isinstance(entry, BestBet):
            actions.delete_best_bets(entry, by=request.user)
        else:
            actions.delete_words(entry, by=request.user)
        messages.success(request, _("Deleted. Searches do without it from now on."))
        return redirect("desk:search_words", chosen.name)


@dataclass(frozen=True)
class Comparison:
    """The same search with the words as saved and as they would be."""

    before: SearchResults
    after: SearchResults

    @property
    def found_anew(self) -> list[Hit]:
        """What stands among the first only after the change."""
        known = {hit.object_id for hit in self.before.hits}
        return [hit for hit in self.after.hits if hit.object_id not in known]

    @property
    def is_same(self) -> bool:
        order = [[hit.object_id for hit in side.hits] for side in (self.before, self.after)]
        return order[0] == order[1] and self.before.total == self.after.total


def _form(kind: Kind, entry: Any, **values: Any) -> forms.BaseForm:
    if kind.model is Synonym:
        return SynonymForm(instance=entry, **values)
    if kind.model is StopWord:
        return StopWordForm(instance=entry, **values)
    return BestBetForm(**values)


def _prefilled(request: HttpRequest, kind: Kind, entry: Any) -> dict[str, str]:
    """What the address brings along, from a list of searches; or an entry's own best bets."""
    if kind.model is BestBet and entry:
        return {"query": entry.query, "pages": "\n".join(_titles(_bets_like(entry)))}
    if entry:
        return {}
    wording = request.GET.get("term", "")[:120]
    language = language_or_source(request.GET.get("language"))
    return {"term": wording, "word": wording, "query": wording, "language": language}


def _bets_like(entry: BestBet) -> "QuerySet[BestBet]":
    return BestBet.objects.filter(query__iexact=entry.query).order_by("order")


def _titles(bets: "QuerySet[BestBet]") -> list[str]:
    keys = list(bets.values_list("object_id", flat=True))
    rows = SearchDocument.objects.filter(object_id__in=keys, language=SOURCE)
    titles = dict(rows.values_list("object_id", "title"))
    return [titles[key] for key in keys if key in titles]


def _save(form: forms.BaseForm, entry: Any, *, by: Any) -> None:
    if isinstance(form, BestBetForm):
        bets = form.bets()
        actions.save_best_bets(bets, instead_of=entry.query if entry else bets[0].query, by=by)
    elif isinstance(form, forms.ModelForm):
        actions.save_words(form.instance, by=by)


def _compare(form: forms.BaseForm, trial: TryForm, entry: Any) -> Comparison | None:
    """What the change would do to a search; nothing is written."""
    wording = trial.cleaned_data["search_for"]
    if not wording:
        return None
    request = SearchRequest(
        text=wording,
        language=trial.cleaned_data["page_language"],
        kinds=(),
        page_size=SHOWN,
    )
    return Comparison(run(request), run(request, _tables_with(form, entry)))


def _tables_with(form: forms.BaseForm, entry: Any) -> WordTables:
    """The word tables as they would be with the change."""
    synonyms, stop_words = list(Synonym.objects.all()), list(StopWord.objects.all())
    bets = list(BestBet.objects.all())
    if isinstance(form, SynonymForm):
        synonyms = [*(one for one in synonyms if one != entry), form.instance]
    elif isinstance(form, StopWordForm):
        stop_words = [*(one for one in stop_words if one != entry), form.instance]
    elif isinstance(form, BestBetForm):
        new = form.bets()
        old = {new[0].query.lower(), entry.query.lower() if entry else ""}
        bets = [*(one for one in bets if one.query.lower() not in old), *new]
    return WordTables.of(synonyms, stop_words, bets)


def _saved(kind: Kind, wanted: str) -> "QuerySet[Any]":
    rows = kind.model._default_manager.all()
    if kind.model is BestBet:
        # One line for each query: its first bet stands for all of them.
        rows = rows.order_by("query", "order").distinct("query")
    if wanted:
        either = Q()
        for column in kind.searched:
            either |= Q(**{f"{column}__icontains": wanted})
        rows = rows.filter(either)
    return rows


def _searches(request: HttpRequest) -> dict[str, Any]:
    """What people searched for, most often first, and what of it found nothing."""
    days = PeriodForm.days_of(request.GET.get("days"))
    summed = SearchTerm.objects.since(days_ago(days)).order_by().summed()
    nothing = summed.filter(found_nothing__gt=0).order_by("-found_nothing", "term")
    return {
        "period": PeriodForm(initial={"days": str(days)}),
        "days": days,
        "searched": summed.order_by("-searches", "term")[:MOST_SEARCHES],
        "found_nothing": nothing[:MOST_SEARCHES],
    }
