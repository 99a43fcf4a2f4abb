"""The register of gaps on the desk: for commissioners, as a page, on paper and as a spreadsheet."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django import forms
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import audit
from core.paging import page_of
from core.spreadsheets import csv_response
from directory.desk import fields
from directory.desk.filters import Choice, FilterSet, Words
from directory.desk.forms import SectionForm

from .. import gaps
from ..models import Comment, Gap
from . import editing
from .editing import AnswerMixin, CommentsView, DeleteView, EditView

MOST_TERMS = 50
_LONGEST_TERM = 120


class GapForm(SectionForm):
    words = fields.prose(
        gettext_lazy("What is missing"),
        gettext_lazy("Which help, for whom, where. Name nobody."),
        rows=4,
    )
    need = fields.TermsField("need", gettext_lazy("Areas of need"))
    search_terms = forms.CharField(
        label=gettext_lazy("What people searched for"),
        help_text=gettext_lazy("One wording a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How it stands"), choices=Gap.State.choices, widget=forms.RadioSelect
    )
    owner = fields.line(
        gettext_lazy("Who looks after it"), gettext_lazy("A team or a role."), longest=120
    )
    answer = fields.prose(
        gettext_lazy("Answer"),
        gettext_lazy("What is planned or was done. Needed when nothing is planned."),
        rows=4,
    )

    field_order = ["words", "need"]

    class Meta:
        model = Gap
        fields = ["words", "search_terms", "state", "owner", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True
        self.initial["search_terms"] = "\n".join(self.instance.search_terms)
        cast(forms.ChoiceField, self.fields["state"]).choices = Gap.State.choices

    def clean_search_terms(self) -> list[str]:
        lines = self.cleaned_data["search_terms"].casefold().splitlines()
        terms = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in lines))))
        if len(terms) > MOST_TERMS or any(len(term) > _LONGEST_TERM for term in terms):
            raise forms.ValidationError(_("These are too many words."))
        return terms

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") == Gap.State.NOT_PLANNED and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("Say why nothing is planned."))
        return cleaned


def _standing(state: str) -> Callable[[Any], Any]:
    return lambda rows: rows.filter(state=state)


class GapFilter(FilterSet):
    state = Choice(
        gettext_lazy("How it stands"),
        {
            "": (gettext_lazy("Any"), lambda rows: rows),
            **{state.value: (state.label, _standing(state)) for state in Gap.State},
        },
    )
    q = Words("words", "answer", "owner", label=gettext_lazy("Words"))

    class Meta:
        model = Gap
        fields: list[str] = []


def register() -> "QuerySet[Gap]":
    """Every gap with its areas of need and how many comments speak of it."""
    rows = Gap.objects.annotate(comment_count=Count("comments")).prefetch_related("terms")
    return rows.order_by("-created_at", "pk")


class GapsView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = GapFilter(request.GET, queryset=register())
        waiting = gaps.comments_waiting()
        context = {
            "heading": _("What is missing"),
            "form": found.form,
            "page": page_of(request, found.qs),
            "comments": waiting[: gaps.MOST_OFFERED],
            "comment_count": waiting.count(),
            "searches": gaps.searches_waiting(),
            "total": Gap.objects.count(),
        }
        return render(request, "feedback/desk/gaps.html", context)


class GapsPrintView(DeskMixin, View):
    """Every gap in full on plain paper."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(register().order_by("state", "created_at", "pk"))
        times = gaps.times_searched(term for gap in rows for term in gap.search_terms)
        entries = [
            {"gap": gap, "searches": [(term, times.get(term)) for term in gap.search_terms]}
            for gap in rows
        ]
        context = {"entries": entries, "today": timezone.localdate()}
        return render(request, "feedback/desk/gaps_print.html", context)


class GapsExportView(DeskMixin, View):
    """As a spreadsheet, in English whatever the language of the page. That somebody took it is
    written down."""

    header = (
        "What is missing",
        "Areas of need",
        "State",
        "Looked after by",
        "Answer",
        "Comments",
        "Searches that found nothing",
        "How often they found nothing",
        "In the register since",
        "Last changed",
    )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        audit.record(by=request.user, verb="gaps.exported")
        name = f"gaps-{timezone.localdate().isoformat()}"
        return csv_response(name, self.header, self._lines(list(register())))

    def _lines(self, rows: list[Any]) -> Iterator[list[Any]]:
        times = gaps.times_searched(term for gap in rows for term in gap.search_terms)
        for gap in rows:
            yield [
                gap.words,
                "; ".join(term.name_en for term in gap.terms.all()),
                gap.state,
                gap.owner,
                gap.answer,
                gap.comment_count,
                "; ".join(gap.search_terms),
                sum(times.get(term, 0) for term in gap.search_terms),
                timezone.localdate(gap.created_at).isoformat(),
                timezone.localdate(gap.updated_at).isoformat(),
            ]


class GapMixin(AnswerMixin):
    model = Gap

    def page_url(self) -> str:
        return reverse("desk:gap", args=[self.record.pk]) if self.record else reverse("desk:gaps")

    def crumbs(self) -> editing.Crumbs:
        way = [(reverse("desk:gaps"), _("What is missing"))]
        return [*way, (self.page_url(), str(self.record))] if self.record else way


class GapView(GapMixin):
    permission = "desk.view"

    def crumbs(self) -> editing.Crumbs:
        return [(reverse("desk:gaps"), _("What is missing"))]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        comments = self.record.comments.order_by("-heard_on", "pk")
        times = gaps.times_searched(self.record.search_terms)
        return self.show(
            "gap",
            gap=self.record,
            terms=self.record.terms.all(),
            searches=[(term, times.get(term)) for term in self.record.search_terms],
            page=page_of(request, comments, editing.MOST_AT_ONCE),
        )


class EditGapView(GapMixin, EditView):
    form_class = GapForm

    @property
    def title(self) -> str:
        return _("Change the gap") if self.record else _("Add a gap")

    def form(self, data: Any = None) -> GapForm:
        if self.record is None:
            return GapForm(data, instance=Gap(), terms=())
        return super().form(data)

    def save(self, form: Any, version: int | None) -> None:
        changed = form.changed_data
        gaps.save(form.instance, by=self.request.user, version=version, form=form, fields=changed)


class DeleteGapView(GapMixin, DeleteView):
    def remove(self) -> None:
        gaps.delete(self.record, by=self.request.user)

    def after_url(self) -> str:
        return reverse("desk:gaps")


class GapCommentsView(GapMixin, CommentsView):
    widening = [("all", gettext_lazy("Also comments about other things"))]

    def offered(self, widened: set[str]) -> "QuerySet[Comment]":
        rows = Comment.objects.exclude(gaps=self.record)
        return rows if "all" in widened else rows.filter(about=Comment.About.MISSING)

    def put(self, comments: "QuerySet[Comment]") -> int:
        return gaps.put_comments(self.record, comments, by=self.request.user)

    def take_off(self, comment: Comment) -> None:
        gaps.take_off_comment(self.record, comment, by=self.request.user)


class GapFromCommentView(AnswerMixin):
    """One press on a comment's page, or in the list of what waits."""

    model = Comment

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        gap = gaps.from_comment(self.record, by=request.user)
        return redirect("desk:gap", gap.pk)


class GapFromSearchView(AnswerMixin):
    def post(self, request: HttpRequest) -> HttpResponse:
        term = request.POST.get("term", "").replace("\0", "")[:_LONGEST_TERM]
        gap = gaps.from_search(term, by=request.user)
        if gap is None:
            raise Http404
        return redirect("desk:gap", gap.pk)
