"""The one gate in front of every page under /desk/."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.views.generic.base import View


class DeskMixin(AccessMixin, View):
    """Asks visitors to sign in; for somebody without the permission the page is not there.

    404 rather than 403: an address must not tell a stranger what exists.
    """

    permission = "desk.view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not request.user.has_perm(self.permission):
            raise Http404
        self.prepare()
        response = super().dispatch(request, *args, **kwargs)
        # Nothing stays on a shared computer for whoever presses "back" after the sign-out.
        add_never_cache_headers(response)
        return response

    def prepare(self) -> None:
        """For a view that finds its record before it answers any method. Raises Http404 freely."""
