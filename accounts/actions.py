"""Who may sign in and as what. An officer decides; nobody decides about themselves."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core import audit
from core import email as mail


class NotAllowed(Exception):
    """The message says why, in words for the officer."""


def invite(*, email: str, name: str, role: str, by: Any) -> User:
    """Make an account without a password and write to its owner how to sign in."""
    with transaction.atomic():
        user = User.objects.create_user(email, None, name=name, role=role)
        # Not verified yet: the first e-mailed code shows that the address is theirs.
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
        audit.record(by=by, verb="account.invited", obj=user, role=role)
        _write_to(user, by=by)
    return user


def invite_again(*, user: User, by: Any) -> None:
    with transaction.atomic():
        audit.record(by=by, verb="account.invited_again", obj=user)
        _write_to(user, by=by)


def _write_to(user: User, *, by: Any) -> None:
    # By code: it shows that the address is theirs, and nothing in the e-mail can run out.
    with override(user.language):
        sign_in_url = settings.SITE_URL + reverse("account_request_login_code")
    context = {"person": user, "by": by, "sign_in_url": sign_in_url}
    mail.send("invitation", to=user.email, language=user.language, context=context)


def change_role(*, user: User, role: str, by: Any) -> None:
    """Give `user` another role. Every session of theirs ends at once (see the User model)."""
    with transaction.atomic():
        before = _locked(user, by=by)
        if before.role == role:
            return
        if role != User.Role.OFFICER:
            _keep_an_officer(without=before)
        user.role = role
        user.save(update_fields=["role"])
        audit.record(by=by, verb="account.role_changed", obj=user, before=before.role, after=role)


def deactivate(*, user: User, by: Any) -> None:
    """Shut `user` out at once. The account stays, so that the log still says who did what."""
    with transaction.atomic():
        _keep_an_officer(without=_locked(user, by=by))
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record(by=by, verb="account.deactivated", obj=user)


def reactivate(*, user: User, by: Any) -> None:
    with transaction.atomic():
        _locked(user, by=by)
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(by=by, verb="account.reactivated", obj=user)


def change_details(*, user: User, name: str, language: str) -> None:
    """A person's own name and the language of our e-mails to them."""
    with transaction.atomic():
        user.name, user.language = name, language
        user.save(update_fields=["name", "language"])
        audit.record(by=user, verb="account.details_changed", obj=user)


def reset_second_factor(*, user: User, by: Any) -> None:
    """For somebody who lost their phone: they set a new second factor up when they next sign in."""
    with transaction.atomic():
        _locked(user, by=by)
        Authenticator.objects.filter(user=user).delete()
        # An unused password is no loss: it ends every session that may have been stolen.
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record(by=by, verb="account.second_factor_reset", obj=user)


def _locked(user: User, *, by: User) -> User:
    """The row as it is now, kept as it is until the end of the transaction."""
    if user.pk == by.pk:
        raise NotAllowed(_("You cannot change your own account here. Ask another officer."))
    # All officers, so that two of them cannot each remove the other at the same moment.
    list(User.objects.select_for_update().filter(role=User.Role.OFFICER).order_by("pk"))
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_an_officer(*, without: User) -> None:
    officers = User.objects.filter(role=User.Role.OFFICER, is_active=True)
    if without.role == User.Role.OFFICER and not officers.exclude(pk=without.pk).exists():
        raise NotAllowed(_("At least one officer must stay. Make somebody else an officer first."))
