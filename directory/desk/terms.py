"""The lists of terms (topics, needs, who it is for...) and editing one."""

from contextlib import AbstractContextManager
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.translations import digest
from directory import actions, term_actions
from directory.models import Location, Service, Taxonomy, TaxonomyTerm

from . import fields
from .mixins import key_or_404
from .translations import TranslateOneView, progress

_COUNTED = ("name_en", "description_en", "keywords_en", "order", "parent_id", "check_days")


class TermForm(forms.ModelForm):
    name_en = fields.line(_("Name"), longest=120, required=True)
    description_en = fields.prose(_("Description"), _("One or two sentences for families."), rows=3)
    keywords_en = fields.prose(
        _("Other words for it"),
        _("Words families type when they look for this. Put commas between them."),
        rows=4,
    )
    parent: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Part of"),
        queryset=TaxonomyTerm.objects.none(),
        required=False,
        empty_label=_("Nothing: it stands by itself"),
    )
    order = fields.number(_("Place in the list"), _("Lower numbers come first."), most=9999)
    check_days = forms.IntegerField(
        label=_("Days between checks"),
        help_text=_(
            "Services of this topic are checked this often. When empty, the larger topic says it, "
            "or else the whole site does. Of several topics, the shortest counts."
        ),
        min_value=7,
        max_value=1100,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )
    # What the term said when the page was opened.
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TaxonomyTerm
        fields = ["name_en", "description_en", "keywords_en", "parent", "order", "check_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = _fingerprint(self.instance)
        taxonomy = self.instance.taxonomy
        if taxonomy.slug == Taxonomy.Kind.CATEGORY:
            others = taxonomy.terms.filter(parent=None).exclude(pk=self.instance.pk)
            cast(forms.ModelChoiceField, self.fields["parent"]).queryset = others
        else:
            del self.fields["parent"], self.fields["check_days"]

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0

    def clean_parent(self) -> TaxonomyTerm | None:
        parent = self.cleaned_data["parent"]
        if parent and not self.instance._state.adding and self.instance.children.exists():
            raise forms.ValidationError(
                _("It has smaller topics of its own, so it cannot be part of another one.")
            )
        return parent


def _fingerprint(term: TaxonomyTerm) -> str:
    return digest("\n".join(str(getattr(term, name)) for name in _COUNTED))


class TermsMixin(DeskMixin, View):
    """Everybody with a desk may look; officers change."""

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, f"directory/desk/{template}.html", context, status=status)


class TermsView(TermsMixin):
    def get(self, request: HttpRequest) -> HttpResponse:
        taxonomies = Taxonomy.objects.annotate(term_count=Count("terms"))
        return self.show("terms", taxonomies=taxonomies)


