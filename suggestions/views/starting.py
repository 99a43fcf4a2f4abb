"""The first pages: a service that is missing, something wrong on one, and one tap for "yes"."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.generic import TemplateView
from django.views.generic.base import View

from core.caching import PublicPageMixin
from core.private import PrivatePage
from core.ratelimit import spend
from core.sameorigin import SameOriginMixin
from directory.models import Service
from directory.views.service import moved

from .. import actions, steps
from ..forms import CLOSED, OTHER, StartNewForm, WhatIsWrongForm
from ..models import Suggestion
from ..questions import FOR_NEW
from .common import STARTS, YESES

Kind = Suggestion.Kind


class HomeView(PublicPageMixin, TemplateView):
    """What one can suggest, and what became of it."""

    template_name = "suggestions/home.html"


class StartNewView(PrivatePage):
    """Before the first question: what we ask, and that we keep it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(StartNewForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StartNewForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        spend(request, STARTS)
        draft = actions.start(kind=Kind.NEW, language=get_language() or "en", questions=FOR_NEW)
        return redirect(steps.url(draft, steps.of(draft)[0]))

    def _show(self, form: StartNewForm) -> HttpResponse:
        return render(self.request, "suggestions/start_new.html", {"form": form})


class OfService(View):
    """A page about a published service, by its address."""

    @cached_property
    def service(self) -> Service:
        found = Service.objects.published().select_related("organisation")
        service: Service | None = found.filter(slug=self.kwargs["slug"]).first()
        if service is None:
            raise Http404
        return service


class StartChangeView(OfService, PrivatePage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not Service.objects.published().filter(slug=slug).exists():
            return moved(slug, "suggestions:change")
        return self._show(WhatIsWrongForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = WhatIsWrongForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        spend(request, STARTS, str(self.service.pk))
        draft = actions.start(
            service=self.service,
            language=get_language() or "en",
            **_wanted(form.cleaned_data["what"]),
        )
        return redirect(steps.url(draft, steps.of(draft)[0]))

    def _show(self, form: WhatIsWrongForm) -> HttpResponse:
        context = {"form": form, "service": self.service}
        return render(self.request, "suggestions/what_is_wrong.html", context)


def _wanted(chosen: list[str]) -> dict[str, Any]:
    """The kind of suggestion and its questions. What has ended needs no other correction."""
    if CLOSED in chosen:
        return {"kind": Kind.REMOVAL, "questions": []}
    asked = [slug for slug in chosen if slug != OTHER]
    if not asked:
        return {"kind": Kind.REPORT, "questions": []}
    return {"kind": Kind.CHANGE, "questions": [*asked, *([steps.WORDS] if OTHER in chosen else [])]}


class StillRightView(SameOriginMixin, OfService):
    """ "Is this still right?" A yes is counted and thanked for; a no leads to what is wrong."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return redirect(self.service.get_absolute_url())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if request.POST.get("answer") != "yes":
            return redirect("suggestions:change", slug)
        spend(request, YESES, str(self.service.pk))
        actions.say_still_right(self.service)
        return redirect(reverse("suggestions:thanks", args=[slug]))


class ThanksView(OfService):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return render(request, "suggestions/thanks.html", {"service": self.service})
