"""What somebody who looks after listings fills in, besides the questions about a listing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation

from ..forms import LONGEST_WORDS
from ..questions import NO_NAME, line


class CopyForm(forms.Form):
    name = line(_("Name of the new service"), required=True, error_messages=NO_NAME)


class AddForm(CopyForm):
    """Asks whose it is only of those who look after more than one organisation."""

    def __init__(self, data: Any = None, *, organisations: Sequence[Organisation]) -> None:
        super().__init__(data)
        self.organisations = {str(each.pk): each for each in organisations}
        if len(self.organisations) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("Which organisation runs it?"),
                choices=[(key, str(each)) for key, each in self.organisations.items()],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the organisation.")},
            )

    @property
    def organisation(self) -> Organisation:
        chosen = self.cleaned_data.get("organisation") or next(iter(self.organisations))
        return self.organisations[chosen]


class RemoveForm(forms.Form):
    words = forms.CharField(
        label=_("Why should it be taken off?"),
        help_text=_("For example: “The club has ended.” Families do not see this."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 4}),
        error_messages={"required": _("Tell us why.")},
    )


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Find one of your listings"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
