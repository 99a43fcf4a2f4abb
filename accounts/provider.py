"""The one gate in front of every page under /provider/."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic.base import View


class ProviderMixin(AccessMixin, View):
    """Asks visitors to sign in; for somebody who looks after nothing the page is not there.

    A page about one organisation names it in `find_organisation`: a member of another one gets
    the same 404 as for one that does not exist.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.prepare()
        if not request.user.has_perm("provider.edit", self.find_organisation()):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        # Nothing stays on a shared computer for whoever presses "back" after the sign-out.
        add_never_cache_headers(response)
        return response

    def get_login_url(self) -> str:
        # A provider comes twice a year and has no password to remember.
        return reverse("account_request_login_code")

    def prepare(self) -> None:
        """For a view that finds its record before it answers any method. Raises Http404 freely."""

    def find_organisation(self) -> Any:
        """Whose page it is; None for a page that every provider has."""
        return None
