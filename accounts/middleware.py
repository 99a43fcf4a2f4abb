"""A second factor for everybody with a desk: no setting of allauth asks for it."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import ResolverMatch
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import second_factor

# Pages on which a half-proven session could weaken the account: its password and its factors.
_OWN_ACCOUNT = ("mfa_", "account_change_password", "account_set_password", "account_reauthenticate")


class RequireMfaMiddleware:
    """Stands before the desk and the admin, by the route that was found, in every language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        staff_page = _is_staff_page(request)
        if not (staff_page or _is_own_account_page(request)) or not request.user.is_authenticated:
            return None
        if _is_admin(request) and not request.user.is_staff:
            raise Http404
        if second_factor.is_confirmed(request):
            return None
        if second_factor.is_set_up(request.user):
            return _sign_in_again(request)
        if staff_page and settings.REQUIRE_MFA:
            return _set_up(request)
        return None


def _is_admin(request: HttpRequest) -> bool:
    return "admin" in _match(request).namespaces


def _is_staff_page(request: HttpRequest) -> bool:
    return _is_admin(request) or "desk" in _match(request).namespaces


def _is_own_account_page(request: HttpRequest) -> bool:
    return (_match(request).url_name or "").startswith(_OWN_ACCOUNT)


def _match(request: HttpRequest) -> ResolverMatch:
    # A view is about to be called, so there is one.
    return cast(ResolverMatch, request.resolver_match)


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """The account has a second factor and this session never showed it: it is no session."""
    logout(request)
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


def _set_up(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Before you open the desk, set up a second step for signing in."))
    return redirect("mfa_index")
