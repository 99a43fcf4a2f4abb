"""The officer's pages about people, under /desk/people/."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts import actions, querysets
from accounts.desk import DeskMixin
from accounts.forms import InviteForm, PeopleFilter, RoleForm
from accounts.models import User
from core.paging import page_of


class PeopleMixin(DeskMixin):
    permission = "accounts.manage"


class PeopleView(PeopleMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeopleFilter(request.GET)
        chosen = form.chosen()
        people = querysets.listed(User.objects.all(), words=chosen["q"], show=chosen["show"])
        context = {"heading": _("People"), "form": form, "page": page_of(request, people)}
        return render(request, "accounts/desk/people.html", context)


class InviteView(PeopleMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(InviteForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        actions.invite(by=request.user, **form.cleaned_data)
        messages.success(request, _("We have written to them how to sign in."))
        return redirect("desk:people")

    def _show(self, form: InviteForm) -> HttpResponse:
        return render(self.request, "accounts/desk/invite.html", {"form": form})


class PersonView(PeopleMixin, View):
    """One person: their role, and what can be done about their account."""

    # What the buttons of the page do, and what is said afterwards.
    buttons: dict[str, tuple[Callable[..., Any], Any]] = {
        "deactivate": (actions.deactivate, _("They can no longer sign in.")),
        "reactivate": (actions.reactivate, _("They can sign in again.")),
        "invite": (actions.invite_again, _("We have written to them how to sign in.")),
        "reset": (
            actions.reset_second_factor,
            _("They set up a new second step when they next sign in."),
        ),
    }

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        person = self._person(pk)
        return self._show(person, RoleForm(initial={"role": person.role}))

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        person = self._person(pk)
        try:
            return self._act(person, request.POST.get("do", ""))
        except actions.NotAllowed as refused:
            form = RoleForm(request.POST if "role" in request.POST else {"role": person.role})
            form.add_error("role", str(refused))
            return self._show(person, form)

    def _act(self, person: User, what: str) -> HttpResponse:
        if what == "role":
            return self._change_role(person)
        if what not in self.buttons:
            raise Http404
        action, done = self.buttons[what]
        action(user=person, by=self.request.user)
        messages.success(self.request, done)
        return redirect("desk:person", person.pk)

    def _change_role(self, person: User) -> HttpResponse:
        form = RoleForm(self.request.POST)
        if not form.is_valid():
            return self._show(person, form)
        actions.change_role(user=person, role=form.cleaned_data["role"], by=self.request.user)
        messages.success(self.request, _("Saved. They must sign in again."))
        return redirect("desk:person", person.pk)

    def _person(self, pk: Any) -> User:
        people = querysets.listed(User.objects.all(), words="", show="all")
        return get_object_or_404(people, pk=pk)

    def _show(self, person: User, form: RoleForm) -> HttpResponse:
        members = person.memberships.filter(ended_at=None).select_related("organisation")
        context = {
            "person": person,
            "form": form,
            "is_self": person.pk == self.request.user.pk,
            "members": members,
        }
        return render(self.request, "accounts/desk/person.html", context)
