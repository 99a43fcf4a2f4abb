"""The words that were agreed on in one language: list, add, change, delete."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import Language, tag
from core.paging import page_of
from directory.desk.fields import LONGEST_PROSE, ProseField, line
from directory.desk.filters import Choice, FilterSet, Words

from .. import actions, agreed
from ..models import Term
from .languages import language_or_404

WHICH: dict[str, Any] = {
    "": (gettext_lazy("All words"), lambda rows: rows),
    "unread": (gettext_lazy("Nobody here has read"), lambda rows: rows.filter(checked_at=None)),
    "fixed": (gettext_lazy("Put into drafts as they are"), lambda rows: rows.filter(is_fixed=True)),
}


class TermFilter(FilterSet):
    which = Choice(gettext_lazy("Which words"), WHICH)
    q = Words("english", "words", "also_right", label=gettext_lazy("Words"))

    class Meta:
        model = Term
        fields: list[str] = []


class _TermMixin(DeskMixin):
    permission = "translations.edit"
    language: Language

    def prepare(self) -> None:
        self.language = language_or_404(self.kwargs["language"])

    def find(self, pk: int) -> Term:
        return get_object_or_404(Term.objects.of(self.language.code), pk=pk)

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("desk:terms_of", self.language.code)


class TermsView(_TermMixin, View):
    permission = "desk.view"

    def get(self, request: HttpRequest, language: str) -> HttpResponse:
        code = self.language.code
        found = TermFilter(request.GET, queryset=Term.objects.of(code).order_by("english"))
        context = {
            "heading": _("Words we agreed on: %(language)s")
            % {"language": self.language.english_name},
            "language": self.language,
            "lang": tag(code),
            "advice": agreed.read(code)["advice"],
            "form": found.form,
            "page": page_of(request, found.qs),
        }
        return render(request, "translating/desk/terms.html", context)


class TermForm(forms.ModelForm):
    english = line(gettext_lazy("English"), longest=120, required=True)

    class Meta:
        model = Term
        fields = ["english", "words", "also_right", "note", "is_fixed"]
        field_classes = {"also_right": ProseField}

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.language = language.code
        theirs = {"lang": tag(language.code), "dir": "rtl" if language.rtl else "ltr"}
        self.fields["words"].widget = forms.TextInput(attrs=theirs)
        self.fields["also_right"].widget = forms.Textarea(attrs={**theirs, "rows": 4})
        self.fields["also_right"].validators.append(MaxLengthValidator(LONGEST_PROSE))
        self.fields["is_fixed"].help_text = _(
            "For letters and names, such as EHC plan. Other words are bent as the sentence needs."
        )

    def clean_english(self) -> str:
        english = self.cleaned_data["english"]
        same = Term.objects.of(self.instance.language).filter(english__iexact=english)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This word is in the list already."))
        return str(english)


class TermView(_TermMixin, View):
    """One word; without a key, a new one."""

    def get(self, request: HttpRequest, language: str, pk: int | None = None) -> HttpResponse:
        return self._show(self._form(pk))

    def post(self, request: HttpRequest, language: str, pk: int | None = None) -> HttpResponse:
        form = self._form(pk, request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        actions.save_term(form.save(commit=False), by=request.user)
        return self.back(_("Saved."))

    def _form(self, pk: int | None, data: Any = None) -> TermForm:
        return TermForm(data, instance=self.find(pk) if pk else None, language=self.language)

    def _show(self, form: TermForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "language": self.language, "term": form.instance}
        return render(self.request, "translating/desk/term.html", context, status=status)


class DeleteTermView(_TermMixin, View):
    def get(self, request: HttpRequest, language: str, pk: int) -> HttpResponse:
        context = {"term": self.find(pk), "language": self.language}
        return render(request, "translating/desk/term_delete.html", context)

    def post(self, request: HttpRequest, language: str, pk: int) -> HttpResponse:
        actions.delete_term(self.find(pk), by=request.user)
        return self.back(_("Deleted."))
