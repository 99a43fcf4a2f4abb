"""Forms about the people who use the desk."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

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
        choices=[("", _("People with a desk")), ("all", _("Everybody"))],
        required=False,
    )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
