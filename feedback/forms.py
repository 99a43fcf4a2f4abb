"""What people are asked when they tell us something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ReferenceField
from core.robots import PeopleForm

from .models import Comment

LONGEST_WORDS = 5000
_AUTO = {"dir": "auto"}
SPEAKERS = [choice for choice in Comment.Speaker.choices if choice[0] != Comment.Speaker.UNKNOWN]


class CommentForm(PeopleForm):
    """One comment. `about` settles what is asked first."""

    search_term = forms.CharField(
        label=_("What did you look for?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=_AUTO),
    )
    words = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_(
            "In any language. Please leave out names, and what would show who somebody is."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 6}),
        error_messages={
            "required": _("Write what you would like to tell us."),
            "max_length": _(
                "Please write at most %(limit_value)d characters. Yours has %(show_value)d."
            ),
        },
    )
    speaker = forms.ChoiceField(
        label=_("Who are you?"),
        widget=forms.RadioSelect,
        choices=SPEAKERS,
        required=False,
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
        help_text=_("We use it to answer you, and for nothing else."),
        widget=forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        ),
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org")},
    )
    needs_reply = forms.BooleanField(
        label=_("I would like an answer"),
        required=False,
        help_text=_("You can read it with your reference, also without an e-mail address."),
    )
    keep_private = forms.BooleanField(
        label=_("Please do not publish my words, not even without my name"), required=False
    )

    def __init__(self, *args: Any, about: str, was_search: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if was_search:
            self.fields["search_term"].required = True
            self.fields["search_term"].error_messages["required"] = _("Write what you looked for.")
            self.fields["words"].required = False
            self.fields["words"].label = _("Tell us more")
        else:
            del self.fields["search_term"]
        if about == Comment.About.PROBLEM:
            del self.fields["keep_private"]


class WordsForm(PeopleForm):
    """What is wrong with a page, after “no”."""

    words = forms.CharField(
        label=_("What is wrong or missing on the page?"),
        help_text=_(
            "In any language. Please leave out names, and what would show who somebody is."
        ),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 5}),
        error_messages={"required": _("Write what is wrong or missing.")},
    )


class YoungForm(PeopleForm):
    """The last page of the young people's way."""

    words = forms.CharField(
        label=_("Do you want to tell us more?"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 5}),
    )


class ReferenceForm(forms.Form):
    reference = ReferenceField(
        help_text=_("10 letters and numbers. You got it when you sent your feedback.")
    )
