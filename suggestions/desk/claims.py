"""People who ask to look after an organisation's listings: what is known, and the decision."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts import membership
from accounts.actions import NotAllowed
from accounts.desk import DeskMixin
from accounts.forms import RefuseForm
from accounts.models import MembershipRequest, User
from core.models import BouncedAddress
from core.paging import page_of
from directory.desk.filters import Choice, FilterSet, Options, Words
from directory.models import Organisation

State = MembershipRequest.State
# Anybody can have an address there, so the part after the @ says nothing.
OPEN_TO_ALL = frozenset(
    "aol.com btinternet.com gmail.com googlemail.com gmx.com hotmail.co.uk hotmail.com icloud.com "
    "live.co.uk live.com mac.com mail.com me.com msn.com ntlworld.com outlook.com proton.me "
    "protonmail.com sky.com talktalk.net virginmedia.com yahoo.co.uk yahoo.com".split()
)
STATES: Options = {
    "": (gettext_lazy("Waiting for us"), lambda rows: rows.filter(state=State.WAITING)),
    "approved": (State.APPROVED.label, lambda rows: rows.filter(state=State.APPROVED)),
    "refused": (State.REFUSED.label, lambda rows: rows.filter(state=State.REFUSED)),
    "withdrawn": (State.WITHDRAWN.label, lambda rows: rows.filter(state=State.WITHDRAWN)),
    "all": (gettext_lazy("All"), lambda rows: rows),
}


class ClaimFilter(FilterSet):
    q = Words(
        "name", "email", "organisation__name_en", label=gettext_lazy("Person or organisation")
    )
    state = Choice(gettext_lazy("State"), STATES)

    class Meta:
        model = MembershipRequest
        fields: list[str] = []


class ClaimList(DeskMixin, View):
    """The longest waiting first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows: Any = MembershipRequest.objects.on_desk().select_related("organisation")
        found = ClaimFilter(request.GET, queryset=rows.order_by("confirmed_at", "pk"))
        context = {
            "heading": _("People who ask to look after listings"),
            "form": found.form,
            "page": page_of(request, found.qs),
        }
        return render(request, "suggestions/desk/claims.html", context)


class ClaimPage(DeskMixin, View):
    def prepare(self) -> None:
        rows: Any = MembershipRequest.objects.on_desk()
        rows = rows.select_related("organisation", "user", "decided_by")
        self.asked: MembershipRequest = get_object_or_404(rows, pk=self.kwargs["pk"])

    def show(self, form: RefuseForm, *, status: int = 200) -> HttpResponse:
        asked = self.asked
        may_decide = self.request.user.has_perm("providers.decide")
        context = {
            "asked": asked,
            "organisation": asked.organisation,
            "members": asked.organisation.memberships.current().select_related("user"),
            "facts": facts(asked),
            "may_decide": may_decide and asked.state == State.WAITING,
            "form": form,
        }
        return render(self.request, "suggestions/desk/claim.html", context, status=status)


class ClaimView(ClaimPage):
    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self.show(RefuseForm())


class DecideView(ClaimPage):
    permission = "providers.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        what, form = request.POST.get("do"), RefuseForm(request.POST)
        if what not in ("approve", "refuse"):
            raise Http404
        if what == "refuse" and not form.is_valid():
            return self.show(form, status=422)
        try:
            if what == "approve":
                membership.approve(self.asked, by=request.user)
                messages.success(request, _("We have written to them how to sign in."))
            else:
                membership.refuse(self.asked, reason=form.cleaned_data["reason"], by=request.user)
                messages.success(request, _("We have written to them why not."))
        except NotAllowed as problem:
            messages.error(request, str(problem))
            return redirect("desk:claim", pk)
        return redirect("desk:claims")


# --- What is known, for the officer to judge ------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """A sentence, and whether it speaks for the person, against them, or neither (None)."""

    text: str
    is_good: bool | None = None


def facts(asked: MembershipRequest) -> list[Fact]:
    """None of it decides: somebody can have left, and somebody can use an address of their own."""
    found = [_of_address(asked.email, asked.organisation)]
    account = asked.user or User.objects.filter(email=asked.email).first()
    if account is not None:
        found.append(_of_account(account))
    if BouncedAddress.objects.filter(address=asked.email).exists():
        found.append(Fact(_("E-mail to this address does not arrive."), is_good=False))
    refused = MembershipRequest.objects.filter(
        email=asked.email, state=State.REFUSED, organisation=asked.organisation
    ).exclude(pk=asked.pk)
    if refused.exists():
        found.append(Fact(_("They asked before, and we refused."), is_good=False))
    if asked.organisation.archived_at:
        found.append(Fact(_("The organisation is not listed any more."), is_good=False))
    return found


def _of_address(email: str, organisation: Organisation) -> Fact:
    domain = email.rpartition("@")[2].lower()
    if email.lower() == organisation.email.lower():
        return Fact(_("It is the address in the organisation’s listing."), is_good=True)
    if domain in OPEN_TO_ALL:
        return Fact(_("An address that anybody can have: it says nothing."))
    own = {organisation.email.rpartition("@")[2].lower(), _host(organisation.website)} - {""}
    if any(domain == each or domain.endswith(f".{each}") for each in own):
        text = _("{domain} is also the organisation’s own website or e-mail.")
        return Fact(text.format(domain=domain), is_good=True)
    if not own:
        return Fact(_("The listing has no website or e-mail address to compare with."))
    text = _("{domain} is not in the organisation’s website or e-mail ({own}).")
    return Fact(text.format(domain=domain, own=", ".join(sorted(own))))


def _host(website: str) -> str:
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _of_account(account: User) -> Fact:
    if not account.is_active:
        return Fact(_("They have an account that was shut out."), is_good=False)
    others = account.memberships.filter(ended_at=None).select_related("organisation")
    names = ", ".join(str(each.organisation) for each in others[:5])
    if names:
        return Fact(_("They have an account, and look after: {names}.").format(names=names))
    return Fact(_("They have an account."))
