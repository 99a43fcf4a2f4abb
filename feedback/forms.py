"""What people are asked when they tell us something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ReferenceField
from core.robots import PeopleForm

from . import pages
from .models import Comment, CommentContact

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


class AccessForm(CommentForm):
    """A problem that somebody with a disability has with the site, or a page they need in another
    way. SI 2018/952, regulation 8, asks for it."""

    page = forms.CharField(
        label=_("Which page is it about?"),
        help_text=_("Its address, or what it is called. You can leave this empty."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=_AUTO),
    )
    uses = forms.MultipleChoiceField(
        label=_("What do you use to read this website?"),
        help_text=_("It helps us to see what you met. We delete it together with your name."),
        required=False,
        choices=CommentContact.Use.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    format = forms.ChoiceField(
        label=_("How do you need our answer, or the page?"),
        required=False,
        choices=[("", _("As a web page or an e-mail")), *CommentContact.Format.choices],
        widget=forms.RadioSelect,
    )
    other_contact = forms.CharField(
        label=_("Or your phone number or postal address"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 2}),
    )
    field_order = (
        "page",
        "words",
        "uses",
        "format",
        "name",
        "email",
        "other_contact",
        "needs_reply",
        "keep_private",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, about=Comment.About.EASE, was_search=False, **kwargs)
        words = self.fields["words"]
        words.label = _("What went wrong, or what do you need?")
        words.error_messages["required"] = _("Write what went wrong, or what you need.")
        del self.fields["speaker"]

    def clean_page(self) -> str:
        return self.cleaned_data["page"].strip()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        typed = self.cleaned_data
        if (
            typed.get("format")
            and "email" not in self.errors
            and not (typed.get("email") or typed.get("other_contact"))
        ):
            self.add_error(
                "email",
                _("Give us an e-mail address, a phone number or a postal address to send it to."),
            )
        return cleaned

    def said(self) -> dict[str, Any]:
        """What `actions.receive` takes. A page that we do not know is kept among the words."""
        typed = self.cleaned_data
        path = pages.from_address(typed["page"])
        unknown = typed["page"] if not path else ""
        return {
            "page": path,
            "words": "\n\n".join(filter(None, [unknown, typed["words"]])),
            "name": typed["name"],
            "email": typed["email"],
            "needs_reply": typed["needs_reply"] or bool(typed["format"]),
            "may_publish": not typed["keep_private"],
            "other_contact": typed["other_contact"],
            "uses": typed["uses"],
            "format": typed["format"],
        }


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
