"""My list: services kept without an account. Works without JavaScript and without a session."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from core import email
from core.ratelimit import Limit, spend
from core.sameorigin import SameOriginMixin

from .. import mylist, presenters
from ..forms import EmailListForm
from ..models import Service

# To one address three lists an hour; from one address (it may be a school's) many more.
EMAILS = Limit(name="my_list.email", seconds=3600, of_subject=3, of_address=60)


@method_decorator(never_cache, name="dispatch")
class MyListView(TemplateView):
    """The visitor's own list, or with ?ids= the list that somebody sent them."""

    template_name = "directory/my_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = mylist.of_visitor(self.request)
        shared = self.request.GET.get("ids", "")
        ids = kwargs.get("ids", mylist.decode(shared) if shared else own)
        services = mylist.services(ids)
        return super().get_context_data(**kwargs) | {
            "is_shared": ids != own,
            "services": services,
            "entries": [presenters.entry(service) for service in services],
            "gone": len(ids) - len(services),
            "ids": mylist.encode(service.pk for service in services),
            "share_url": share_url(self.request, services),
            "form": kwargs.get("form") or EmailListForm(),
            "most": mylist.MOST,
        }


def share_url(request: HttpRequest, services: list[Service]) -> str:
    """The address that shows this list to whoever has it."""
    ids = mylist.encode(service.pk for service in services)
    return request.build_absolute_uri(f"{reverse('directory:my_list')}?ids={ids}")


class ChangeListView(SameOriginMixin, View):
    """A change of the list by a form, and back to the page that the form was on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        response = HttpResponseRedirect(_way_back(request))
        mylist.keep(response, self.changed(mylist.of_visitor(request)))
        return response

    def changed(self, ids: list[UUID]) -> list[UUID]:
        """The list after the change. Tells the visitor what was done."""
        raise NotImplementedError

    @property
    def asked(self) -> list[UUID]:
        return mylist.decode(self.request.POST.get("ids", ""))


class KeepView(ChangeListView):
    def changed(self, ids: list[UUID]) -> list[UUID]:
        known = Service.objects.published().filter(pk__in=self.asked)
        wanted = set(known.values_list("pk", flat=True))
        everything = [*ids, *(each for each in self.asked if each in wanted and each not in ids)]
        kept = everything[: mylist.MOST]
        if len(everything) > len(kept):
            messages.warning(
                self.request,
                _("Your list is full. It can hold {most} services: remove some first.").format(
                    most=mylist.MOST
                ),
            )
        elif len(kept) > len(ids):
            added = ngettext(
                "Kept in your list, with %(count)d service in it now.",
                "Kept in your list, with %(count)d services in it now.",
                len(kept),
            )
            messages.success(self.request, added % {"count": len(kept)})
        return kept


class RemoveView(ChangeListView):
    def changed(self, ids: list[UUID]) -> list[UUID]:
        messages.success(self.request, _("Removed from your list."))
        return [each for each in ids if each not in self.asked]


class ClearView(ChangeListView):
    def changed(self, ids: list[UUID]) -> list[UUID]:
        messages.success(self.request, _("Your list is empty now."))
        return []


class EmailView(SameOriginMixin, MyListView):
    """Sends the list to the address that is typed. The address is kept until then, no longer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For who changes the language of a list that could not be sent."""
        return HttpResponseRedirect(reverse("directory:my_list"))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmailListForm(request.POST)
        ids = mylist.decode(request.POST.get("ids", ""))
        services = mylist.services(ids)
        if not form.is_valid() or not services:
            return self.render_to_response(self.get_context_data(form=form, ids=ids))
        to = form.cleaned_data["email"]
        spend(request, EMAILS, to)
        email.send(
            "my_list",
            to=to,
            context={
                "entries": [presenters.entry(service) for service in services],
                "share_url": share_url(request, services),
            },
        )
        messages.success(request, _("We have sent the list. It should arrive in a few minutes."))
        return HttpResponseRedirect(reverse("directory:my_list"))


def _way_back(request: HttpRequest) -> str:
    """The page that the form names, when it is one of this site; else the list."""
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return reverse("directory:my_list")
