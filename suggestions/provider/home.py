"""The first page after signing in: what needs doing, then all that the person looks after."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.provider import ProviderMixin
from core.paging import page_of
from directory.desk.filters import having_words
from directory.models import Organisation, Service

from .. import translating
from ..freshness_link import facts_of
from ..models import Suggestion
from .forms import SearchForm

State = Suggestion.State
PER_PAGE = 20
# So many are shown to be checked at once; the next ones come when these are done.
MOST_DUE = 5
MOST_OPEN = 50
# With fewer listings than this nobody needs a search.
FEW = 8


class HomeView(ProviderMixin):
    def get(self, request: HttpRequest) -> HttpResponse:
        organisations: Any = Organisation.objects.looked_after_by(request.user)
        own = Service.objects.kept().filter(organisation__in=organisations)
        due = due_for_check(own)
        shown = list(due.with_everything()[:MOST_DUE])
        form = SearchForm(request.GET)
        typed = form.cleaned_data["q"] if form.is_valid() else ""
        rows = having_words(own.select_related("organisation"), typed, "name_en", "summary_en")
        page = page_of(request, rows.order_by("organisation__name_en", "name_en", "pk"), PER_PAGE)
        several = len(organisations) > 1
        context = {
            "organisations": organisations,
            "several": several,
            "due": [facts_of(service) for service in shown],
            "due_more": max(due.count() - len(shown), 0),
            **_open(organisations),
            "behind": translating.behind(own),
            "page": page,
            "form": form,
            "is_searched": bool(typed),
            "has_many": bool(typed) or page.paginator.count > FEW,
        }
        return render(request, "provider/home.html", context)


def due_for_check(own: Any) -> Any:
    """Whose check is due or will be soon, the longest overdue first, the never checked before."""
    soon = timezone.localdate() + timedelta(days=settings.REMIND_EVERY_DAYS)
    return own.due_for_check(soon).order_by(F("review_due").asc(nulls_first=True), "name_en", "pk")


def _open(organisations: Any) -> dict[str, list[Suggestion]]:
    """What somebody must do something about, and what waits for the officer."""
    rows = Suggestion.objects.of_people_of(organisations).filter(
        state__in=(*Suggestion.EDITABLE, *Suggestion.WAITING)
    )
    found = list(rows.select_related("author", "service").order_by("-updated_at")[:MOST_OPEN])
    return {
        "sent_back": [each for each in found if each.state == State.SENT_BACK],
        "questions": [each for each in found if each.state == State.QUESTION],
        "drafts": [each for each in found if each.state == State.DRAFT],
        "waiting": [each for each in found if each.state == State.SUBMITTED],
    }
