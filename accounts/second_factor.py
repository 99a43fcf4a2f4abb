"""Whether this session has shown a second factor, not merely whether its owner has one.

A session opened before its owner set one up (by somebody who reads their e-mail, say) stays
outside.
"""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from accounts.models import User

_SESSION_KEY = "second_factor"


def confirm(request: HttpRequest, user: User) -> None:
    request.session[_SESSION_KEY] = str(user.pk)


def is_confirmed(request: HttpRequest) -> bool:
    return request.session.get(_SESSION_KEY) == str(request.user.pk)


def is_set_up(user: User) -> bool:
    return is_mfa_enabled(user)
