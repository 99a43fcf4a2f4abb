"""What became of a suggestion, field by field, and what its people can still do."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.provider import ProviderMixin
from core.paging import page_of
from directory.models import Organisation

from .. import actions
from ..forms import AnswerForm
from ..models import Suggestion
from ..views.following import COLOURS, state_of
from .mixins import SuggestionMixin

PER_PAGE = 20
State = Suggestion.State


class SuggestionView(SuggestionMixin):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        if self.suggestion.state == State.DRAFT:
            return redirect("provider:edit", reference)
        return self._show(AnswerForm())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        form = AnswerForm(request.POST)
        try:
            match request.POST.get("do"):
                case "answer":
                    if not form.is_valid():
                        return self._show(form)
                    text = form.cleaned_data["text"]
                    actions.answer(self.suggestion, by=request.user, text=text)
                    messages.success(request, _("Thank you. We have your answer."))
                case "withdraw":
                    actions.withdraw(self.suggestion, by=request.user)
                    messages.success(request, _("You have taken your suggestion back."))
                case "again":
                    draft = actions.send_again(self.suggestion, by=request.user)
                    return redirect("provider:edit", draft.reference)
                case _:
                    raise Http404
        except actions.NotNow as problem:
            messages.error(request, str(problem))
        return self.back()

    def _show(self, form: AnswerForm) -> HttpResponse:
        suggestion = self.suggestion
        is_new = suggestion.kind == Suggestion.Kind.NEW
        is_kept = is_new or (suggestion.kind == Suggestion.Kind.CHANGE and self.service is not None)
        context = {
            **state_of(suggestion),
            "form": form,
            "service": self.service,
            "may_change": suggestion.state == State.SENT_BACK and is_kept,
            "edit_url": reverse("provider:edit", args=[suggestion.reference]),
        }
        return render(self.request, "provider/suggestion.html", context)


class SuggestionsView(ProviderMixin):
    """All that was sent by the people of one's organisations, the latest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        own: Any = Organisation.objects.looked_after_by(request.user)
        rows = Suggestion.objects.of_people_of(own).in_queue().select_related("author")
        page = page_of(request, rows.order_by("-submitted_at", "pk"), PER_PAGE)
        entries = [(each, COLOURS.get(State(each.state), "grey")) for each in page]
        return render(request, "provider/suggestions.html", {"page": page, "entries": entries})
