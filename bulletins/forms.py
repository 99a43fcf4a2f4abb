"""What a reader fills in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.languages import SOURCE
from core.robots import PeopleForm

from . import consent, subscribing
from .models import Subscriber


class ChoicesForm(forms.Form):
    """What a reader gets, and how often. Used by the sign-up and by a reader's own page."""

    topics = forms.MultipleChoiceField(
        label=_("What would you like to read about?"),
        help_text=_("Leave all of them empty to get everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    often = forms.ChoiceField(
        label=_("How often?"),
        choices=Subscriber.Often.choices,
        initial=Subscriber.Often.EACH,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("What is not translated comes in English."),
        choices=Subscriber._meta.get_field("language").choices or [],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = subscribing.topics_to_choose()
        if self.offered:
            choices = [(str(topic.pk), topic.title) for topic in self.offered]
            self.fields["topics"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["topics"]

    def chosen(self) -> dict[str, Any]:
        """As `subscribing.sign_up` and `subscribing.change` take it."""
        ticked = [UUID(key) for key in self.cleaned_data.get("topics", [])]
        return {
            "topics": subscribing.only_offered(ticked, [topic.pk for topic in self.offered]),
            "often": self.cleaned_data["often"],
            "language": self.cleaned_data["language"],
        }


class SignUpForm(PeopleForm, ChoicesForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "dir": "ltr", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address, such as name@example.org"),
        },
    )
    agreed = forms.BooleanField(
        label="",
        error_messages={"required": _("Tick the box if we may send you the bulletin.")},
    )
    field_order = ("email", "topics", "often", "language", "agreed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = consent.words()
        self.fields["language"].initial = get_language() or SOURCE
