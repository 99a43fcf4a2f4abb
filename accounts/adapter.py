"""How allauth behaves here: nobody signs up, guesses are counted fairly, secrets are encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import email as mail

_EMAILS = {
    "account/email/login_code": "login_code",
    "account/email/password_reset_key": "password_reset",
}
_WANTED = {"login_code": ["code"], "password_reset": ["password_reset_url"]}
# What somebody must hear of, in case it was not them.
_CHANGES = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was changed."),
    "account/email/password_set": _("A password was set for your account."),
    "mfa/email/totp_activated": _("An app on a phone was added as your second step."),
    "mfa/email/totp_deactivated": _("The app that was your second step was removed."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made for your account."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: the council invites."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff to the desk, also those who look after listings: the desk has a link to them."""
        if request.user.has_perm("desk.view"):
            return super().get_login_redirect_url(request)
        is_provider = request.user.has_perm("provider.edit")
        return reverse("provider:home" if is_provider else "directory:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Allauth's e-mails in our own dress, by the worker, which tries again."""
        if what := _CHANGES.get(template_prefix):
            mail.send("account_changed", to=email, context={"what": what})
        else:
            name = _EMAILS[template_prefix]
            wanted = {key: context[key] for key in _WANTED[name]}
            mail.send(name, to=email, context=wanted)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a guess against the account from this address, then against the account.

        Counting by account alone would let a stranger keep its owner out; counting by address
        alone would shut out a whole school after a few slips. See ACCOUNT_RATE_LIMITS.
        """
        super().pre_authenticate(request, **credentials)
        account = str(credentials.get("email", "")).lower()
        if not ratelimit.consume(request, action="login_failed_account", key=account):
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


class MFAAdapter(DefaultMFAAdapter):
    """Keeps authenticator secrets unreadable in a backup of the database."""

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey {number}").format(number=number)

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts with SECRET_KEY; reads what SECRET_KEY_FALLBACKS encrypted, so keys can rotate."""
    return MultiFernet(
        [Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(key: str) -> bytes:
    digest = hashlib.sha256(b"local offer second factor:" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)
