"""The languages of the site at a glance, and recording that somebody has read one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.forms import DateField
from core.languages import BY_CODE, OTHER_CODES, SOURCE, Language
from directory.desk import fields
from directory.translatables import all_translatables

from .. import interface, standing
from ..models import InterfaceCheck


class LanguagesView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        counts = standing.counts(all_translatables(), OTHER_CODES)
        rows = [(state, counts[state.language.code]) for state in interface.states()]
        return render(request, "translating/desk/languages.html", {"rows": rows})


class CheckForm(forms.ModelForm):
    checked_on = DateField(label=gettext_lazy("When did they read it?"))
    checked_by = fields.line(
        gettext_lazy("Who read it?"),
        gettext_lazy("In words, such as: a Polish parents’ group. You need not name anybody."),
        longest=120,
        required=True,
    )
    note = fields.prose(
        gettext_lazy("What did they read?"),
        gettext_lazy("For you and your colleagues: which pages, what you changed after it."),
        rows=3,
    )

    class Meta:
        model = InterfaceCheck
        fields = ["checked_on", "checked_by", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked_by"].error_messages["required"] = _("Say who read it.")

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class LanguageView(DeskMixin, View):
    """One language: who has read it, and writing down that somebody has."""

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        return self._show(CheckForm(initial={"checked_on": timezone.localdate()}))

    def post(self, request: HttpRequest, language: str) -> HttpResponse:
        if not request.user.has_perm("translations.approve"):
            raise Http404
        form = CheckForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        interface.record(self.language, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk:languages")

    def prepare(self) -> None:
        self.language = language_or_404(self.kwargs["language"])

    def _checks(self) -> "QuerySet[InterfaceCheck]":
        rows = InterfaceCheck.objects.filter(language=self.language.code)
        return rows.select_related("recorded_by")

    def _show(self, form: CheckForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "state": interface.state_of(self.language),
            "checks": self._checks(),
        }
        return render(self.request, "translating/desk/language.html", context, status=status)


def language_or_404(code: str) -> Language:
    if code == SOURCE or code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


class TakeCheckBackView(DeskMixin, View):
    permission = "translations.approve"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        check = get_object_or_404(InterfaceCheck, pk=pk)
        interface.take_back(check, by=request.user)
        messages.success(request, _("Taken back."))
        return redirect("desk:language", check.language)
