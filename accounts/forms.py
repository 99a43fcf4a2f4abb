"""Forms about the people who use the desk, and those who look after listings."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.languages import LANGUAGES, SOURCE
from core.robots import PeopleForm

_AUTO = {"dir": "auto"}
_ROLES = [choice for choice in User.Role.choices if choice[0]]


class AddPasskeyForm(AddWebAuthnForm):
    """Allauth's form in plain words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        alone = self.fields["passwordless"]
        alone.label = _("Let me sign in with it alone")
        alone.help_text = _(
            "No password and no code: your device asks for your finger, your face or its PIN."
        )


class InviteForm(forms.Form):
    name = forms.CharField(
        label=_("Their name"), max_length=120, help_text=_("Colleagues see it beside their work.")
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We write to it. Every time they sign in, a code goes to this address."),
    )
    role = forms.ChoiceField(
        label=_("What they may do"), choices=_ROLES, widget=forms.RadioSelect, initial="editor"
    )

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("Somebody with this address has an account. Look for them under “Everybody”.")
            )
        return email


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=User.Role.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_role(self) -> str:
        return str(self.cleaned_data["role"])


class PeopleFilter(forms.Form):
    """Which people to list, from the address."""

    q = forms.CharField(label=_("Name or e-mail address"), max_length=100, required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("People with a desk")),
            ("providers", _("People who look after listings")),
            ("all", _("Everybody")),
        ],
        required=False,
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


# --- Who looks after listings ---------------------------------------------------------------------


def _email_field(**more: Any) -> forms.EmailField:
    return forms.EmailField(
        widget=forms.EmailInput(
            attrs={"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address, such as name@example.org"),
        },
        **more,
    )


def _name_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs={**_AUTO, "autocomplete": "name"}),
        error_messages={"required": _("Enter a name.")},
        **more,
    )


def _language_field(**more: Any) -> forms.ChoiceField:
    names = [(language.code, language.own_name) for language in LANGUAGES]
    return forms.ChoiceField(choices=names, initial=SOURCE, **more)


class SignedInClaimForm(PeopleForm):
    """Somebody whom we know asks to look after listings."""

    job = forms.CharField(
        label=_("What you do there"),
        max_length=120,
        help_text=_("For instance: manager, club leader, receptionist."),
        widget=forms.TextInput(attrs={**_AUTO, "autocomplete": "organization-title"}),
        error_messages={"required": _("Say what you do there.")},
    )
    words = forms.CharField(
        label=_("How can we check that you work there?"),
        max_length=2000,
        required=False,
        help_text=_("For instance: a page with your name, or a colleague whom we can call."),
        widget=forms.Textarea(attrs={**_AUTO, "rows": 3}),
    )


class ClaimForm(SignedInClaimForm):
    """The same of somebody whom we do not know."""

    name = _name_field(label=_("Your name"))
    email = _email_field(
        label=_("Your work e-mail address"),
        help_text=_("We send a link to it, and never publish it."),
    )
    field_order = ("name", "email", "job", "words")


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why not"),
        help_text=_("We send your words to them by e-mail."),
        max_length=2000,
        widget=forms.Textarea(attrs={**_AUTO, "rows": 4}),
        error_messages={"required": _("Write why not.")},
    )


class ColleagueForm(forms.Form):
    """Somebody who is to look after listings too."""

    name = _name_field(label=_("Their name"))
    email = _email_field(
        label=_("Their e-mail address"),
        help_text=_("We write to it how to sign in. They need no password."),
    )
    language = _language_field(
        label=_("Language of our e-mails to them"),
        help_text=_("Somebody who has an account keeps the language they chose."),
    )


class DetailsForm(forms.Form):
    """A person's own name and language."""

    name = _name_field(
        label=_("Your name"), help_text=_("Your colleagues and our staff see it. Families do not.")
    )
    language = _language_field(label=_("Language of our e-mails to you"))
