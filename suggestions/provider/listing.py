"""One listing: what it says, what waits, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.provider import ProviderMixin
from directory.actions import StaleVersion
from directory.models import Organisation, Service

from .. import actions, confirming, drafts, freshness, translating
from ..models import Suggestion
from . import sections
from .editing import SectionPage, version_in
from .forms import AddForm, CopyForm, RemoveForm
from .mixins import ListingMixin

# A listing's page shows the latest; the list of all is a page of its own.
MOST_SHOWN = 5


class ListingView(ListingMixin):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        draft = drafts.begun(self.service, by=request.user)
        waiting = list(self._suggestions().waiting())
        context = {
            "service": self.service,
            "draft": draft,
            "groups": sections.groups_of(
                service=self.service,
                draft=draft,
                organisation=self.service.organisation,
                waiting={key for each in waiting for key in each.proposed},
                url_of=lambda section: section_url(self.service, draft, section),
            ),
            "waiting": waiting,
            "of_colleagues": self._of_colleagues(draft),
            "latest": self._suggestions()
            .filter(submitted_at__isnull=False)
            .order_by("-submitted_at")[:MOST_SHOWN],
        }
        return render(request, "provider/listing.html", context)

    def _suggestions(self) -> Any:
        rows = Suggestion.objects.filter(service=self.service, author__isnull=False)
        return rows.select_related("author")

    def _of_colleagues(self, draft: Suggestion | None) -> list[Suggestion]:
        """What others have begun or been sent back: whoever edits should know of it."""
        rows = self._suggestions().filter(
            state__in=Suggestion.EDITABLE, kind=Suggestion.Kind.CHANGE
        )
        return list(rows.exclude(pk=draft.pk) if draft else rows)


def section_url(service: Service, draft: Suggestion | None, slug: str) -> str:
    if draft is not None:
        return reverse("provider:edit_section", args=[draft.reference, slug])
    return reverse("provider:section", args=[service.slug, slug])


class StartSectionView(ListingMixin, SectionPage):
    """A section of a listing that nobody has begun to change; with a draft, that of the draft."""

    def get(self, request: HttpRequest, slug: str, section: str) -> HttpResponse:
        if (draft := drafts.begun(self.service, by=request.user)) is not None:
            address = reverse("provider:edit_section", args=[draft.reference, section])
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{address}?{query}" if query else address)
        return self.show(self.form(None))

    def keep(self, values: Any, version: int | None) -> Suggestion | None:
        return drafts.change(self.service, by=self.request.user, values=values, version=version)

    def nothing_changed(self) -> HttpResponse:
        messages.info(self.request, _("You have not changed anything."))
        return self.back()

    def url_of(self, section: str) -> str:
        return section_url(self.service, None, section)


class LanguagesView(ListingMixin):
    """In which languages there are words, and which one to write in."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if (draft := drafts.begun(self.service, by=request.user)) is not None:
            return redirect(section_url(self.service, draft, sections.TRANSLATIONS))
        waiting = Suggestion.objects.waiting().filter(service=self.service, author__isnull=False)
        found = translating.progress(
            self.service, (), {key for each in waiting for key in each.proposed}
        )
        context = {
            "service": self.service,
            "found": [(each, section_url(self.service, None, each.slug)) for each in found],
            "back": reverse("provider:listing", args=[slug]),
        }
        return render(request, "provider/translations.html", context)


class StillRightView(ListingMixin):
    """“Everything is still right”: one press, of the words that were on the page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        version = version_in(request)
        if not self.service.is_public or version is None:
            raise Http404
        try:
            freshness.confirm(self.service, by=request.user, version=version)
        except StaleVersion:
            messages.error(
                request,
                _(
                    "It was changed while this page was open, so nothing was confirmed. "
                    "Please look again."
                ),
            )
            return self.back()
        messages.success(request, _("Thank you. Families now see that it was checked."))
        return redirect("provider:home")


class TranslationStillRightView(ListingMixin):
    """“Our translation is still right”: one press, of the texts and the English on the page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, section: str) -> HttpResponse:
        language = translating.LANGUAGES.get(section)
        if language is None:
            raise Http404
        try:
            number = confirming.confirm(
                self.service, language, seen=request.POST.dict(), by=request.user
            )
        except StaleVersion:
            messages.error(
                request,
                _(
                    "A text was changed while this page was open, so nothing was confirmed. "
                    "Please look at it again."
                ),
            )
            return redirect("provider:section", slug, section)
        if number:
            messages.success(request, _("Thank you. Your translation is up to date again."))
        else:
            messages.info(request, _("None of your own words in this language are out of date."))
        return redirect("provider:languages", slug)


class CopyView(ListingMixin):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(CopyForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = CopyForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        draft = drafts.copy(self.service, by=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Copied. Change what is different, then send it."))
        return redirect("provider:edit", draft.reference)

    def _show(self, form: CopyForm) -> HttpResponse:
        context = {"service": self.service, "form": form}
        return render(self.request, "provider/copy.html", context)


class RemoveView(ListingMixin):
    """Asks the officer to take the listing off the site."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(RemoveForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = RemoveForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            words = form.cleaned_data["words"]
            sent = drafts.ask_to_remove(self.service, by=request.user, words=words)
        except actions.NotNow as problem:
            messages.error(request, str(problem))
            return self.back()
        messages.success(request, _("We have your request. Families see it until we decide."))
        return redirect("provider:suggestion", sent.reference)

    def _show(self, form: RemoveForm) -> HttpResponse:
        context = {"service": self.service, "form": form}
        return render(self.request, "provider/remove.html", context)


class AddView(ProviderMixin):
    """Begins a new service of an organisation of theirs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(AddForm(organisations=self.organisations))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddForm(request.POST, organisations=self.organisations)
        if not form.is_valid():
            return self._show(form)
        name = form.cleaned_data["name"]
        draft = drafts.add(form.organisation, by=request.user, name=name)
        return redirect("provider:edit", draft.reference)

    @cached_property
    def organisations(self) -> list[Organisation]:
        found: Any = Organisation.objects.looked_after_by(self.request.user)
        return list(found)

    def _show(self, form: AddForm) -> HttpResponse:
        return render(self.request, "provider/add.html", {"form": form})
