"""What visitors are asked: to find a document, and to ask for one in another format."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.languages import SOURCE
from core.robots import PeopleForm

from .models import LANGUAGE_CHOICES, Document, Format

_AUTO = {"dir": "auto"}
# What one can ask for: the document itself stands for the same words in another language.
WANTED_FORMATS = [
    (Format.EASY_READ, Format.EASY_READ.label),
    (Format.LARGE_PRINT, Format.LARGE_PRINT.label),
    (Format.PLAIN, Format.PLAIN.label),
    (Format.AUDIO, Format.AUDIO.label),
    (Format.BRAILLE, Format.BRAILLE.label),
    (Format.ORIGINAL, _("In another language")),
    (Format.OTHER, Format.OTHER.label),
]


class AskForm(PeopleForm):
    """A request for a document in another form. `document` is known, or described in words."""

    wanted = forms.CharField(
        label=_("Which document or page do you need?"),
        max_length=200,
        widget=forms.TextInput(attrs=_AUTO),
        error_messages={"required": _("Write which document or page you need.")},
    )
    format = forms.ChoiceField(
        label=_("How do you need it?"),
        widget=forms.RadioSelect,
        choices=WANTED_FORMATS,
        error_messages={"required": _("Choose how you need it.")},
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=LANGUAGE_CHOICES, initial=SOURCE
    )
    note = forms.CharField(
        label=_("Is there anything else we should know?"),
        help_text=_("For example how large the letters must be."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 3}),
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={**_AUTO, "autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        ),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org")},
    )
    other_contact = forms.CharField(
        label=_("Or your phone number or postal address"),
        help_text=_("Give us one way to reach you."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 2}),
    )

    def __init__(self, *args: Any, document: Document | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if document is not None:
            del self.fields["wanted"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "email" not in self.errors and not (
            self.cleaned_data.get("email") or self.cleaned_data.get("other_contact")
        ):
            self.add_error(
                "email", _("Give us an e-mail address, a phone number or a postal address.")
            )
        return cleaned
