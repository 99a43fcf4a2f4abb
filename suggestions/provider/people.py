"""The people who look after the same listings, and a person's own details."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts import actions, membership
from accounts.forms import ColleagueForm, DetailsForm
from accounts.models import Membership
from accounts.provider import ProviderMixin
from core.ratelimit import Limit, spend
from directory.models import Organisation

# What one organisation may send in a day: enough for a big one's first day.
INVITATIONS = Limit(name="provider.invite", seconds=86_400, of_subject=20, of_address=200)


class DetailsView(ProviderMixin):
    def get(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        known = {"name": person.name, "language": person.language}
        return self._show(DetailsForm(initial=known))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DetailsForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        person: Any = request.user
        actions.change_details(user=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("provider:you")

    def _show(self, form: DetailsForm) -> HttpResponse:
        return render(self.request, "provider/you.html", {"form": form})


class AllPeopleView(ProviderMixin):
    """The menu's “People”: those of the one organisation, or the organisations to choose from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        own = list(Organisation.objects.looked_after_by(request.user))
        if len(own) == 1:
            return redirect("provider:people", own[0].slug)
        return render(request, "provider/all_people.html", {"organisations": own})


class OfOrganisation(ProviderMixin):
    """A page about the people of the organisation that the address names."""

    @cached_property
    def organisation(self) -> Organisation:
        found: Organisation = get_object_or_404(Organisation, slug=self.kwargs["slug"])
        return found

    def find_organisation(self) -> Organisation:
        return self.organisation

    def members(self) -> Any:
        rows: Any = self.organisation.memberships
        return rows.current().select_related("user", "added_by")


class PeopleView(OfOrganisation):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(ColleagueForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ColleagueForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        spend(request, INVITATIONS, str(self.organisation.pk))
        try:
            membership.invite(organisation=self.organisation, by=request.user, **form.cleaned_data)
        except membership.ShutOut:
            form.add_error("email", _("We cannot add this person here. Please call us."))
            return self._show(form)
        except actions.NotAllowed as refused:
            form.add_error("email", str(refused))
            return self._show(form)
        messages.success(request, _("We have written to them how to sign in."))
        return redirect("provider:people", slug)

    def _show(self, form: ColleagueForm) -> HttpResponse:
        context = {"organisation": self.organisation, "members": self.members(), "form": form}
        return render(self.request, "provider/people.html", context)


class EndView(OfOrganisation):
    """Removing a colleague, or leaving. The page says what follows; a press does it."""

    def prepare(self) -> None:
        self.member: Membership = get_object_or_404(self.members(), pk=self.kwargs["pk"])
        self.is_self = self.member.user_id == self.request.user.pk

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {
            "organisation": self.organisation,
            "member": self.member,
            "is_self": self.is_self,
            "is_last": self.members().count() == 1,
        }
        return render(request, "provider/people_end.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        membership.end(self.member, by=request.user)
        if not self.is_self:
            messages.success(request, _("They can no longer change your listings."))
            return redirect("provider:people", self.organisation.slug)
        messages.success(request, _("You have left."))
        still_member = request.user.has_perm("provider.edit")
        return redirect("provider:home" if still_member else "directory:home")
