"""One suggestion on the desk: what would change, who sent it, what was said about it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.languages import BY_CODE
from core.models import OutgoingEmail
from directory import presenters
from directory.models import Organisation, Service

from .. import actions, emails, hints, parts
from ..models import StillRightCount, Suggestion
from ..views.following import COLOURS
from . import differences
from .forms import AskForm, CommentForm, DecideForm, UndoForm

DAYS_OF_YESES = 182
MOST_SIMILAR = 5
MOST_EMAILS = 20
ALIKE = 0.3


class SuggestionMixin(DeskMixin, View):
    """Finds the suggestion that the address names; one that was never sent is not there."""

    def prepare(self) -> None:
        assert self.suggestion  # noqa: S101 - loads it, or answers 404

    @cached_property
    def suggestion(self) -> Suggestion:
        found: Suggestion = get_object_or_404(
            Suggestion.objects.in_queue().for_page(), pk=self.kwargs["pk"]
        )
        return found

    def back(self) -> HttpResponse:
        return redirect("desk:suggestion", self.suggestion.pk)


class Page(SuggestionMixin):
    """The page of one suggestion, with the forms for whatever may be done with it now."""

    def show(
        self, *, form: DecideForm | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        suggestion = self.suggestion
        may_decide = self._may_decide()
        rows = differences.of(suggestion, self.service)
        if may_decide and form is None:
            form = DecideForm(
                suggestion=suggestion, differences=rows, organisations=self.organisations
            )
        context = {
            "suggestion": suggestion,
            "service": self.service,
            "rows": form.with_fields(rows) if form else [{"difference": row} for row in rows],
            "form": form,
            "version": self.service.version if self.service else "",
            "may_decide": may_decide,
            "may_take": self._may_take(),
            "is_claimed": actions.is_claimed(suggestion, by_other_than=self.request.user),
            "has_conflict": any(row.is_conflict for row in rows),
            "state_colour": COLOURS.get(Suggestion.State(suggestion.state), "grey"),
            "reason": suggestion.reason,
            "reason_for_author": emails.reason_for_author(suggestion),
            "said": suggestion.messages.select_related("by"),
            "language_name": BY_CODE[suggestion.language].english_name,
            "others": self._others(),
            "yeses": self._yeses(),
            "yeses_days": DAYS_OF_YESES,
            "hints": self._hints(),
            "ask_form": AskForm(),
            "comment_form": CommentForm(),
            "may_review": self._may_review(),
            "since": self.since,
            "undo_form": self.undo_form(),
            "emails": OutgoingEmail.objects.about(suggestion)[:MOST_EMAILS],
            **more,
        }
        return render(self.request, "suggestions/desk/page.html", context, status=status)

    @cached_property
    def service(self) -> Service | None:
        rows = Service.objects.with_everything()
        found: Service | None = rows.filter(pk=self.suggestion.service_id).first()
        return found

    @property
    def since(self) -> list[differences.Since]:
        return differences.since(self.suggestion, self.service) if self._may_review() else []

    @property
    def changed(self) -> list[str]:
        """The parts published at once that say something else by now."""
        return [each.key for each in self.since]

    def undo_form(self) -> UndoForm | None:
        return UndoForm(changed=self.changed) if self._may_review() else None

    def _may_review(self) -> bool:
        is_open = self.suggestion.published_at_once and self.suggestion.reviewed_at is None
        return is_open and self.request.user.has_perm("suggestions.decide")

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Whose a new service may be: those with names most like the one that was typed."""
        if self.suggestion.kind != Suggestion.Kind.NEW or self.suggestion.is_ended:
            return []
        if self.suggestion.organisation is not None:
            return [self.suggestion.organisation]
        name = self.suggestion.to_approve.get(parts.ORGANISATION_NAME, "")
        alike = Organisation.objects.published().annotate(
            alike=TrigramSimilarity("name_en", name or self.suggestion.service_name)
        )
        return list(alike.filter(alike__gt=ALIKE).order_by("-alike", "pk")[:MOST_SIMILAR])

    def _hints(self) -> list[hints.Hint]:
        """About what would be published, not about the rest of the listing."""
        suggestion, service = self.suggestion, self.service
        if not suggestion.is_waiting or not suggestion.to_approve:
            return []
        now = parts.snapshot(service) if service else {}
        found = hints.of(
            {**now, **suggestion.to_approve},
            service.organisation if service else suggestion.organisation,
            is_secret=service is not None and presenters.has_secret_place(service),
        )
        is_new = suggestion.kind == Suggestion.Kind.NEW
        return found if is_new else hints.about(found, suggestion.to_approve)

    def _may_decide(self) -> bool:
        return self._may_take() and not actions.is_claimed(
            self.suggestion, by_other_than=self.request.user
        )

    def _may_take(self) -> bool:
        return self.suggestion.is_waiting and self.request.user.has_perm("suggestions.decide")

    def _others(self) -> "QuerySet[Suggestion]":
        if self.suggestion.service_id is None:
            return Suggestion.objects.none()
        rows: Any = Suggestion.objects.waiting().filter(service=self.suggestion.service_id)
        return rows.exclude(pk=self.suggestion.pk).order_by("submitted_at")[:10]

    def _yeses(self) -> int:
        """How many visitors lately said that the listing is right as it is."""
        since = timezone.localdate() - timedelta(days=DAYS_OF_YESES)
        rows = StillRightCount.objects.filter(service=self.suggestion.service_id, day__gte=since)
        return rows.aggregate(all=Sum("count"))["all"] or 0


class SuggestionView(Page):
    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return self.show()


class ClaimView(SuggestionMixin):
    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        try:
            actions.claim(self.suggestion, by=request.user)
        except actions.NotNow as problem:
            messages.error(request, str(problem))
        return self.back()


class ReleaseView(SuggestionMixin):
    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        actions.release(self.suggestion, by=request.user)
        messages.success(request, _("Others can take it now."))
        return redirect("desk:suggestions")


class CommentView(Page):
    """A note between staff."""

    permission = "suggestions.comment"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        form = CommentForm(request.POST)
        if not form.is_valid():
            return self.show(comment_form=form, status=422)
        actions.comment(self.suggestion, by=request.user, text=form.cleaned_data["comment"])
        return self.back()
