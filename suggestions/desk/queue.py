"""The queue, the next one to work on, and short facts approved many at once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.base import View
from django_filters import ModelChoiceFilter

from accounts.desk import DeskMixin
from core.paging import page_of
from directory.desk.filters import Choice, FilterSet, Options, Rows, Words
from directory.models import Service, TaxonomyTerm

from .. import actions, parts
from ..models import Suggestion
from ..querysets import LATE_DAYS
from . import differences

State = Suggestion.State
MOST_QUICK = 25
# Among how many of the longest waiting the short facts are looked for.
MOST_LOOKED_AT = 200


def _of_kind(kind: str) -> Any:
    return lambda rows: rows.filter(kind=kind)


def _in(*states: str) -> Any:
    return lambda rows: rows.filter(state__in=states)


STATES: Options = {
    "": (gettext_lazy("Waiting for us"), _in(State.SUBMITTED)),
    "question": (gettext_lazy("Waiting for an answer"), _in(State.QUESTION)),
    "sent_back": (gettext_lazy("Sent back to the author"), _in(State.SENT_BACK)),
    "approved": (gettext_lazy("Approved, also in part"), _in(State.APPROVED, State.PART_APPROVED)),
    "rejected": (gettext_lazy("Not approved"), _in(State.REJECTED)),
    "ended": (gettext_lazy("Taken back or closed"), _in(State.WITHDRAWN, State.CLOSED)),
    "all": (gettext_lazy("All"), lambda rows: rows),
}
KINDS: Options = {
    "": (gettext_lazy("All kinds"), lambda rows: rows),
    **{kind.value: (kind.label, _of_kind(kind)) for kind in Suggestion.Kind},
}


def _longer(days: int) -> Any:
    return lambda rows: rows.filter(submitted_at__lt=timezone.now() - timedelta(days=days))


WAITS: Options = {
    "": (gettext_lazy("Any time"), lambda rows: rows),
    "3": (gettext_lazy("Longer than 3 days"), _longer(3)),
    "7": (gettext_lazy("Longer than a week"), _longer(7)),
    "14": (gettext_lazy("Longer than 2 weeks"), _longer(14)),
    "28": (gettext_lazy("Longer than 4 weeks"), _longer(28)),
}


class _TopicFilter(ModelChoiceFilter):
    def filter(self, qs: Rows, value: TaxonomyTerm | None) -> Rows:
        if value is None:
            return qs
        of_service = Service.terms.through.objects.filter(service=OuterRef("service")).filter(
            Q(taxonomyterm=value) | Q(taxonomyterm__parent=value)
        )
        proposed = Q(proposed__contains={"terms:category": [str(value.pk)]})
        return qs.filter(proposed | Exists(of_service))


class _ClaimFilter(Choice):
    """Who works on it: `parent.request` knows who asks."""

    def filter(self, qs: Rows, value: str) -> Rows:
        me = self.parent.request.user
        if value == "mine":
            return qs.filter(claimed_by=me)
        if value == "free":
            return qs.filter(claimed_by__isnull=True)
        return qs


class QueueFilter(FilterSet):
    q = Words("reference", "service_name", label=gettext_lazy("Name of the service, or reference"))
    kind = Choice(gettext_lazy("Kind"), KINDS)
    state = Choice(gettext_lazy("State"), STATES)
    claim = _ClaimFilter(
        gettext_lazy("Who works on it"),
        {
            "": (gettext_lazy("Anybody or nobody"), lambda rows: rows),
            "mine": (gettext_lazy("I do"), lambda rows: rows),
            "free": (gettext_lazy("Nobody"), lambda rows: rows),
        },
    )
    waits = Choice(gettext_lazy("Waiting"), WAITS)
    topic = _TopicFilter(
        label=gettext_lazy("Topic"),
        queryset=TaxonomyTerm.objects.of("category").top(),
        to_field_name="slug",
        empty_label=gettext_lazy("Any topic"),
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []


class QueueView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Suggestion.objects.in_queue().select_related("claimed_by", "contact", "author")
        found = QueueFilter(
            request.GET, queryset=rows.order_by("submitted_at", "pk"), request=request
        )
        late = timezone.now() - timedelta(days=LATE_DAYS)
        page = page_of(request, found.qs)
        context = {
            "heading": _("Suggestions"),
            "form": found.form,
            "page": page,
            "entries": [_entry(each, late) for each in page],
            "may_decide": request.user.has_perm("suggestions.decide"),
            "to_review": Suggestion.objects.to_review().count(),
        }
        return render(request, "suggestions/desk/queue.html", context)


@dataclass(frozen=True)
class Entry:
    suggestion: Suggestion
    # The names of the parts it is about.
    about: list[str]
    is_late: bool


def _entry(suggestion: Suggestion, late: Any) -> Entry:
    about = parts.topics(parts.in_order(suggestion.proposed))
    return Entry(suggestion, about, suggestion.is_waiting and suggestion.submitted_at < late)


class NextView(DeskMixin, View):
    """Take the longest waiting one that nobody works on, and open it."""

    permission = "suggestions.decide"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return open_next(request)


def open_next(request: HttpRequest) -> HttpResponse:
    found = actions.claim_next(by=request.user)
    if found is not None:
        return redirect("desk:suggestion", found.pk)
    messages.info(request, _("Nothing waits for you now."))
    return redirect("desk:suggestions")


class QuickView(DeskMixin, View):
    """Short facts (a phone number, a web address) in one list, to be ticked and approved."""

    permission = "suggestions.decide"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "suggestions/desk/quick.html", {"entries": self._entries()})

    def post(self, request: HttpRequest) -> HttpResponse:
        done, problems = 0, []
        for ticked in request.POST.getlist("approve")[:MOST_QUICK]:
            problem = self._approve(ticked)
            done += not problem
            problems += [problem] if problem else []
        if done:
            words = ngettext("%(count)d approved.", "%(count)d approved.", done)
            messages.success(request, words % {"count": done})
        for problem in problems:
            messages.error(request, problem)
        return redirect("desk:suggestions_quick")

    def _approve(self, ticked: str) -> str:
        """`ticked` is a key and the listing's version. Says what went wrong, else nothing."""
        key, _colon, version = ticked.partition(":")
        suggestion = Suggestion.objects.filter(pk__in=uuids(key)).first()
        if suggestion is None or not version.isdecimal():
            return _("One of them was not found.")
        if not set(actions.parts_of(suggestion)) <= differences.TRIVIAL:
            return _("{name}: this one needs a closer look.").format(name=suggestion)
        return actions.try_to_approve(suggestion, by=self.request.user, version=int(version))

    def _entries(self) -> list[dict[str, Any]]:
        rows = Suggestion.objects.to_decide().about_listings().filter(kind="change", words="")
        waiting = list(rows.select_related("claimed_by", "author", "contact")[:MOST_LOOKED_AT])
        waiting = [each for each in waiting if set(actions.parts_of(each)) <= differences.TRIVIAL]
        waiting = [
            each
            for each in waiting
            if not actions.is_claimed(each, by_other_than=self.request.user)
        ]
        services = differences.listings(waiting)
        entries = []
        for each in waiting:
            service = services[each.service_id]
            if differences.is_trivial(each, parts.snapshot(service)):
                rows_of = differences.of(each, service)
                value = f"{each.pk}:{service.version}"
                entry = {"suggestion": each, "service": service, "differences": rows_of}
                entries.append({**entry, "value": value})
        return entries[:MOST_QUICK]


def uuids(text: str) -> list[UUID]:
    """The key that came as text; none when it is no key."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
