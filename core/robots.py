"""Keeps robots from forms that anybody may send, without a puzzle and without a cookie.

A robot fills in every box, also the one that people cannot see, and sends a page in the same
moment in which it got it. A page sent very late is only asked to be sent again.
"""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

_SALT = "core.robots"
# Nobody reads a page and presses its button faster.
QUICKEST_SECONDS = 2
GOOD_FOR_SECONDS = 60 * 60 * 24


def token() -> str:
    """When a page was made, signed."""
    return signing.dumps(int(time.time()), salt=_SALT)


class PeopleForm(forms.Form):
    """A form with the two traps. Its template includes includes/robots.html."""

    # A name that robots like; the words beside it tell a person who can hear it to leave it.
    homepage = forms.CharField(required=False, max_length=2000)
    shown = forms.CharField(required=False, max_length=200)
    TRAPS = ("homepage", "shown")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("homepage"):
            raise forms.ValidationError(
                _("Leave the last box empty and press the button again."), code="robot"
            )
        if not self._was_read():
            raise forms.ValidationError(_("Press the button once more."), code="robot")
        return cleaned

    def _was_read(self) -> bool:
        try:
            made = signing.loads(
                self.cleaned_data.get("shown") or "", salt=_SALT, max_age=GOOD_FOR_SECONDS
            )
        except signing.BadSignature:
            return False
        return time.time() - made >= QUICKEST_SECONDS

    @property
    def fresh_token(self) -> str:
        """For the page that shows the form, also after a refused one."""
        return token()

    @property
    def open_fields(self) -> list[Any]:
        """The fields that people see."""
        return [field for field in self.visible_fields() if field.name not in self.TRAPS]
