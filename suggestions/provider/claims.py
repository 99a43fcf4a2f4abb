"""Asking to look after the listings of an organisation: anybody may, an officer decides.

Nobody learns here whether an address is known to us: what is different is said by e-mail alone.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import get_language

from accounts import membership
from accounts.forms import ClaimForm, SignedInClaimForm
from accounts.models import MembershipRequest
from core.languages import SOURCE
from core.ratelimit import Limit, spend
from core.robots import PeopleForm
from directory.models import Organisation, Service
from directory.views.service import moved

from ..views.common import PrivatePage

# A library or a school may send in several people's; to one address only a few e-mails go.
CLAIMS = Limit(name="provider.claim", seconds=3600, of_subject=5, of_address=60)


class ClaimView(PrivatePage):
    """From the page of an organisation; the class below, from that of a service."""

    service: Service | None = None

    @cached_property
    def organisation(self) -> Organisation:
        found: Organisation = get_object_or_404(
            Organisation.objects.published(), slug=self.kwargs["slug"]
        )
        return found

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if request.user.has_perm("provider.edit", self.organisation):
            return self._own()
        return self._show(self._form(None))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form, organisation = self._form(request.POST), self.organisation
        if not form.is_valid():
            return self._show(form)
        said = {name: form.cleaned_data[name] for name in form.fields if name not in form.TRAPS}
        said["language"] = get_language() or SOURCE
        user = request.user
        spend(request, CLAIMS, user.email if user.is_authenticated else said["email"])
        if not user.is_authenticated:
            membership.ask(organisation=organisation, **said)
        elif not user.has_perm("provider.edit", organisation):
            membership.ask_as(user=user, organisation=organisation, **said)
        return redirect("provider:claim_sent")

    def _own(self) -> HttpResponse:
        """For somebody who looks after it already: they came to change something."""
        if self.service is None:
            return redirect("provider:home")
        return redirect("provider:listing", self.service.slug)

    def _form(self, data: Any) -> PeopleForm:
        kind = SignedInClaimForm if self.request.user.is_authenticated else ClaimForm
        return kind(data)

    def _show(self, form: PeopleForm) -> HttpResponse:
        context = {
            "form": form,
            "organisation": self.organisation,
            "service": self.service,
            "back": (self.service or self.organisation).get_absolute_url(),
        }
        return render(self.request, "provider/claim.html", context)


class ClaimServiceView(ClaimView):
    def instead(self) -> HttpResponseBase | None:
        found = Service.objects.published().select_related("organisation")
        self.service = found.filter(slug=self.kwargs["slug"]).first()
        return None if self.service else moved(self.kwargs["slug"], "provider:claim")

    @cached_property
    def organisation(self) -> Organisation:
        if self.service is None:
            raise Http404
        return self.service.organisation


class ClaimSentView(PrivatePage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "provider/claim_sent.html")


class ConfirmView(PrivatePage):
    """The link in the e-mail. Opening it does nothing, because mail scanners open links too."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        asked = self._find()
        context = {"asked": asked, "organisation": asked.organisation if asked else None}
        status = 200 if asked else 410
        return render(request, "provider/claim_confirm.html", context, status=status)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        asked = self._find()
        if asked is None:
            return self.get(request, key)
        match request.POST.get("do"):
            case "confirm":
                membership.confirm(asked)
            case "withdraw":
                membership.withdraw(asked)
            case _:
                raise Http404
        return redirect("provider:claim_confirm", key)

    def _find(self) -> MembershipRequest | None:
        rows = MembershipRequest.objects.select_related("organisation")
        return rows.filter(key=self.kwargs["key"]).first()
