"""A survey as a form: a field for each question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.robots import PeopleForm
from core.templatetags.govuk import localised

from .models import Question

LONGEST_SHORT = 200
LONGEST_LONG = 3000


class SurveyForm(PeopleForm):
    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[_name(question)] = _field(question)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.errors and not self.chosen() and not self.written():
            raise forms.ValidationError(_("Answer at least one question."), code="empty")
        return cleaned

    def chosen(self) -> dict[Question, list[int]]:
        """The numbers of the choices, of each question with choices that was answered."""
        found = {}
        for question in self.questions:
            value = self.cleaned_data.get(_name(question))
            if value and not question.is_written:
                found[question] = [int(each) for each in (value if _is_many(question) else [value])]
        return found

    def written(self) -> dict[Question, str]:
        found = {}
        for question in self.questions:
            value = self.cleaned_data.get(_name(question), "")
            if question.is_written and value:
                found[question] = value
        return found


def _name(question: Question) -> str:
    return f"q-{question.pk}"


def _is_many(question: Question) -> bool:
    return question.kind == Question.Kind.MANY


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": localised(question, "text"),
        "help_text": localised(question, "hint"),
        "required": question.required,
        "error_messages": {"required": _("Answer this question.")},
    }
    if question.is_written:
        is_long = question.kind == Question.Kind.LONG
        widget: forms.Widget = forms.TextInput({"dir": "auto"})
        if is_long:
            widget = forms.Textarea({"dir": "auto", "rows": 5})
        longest = LONGEST_LONG if is_long else LONGEST_SHORT
        return forms.CharField(max_length=longest, widget=widget, **common)
    choices = _choices(question)
    if _is_many(question):
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, **common
        )
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _choices(question: Question) -> list[tuple[str, Any]]:
    """Choices as a form keeps them; English words are marked on a page in another language."""
    in_english = question.in_english()
    return [
        (str(number), format_html(_ENGLISH, words) if number in in_english else words)
        for number, words in question.choices()
    ]


_ENGLISH = '<span lang="en" dir="ltr">{}</span>'
