"""The forms a parent fills in."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 200
LONGEST_POSTCODE = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class TypedText(forms.CharField):
    """Free text that is never refused: control characters go, and what is too long is cut.

    A search that answers "your question is too long" helps nobody.
    """

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.longest = longest
        self.widget.attrs["maxlength"] = longest

    def clean(self, value: Any) -> str:
        return " ".join(_CONTROL.sub(" ", str(value or ""))[: self.longest].split())


class SearchForm(forms.Form):
    q = TypedText(
        longest=LONGEST_QUERY,
        label=_("What are you looking for?"),
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "enterkeyhint": "search",
                "dir": "auto",
                "class": "app-search__input",
            }
        ),
    )
    near = TypedText(
        longest=LONGEST_POSTCODE,
        label=_("Postcode (optional)"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "postal-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "dir": "ltr",
                "class": "govuk-input--width-10",
            }
        ),
    )


class EmailListForm(forms.Form):
    """Where to send the kept list. The address is used once and written down nowhere."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We use it once, to send this list. We do not keep it."),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address in the right form, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
