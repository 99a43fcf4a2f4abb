"""What the pages about one listing, and about one suggestion, have in common."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from accounts.provider import ProviderMixin
from directory.models import Organisation, Service

from ..models import Suggestion


class ListingMixin(ProviderMixin):
    """A page about a listing of an organisation of theirs."""

    def prepare(self) -> None:
        self.service: Service = get_object_or_404(
            Service.objects.kept().with_everything(), slug=self.kwargs["slug"]
        )

    def find_organisation(self) -> Organisation:
        return self.service.organisation

    def back(self) -> HttpResponse:
        return redirect("provider:listing", self.service.slug)


class SuggestionMixin(ProviderMixin):
    """A page about what somebody of an organisation of theirs wrote, also who has left since."""

    def prepare(self) -> None:
        rows: Any = Suggestion.objects.for_page().filter(author__isnull=False)
        self.suggestion: Suggestion = get_object_or_404(rows, reference=self.kwargs["reference"])

    def find_organisation(self) -> Organisation:
        """Whose listing it is now; that of a listing that is gone, or is not there yet."""
        service = self.suggestion.service
        found = service.organisation if service else self.suggestion.organisation
        if found is None:
            raise Http404
        return found

    @cached_property
    def service(self) -> Service | None:
        """The listing with everything; None for a new one, or one that is gone."""
        rows = Service.objects.kept().with_everything()
        found: Service | None = rows.filter(pk=self.suggestion.service_id).first()
        return found

    def back(self) -> HttpResponse:
        return redirect("provider:suggestion", self.suggestion.reference)


class DraftMixin(SuggestionMixin):
    """Of one that may still be changed and sent."""

    def prepare(self) -> None:
        super().prepare()
        is_gone = self.suggestion.service_id is not None and self.service is None
        if self.suggestion.kind not in (Suggestion.Kind.NEW, Suggestion.Kind.CHANGE) or is_gone:
            raise Http404
