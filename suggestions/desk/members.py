"""Who looks after an organisation's listings, for the desk: inviting, ending, bringing back."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts import membership
from accounts.actions import NotAllowed
from accounts.desk import DeskMixin
from accounts.forms import ColleagueForm
from accounts.models import Membership
from core.models import BouncedAddress
from directory.models import Organisation

MOST_ENDED = 20


class MembersPage(DeskMixin, View):
    @cached_property
    def organisation(self) -> Organisation:
        found: Organisation = get_object_or_404(Organisation, pk=self.kwargs["pk"])
        return found

    def show(self, form: ColleagueForm, *, status: int = 200) -> HttpResponse:
        bounced = BouncedAddress.objects.filter(address=OuterRef("user__email"))
        rows = self.organisation.memberships.select_related("user", "added_by")
        rows = rows.annotate(is_bounced=Exists(bounced))
        context = {
            "organisation": self.organisation,
            "members": rows.filter(ended_at=None),
            "ended": rows.exclude(ended_at=None).order_by("-ended_at")[:MOST_ENDED],
            "waiting": self.organisation.membership_requests.waiting(),
            "may_decide": self.request.user.has_perm("providers.decide"),
            "form": form,
        }
        return render(self.request, "suggestions/desk/members.html", context, status=status)


class MembersView(MembersPage):
    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self.show(ColleagueForm())


class InviteMemberView(MembersPage):
    permission = "providers.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = ColleagueForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            membership.invite(organisation=self.organisation, by=request.user, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error("email", str(refused))
            return self.show(form, status=422)
        messages.success(request, _("We have written to them how to sign in."))
        return redirect("desk:members", pk)


class OneMember(DeskMixin, View):
    permission = "providers.decide"
    http_method_names = ["post"]

    def prepare(self) -> None:
        rows = Membership.objects.select_related("user", "organisation")
        self.member: Membership = get_object_or_404(rows, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect("desk:members", self.member.organisation_id)


class EndMemberView(OneMember):
    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        membership.end(self.member, by=request.user)
        messages.success(request, _("They can no longer change these listings."))
        return self.back()


class BringBackMemberView(OneMember):
    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        try:
            membership.bring_back(self.member, by=request.user)
            messages.success(request, _("They can change these listings again."))
        except NotAllowed as problem:
            messages.error(request, str(problem))
        return self.back()
