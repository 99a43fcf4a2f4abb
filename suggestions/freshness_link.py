"""The page behind the link of a reminder: one press for each listing that is still right.

Looking changes nothing: programs that scan mail open every link, and press no button.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.paging import page_of
from core.private import PrivatePage
from directory import presenters
from directory.actions import StaleVersion
from directory.models import Service

from . import freshness
from .models import Mailbox

PER_PAGE = 20
THANKS = _("Thank you. Families now see that it was checked.")
NOT_WAITING = _("That listing does not wait for a check any more.")


class CheckLinkView(PrivatePage):
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        mailbox = self._mailbox()
        if mailbox is None:
            return render(request, "suggestions/freshness/too_old.html", status=410)
        return self._show(mailbox)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        mailbox = self._mailbox()
        if mailbox is None:
            return render(request, "suggestions/freshness/too_old.html", status=410)
        key, version = request.POST.get("service", ""), request.POST.get("version", "")
        if not version.isdecimal() or len(version) > 9:
            raise Http404
        service = self._waiting(mailbox).get(key)
        if service is None:
            return self._after(mailbox, key)
        try:
            freshness.confirm(service, version=int(version))
        except StaleVersion:
            # Changed since they looked; or confirmed by a second press at the same moment.
            if key in self._waiting(mailbox):
                return self._show(mailbox, changed=service.pk, status=409)
            return self._after(mailbox, key)
        messages.success(request, THANKS)
        return redirect("freshness:check", token)

    def _after(self, mailbox: Mailbox, key: str) -> HttpResponse:
        """For a press about a listing that does not wait any more."""
        was_answered = key in freshness.confirmed(mailbox)
        messages.success(self.request, THANKS if was_answered else NOT_WAITING)
        return redirect("freshness:check", self.kwargs["token"])

    def _mailbox(self) -> Mailbox | None:
        """Whose link it is; None when the link is too old."""
        try:
            return freshness.read(self.kwargs["token"])
        except freshness.LinkTooOld:
            return None
        except LookupError:
            raise Http404 from None

    def _waiting(self, mailbox: Mailbox) -> dict[str, Service]:
        services = freshness.waiting(mailbox, timezone.localdate())
        return {str(service.pk): service for service in services}

    def _show(self, mailbox: Mailbox, *, changed: Any = None, status: int = 200) -> HttpResponse:
        services = freshness.waiting(mailbox, timezone.localdate()).with_everything()
        page = page_of(self.request, services, PER_PAGE)
        context = {
            "page": page,
            "listings": [facts_of(service) for service in page],
            "changed": changed,
        }
        return render(self.request, "suggestions/freshness/check.html", context, status=status)


def facts_of(service: Service) -> dict[str, Any]:
    """What a provider has to look at before they say that all is right."""
    return {
        "service": service,
        "ages": presenters.ages_in_words(service.minimum_age, service.maximum_age),
        "phones": presenters.phones(service),
        "email": service.email or service.organisation.email,
        "website": service.website or service.organisation.website,
        "sessions": presenters.sessions(service),
        "prices": presenters.prices(service),
        "places": presenters.places(service),
    }
