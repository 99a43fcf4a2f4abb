"""What the author of a suggestion is asked about the suggestion, not about the listing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ReferenceField
from core.robots import PeopleForm

from .models import SuggestionContact
from .questions import FOR_CHANGE, QUESTIONS

LONGEST_WORDS = 4000
CLOSED, OTHER = "closed", "other"
_AUTO = {"dir": "auto"}


class WhatIsWrongForm(PeopleForm):
    """The first page of a change: which parts of the listing are wrong."""

    what = forms.MultipleChoiceField(
        label=_("What is wrong or missing?"),
        help_text=_("Tick all that apply. We ask about one thing at a time."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what is wrong or missing.")},
        choices=[
            *((slug, QUESTIONS[slug].name) for slug in FOR_CHANGE),
            (CLOSED, _("It has closed or ended")),
            (OTHER, _("Something else")),
        ],
    )


class StartNewForm(PeopleForm):
    """The first press of a new service: there is nothing to ask yet."""


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_("Please do not write about your child’s health or anything private."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 6}),
        error_messages={"required": _("Write what is wrong or missing.")},
    )

    def __init__(self, *args: Any, is_optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = not is_optional


class YouForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("Who are you?"),
        widget=forms.RadioSelect,
        choices=SuggestionContact.Relation.choices,
        error_messages={"required": _("Choose who you are.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        help_text=_("We never publish it."),
        widget=forms.TextInput(attrs={**_AUTO, "autocomplete": "name"}),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address, such as name@example.org"),
        },
    )

    def __init__(self, *args: Any, is_optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = not is_optional

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class SendForm(PeopleForm):
    """The press that sends the suggestion."""


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 5}),
        error_messages={"required": _("Write your answer.")},
    )


class ReferenceForm(forms.Form):
    reference = ReferenceField(
        help_text=_("10 letters and numbers. It is in the e-mail that we sent you.")
    )
