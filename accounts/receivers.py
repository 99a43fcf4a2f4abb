"""What happens around signing in, written to the audit log.

Django and allauth tell of it only by signals; everywhere else of this product actions write the
log themselves. An address typed by somebody we do not know is never kept.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest

from accounts import second_factor
from accounts.models import User
from core import audit


def connect() -> None:
    """Called once, when the app is ready."""
    auth_signals.user_logged_in.connect(signed_in)
    auth_signals.user_logged_out.connect(signed_out)
    auth_signals.user_login_failed.connect(password_refused)
    account_signals.login_code_rejected.connect(code_refused)
    for name in ("password_changed", "password_reset", "password_set"):
        getattr(account_signals, name).connect(password_changed)
    mfa_signals.authentication_failed.connect(second_factor_refused)
    mfa_signals.authenticator_used.connect(second_factor_used)
    mfa_signals.authenticator_added.connect(second_factor_added)
    mfa_signals.authenticator_removed.connect(second_factor_removed)
    mfa_signals.authenticator_reset.connect(recovery_codes_renewed)


def signed_in(user: User, **kwargs: Any) -> None:
    audit.record(by=user, verb="account.signed_in", obj=user)


def signed_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        audit.record(by=user, verb="account.signed_out", obj=user)


def password_refused(credentials: dict[str, Any], **kwargs: Any) -> None:
    typed = User.objects.normalize_email(credentials.get("email") or credentials.get("username"))
    _refused(User.objects.filter(email=typed).first(), "password")


def code_refused(user: User, **kwargs: Any) -> None:
    _refused(user, "code")


def second_factor_refused(user: User, **kwargs: Any) -> None:
    _refused(user, "second factor")


def _refused(user: User | None, method: str) -> None:
    # By nobody: whoever typed it has not shown who they are.
    audit.record(by=None, verb="account.sign_in_refused", obj=user, method=method)


def password_changed(user: User, **kwargs: Any) -> None:
    audit.record(by=user, verb="account.password_changed", obj=user)


def second_factor_used(request: HttpRequest, user: User, **kwargs: Any) -> None:
    second_factor.confirm(request, user)


def second_factor_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # A code from the new app, or the key itself, has just been shown to work.
        second_factor.confirm(request, user)
    audit.record(
        by=user, verb="account.second_factor_added", obj=user, kind=str(authenticator.type)
    )


def second_factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    audit.record(
        by=user, verb="account.second_factor_removed", obj=user, kind=str(authenticator.type)
    )


def recovery_codes_renewed(user: User, **kwargs: Any) -> None:
    audit.record(by=user, verb="account.recovery_codes_renewed", obj=user)
