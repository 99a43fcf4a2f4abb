""" "You said, we did": what families said and what was done about it, live all year."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from core.caching import PublicPageMixin
from core.paging import page_of
from core.years import Year

from .. import public
from ..models import Action, Priority, Theme

PER_PAGE = 10
QUOTES = 3


class FilterForm(forms.Form):
    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"dir": "auto"})
    )
    state = forms.ChoiceField(
        label=_("How it stands"),
        required=False,
        choices=[("", _("Any")), *Action.State.choices],
    )
    priority: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Priority of the SEND strategy"),
        required=False,
        queryset=Priority.objects.all(),
        to_field_name="code",
        empty_label=_("Any"),
    )

    def chosen(self) -> dict[str, str]:
        """What the visitor chose; what an address asks for that is no choice counts as nothing."""
        self.is_valid()
        priority = self.cleaned_data.get("priority")
        return {
            "words": self.cleaned_data.get("q", ""),
            "state": self.cleaned_data.get("state", ""),
            "priority": priority.code if priority else "",
        }


class AnswersPage(PublicPageMixin, View):
    """A page about one year; the years that there are stand on each."""

    @cached_property
    def years(self) -> list[Year]:
        return [Year.parse(code) for code in public.years()]

    @cached_property
    def year(self) -> Year | None:
        """The year of the address; the latest where it names none."""
        if "year" not in self.kwargs:
            return self.years[0] if self.years else None
        try:
            year = Year.parse(self.kwargs["year"])
        except ValueError:
            raise Http404 from None
        if year not in self.years:
            raise Http404
        return year


class YearView(AnswersPage):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FilterForm(request.GET)
        chosen = form.chosen()
        rows = public.themes_of(self.year.code if self.year else "", **chosen)
        page = page_of(request, rows, PER_PAGE)
        themes = list(page)
        public.name_pages(themes)
        behind = public.behind(themes)
        quotes = public.first_quotes(themes, behind, QUOTES)
        context = {
            "form": form,
            "is_narrowed": any(chosen.values()),
            "year": self.year,
            "years": self.years,
            "page": page,
            "entries": [
                {
                    "theme": theme,
                    "behind": behind.get(theme.pk, public.NOTHING),
                    "quotes": quotes.get(theme.pk, []),
                }
                for theme in themes
            ],
        }
        return render(request, "feedback/answers/year.html", context)


class ThemeView(AnswersPage):
    """One theme with all its published comments."""

    def get(self, request: HttpRequest, year: str, pk: UUID) -> HttpResponse:
        if self.year is None:
            raise Http404
        rows = public.with_actions(Theme.objects.published().of_year(self.year.code))
        theme: Theme = get_object_or_404(rows, pk=pk)
        public.name_pages([theme])
        behind = public.behind([theme]).get(theme.pk, public.NOTHING)
        paginator = Paginator(public.quotes_of(theme), PER_PAGE)
        # Known already: it need not be counted again.
        paginator.count = behind.published
        page = paginator.get_page(request.GET.get("page"))
        context = {
            "theme": theme,
            "year": self.year,
            "behind": behind,
            "page": page,
            "quotes": public.quotes(page, behind),
        }
        return render(request, "feedback/answers/theme.html", context)