class TaxonomyView(TermsMixin):
    def prepare(self) -> None:
        self.taxonomy = get_object_or_404(Taxonomy, slug=self.kwargs["taxonomy"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        services = counts(
            Service.terms.through.objects.filter(service__archived_at=None), self.taxonomy
        )
        places = counts(Location.terms.through.objects.all(), self.taxonomy)
        rows = [
            {"term": term, "services": services.get(term.pk, 0), "places": places.get(term.pk, 0)}
            for term in in_order(self.taxonomy)
        ]
        return self.show("taxonomy", taxonomy=self.taxonomy, rows=rows)


def in_order(taxonomy: Taxonomy) -> "QuerySet[TaxonomyTerm]":
    """Each term with its smaller ones after it."""
    return (
        taxonomy.terms.select_related("parent")
        .annotate(group=Coalesce("parent__order", "order"), top=Coalesce("parent__slug", "slug"))
        .order_by("group", "top", F("parent").asc(nulls_first=True), "order", "slug")
    )


def counts(links: "QuerySet[Any]", taxonomy: Taxonomy) -> dict[UUID, int]:
    """How many of `links` lead to each term: all of them in one pass over the table."""
    own = links.filter(taxonomyterm__taxonomy=taxonomy).values_list("taxonomyterm")
    return dict(own.annotate(number=Count("pk")))


class AddTermView(TaxonomyView):
    permission = "directory.publish"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(TermForm(instance=self._new()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TermForm(request.POST, instance=self._new())
        if not form.is_valid():
            return self._draw(form)
        term = form.instance
        with term_actions.changing_term(term, by=request.user, verb="term.added"):
            term.slug = actions.unique_slug(TaxonomyTerm, term.name_en)
            form.save()
        messages.success(request, _("Added."))
        return redirect("desk:taxonomy", self.taxonomy.slug)

    def _new(self) -> TaxonomyTerm:
        return TaxonomyTerm(taxonomy=self.taxonomy)

    def _draw(self, form: TermForm) -> HttpResponse:
        return self.show("term_add", taxonomy=self.taxonomy, form=form)


class TermMixin(TermsMixin):
    term: TaxonomyTerm

    def prepare(self) -> None:
        terms = TaxonomyTerm.objects.select_related("taxonomy", "parent")
        self.term = get_object_or_404(terms, pk=self.kwargs["pk"])

    def others(self) -> "QuerySet[TaxonomyTerm]":
        """What this term could be merged into."""
        return in_order(self.term.taxonomy).exclude(pk=self.term.pk)


class TermView(TermMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw(TermForm(instance=self.term))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("directory.publish"):
            raise Http404
        if request.POST.get("opened") != _fingerprint(self.term):
            return self._draw_overtaken()
        form = TermForm(request.POST, instance=self.term)
        if not form.is_valid():
            return self._draw(form)
        if form.has_changed():
            changed = [name for name in form.changed_data if name != "opened"]
            with term_actions.changing_term(
                self.term, by=request.user, verb="term.changed", fields=changed
            ):
                form.save()
                if "check_days" in changed:
                    term_actions.bring_checks_forward(self.term)
        messages.success(request, _("Saved. Search uses the new words from now on."))
        return redirect("desk:taxonomy", self.term.taxonomy.slug)

    def _draw_overtaken(self) -> HttpResponse:
        """Somebody saved it first: what they wrote beside what was typed here."""
        typed = TermForm(self.request.POST, instance=self.term)
        theirs = [
            {"label": typed[name].label, "words": getattr(self.term, name) or ""}
            for name in typed.changed_data
            if name != "opened"
        ]
        initial = {name: typed[name].data for name in typed.fields if name != "opened"}
        term = TaxonomyTerm.objects.select_related("taxonomy").get(pk=self.term.pk)
        return self._draw(TermForm(instance=term, initial=initial), theirs=theirs, status=409)

    def _draw(self, form: TermForm, *, status: int = 200, **extra: Any) -> HttpResponse:
        return self.show(
            "term",
            status=status,
            term=self.term,
            form=form,
            translations=progress(self.term),
            is_needed=term_actions.is_needed(self.term),
            may_edit=self.request.user.has_perm("directory.publish"),
            **extra,
        )


class MergeTermView(TermMixin):
    """Two terms that mean the same become one."""

    permission = "directory.publish"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        into = self.others().filter(pk=key_or_404(request.POST.get("into", ""))).first()
        if into is None:
            raise Http404
        try:
            term_actions.merge_terms(self.term, into=into, by=request.user)
        except term_actions.StillNeeded:
            return self._draw(refused=True, status=409)
        messages.success(request, _("They are one now."))
        return redirect("desk:term", into.pk)

    def _draw(self, *, status: int = 200, refused: bool = False) -> HttpResponse:
        return self.show(
            "term_merge", status=status, term=self.term, others=self.others(), refused=refused
        )


class DeleteTermView(TermMixin):
    permission = "directory.publish"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._draw()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            term_actions.delete_term(self.term, by=request.user)
        except term_actions.StillNeeded:
            return self._draw(status=409)
        messages.success(request, _("Deleted."))
        return redirect("desk:taxonomy", self.term.taxonomy.slug)

    def _draw(self, *, status: int = 200) -> HttpResponse:
        return self.show(
            "term_delete",
            status=status,
            term=self.term,
            is_needed=term_actions.is_needed(self.term),
        )


class TranslateTermView(TranslateOneView):
    """The same page as for a record. A term has no version: its words themselves are compared."""

    permission = "directory.publish"

    def find(self) -> TaxonomyTerm:
        return get_object_or_404(TaxonomyTerm, pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:term", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return reverse("desk:taxonomy", args=[self.record.taxonomy.slug]), self.record.taxonomy

    def _changing(self, **detail: Any) -> AbstractContextManager[None]:
        return term_actions.changing_term(
            self.record,
            by=self.request.user,
            verb="term.translated",
            language=self.code,
            **detail,
        )
