"""What was said and waits to be dealt with, and the next of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from core.years import Year
from directory.desk.filters import Choice, FilterSet, Options, Rows, Words

from .. import actions
from ..models import Comment, Theme

State = Comment.State
# Of an original, so much stands in the list.
EXCERPT = 140


def _all(rows: Rows) -> Rows:
    return rows


def _where(**values: Any) -> Any:
    return lambda rows: rows.filter(**values)


def _themed(rows: Rows) -> Rows:
    through = Theme.comments.through.objects.filter(comment=OuterRef("pk"))
    return rows.filter(Exists(through))


STATES: Options = {
    "": (gettext_lazy("Waiting for us"), lambda rows: rows.waiting()),
    "new": (gettext_lazy("New"), _where(state=State.NEW)),
    "reply": (gettext_lazy("Needs a reply"), _where(needs_reply=True)),
    "late": (gettext_lazy("Late"), lambda rows: rows.late()),
    "themed": (gettext_lazy("Has a theme"), _themed),
    "unthemed": (gettext_lazy("Has no theme yet"), _where(themes=None)),
    "published": (gettext_lazy("Published"), _where(state=State.PUBLISHED)),
    "kept_back": (gettext_lazy("Kept back"), _where(state=State.KEPT_BACK)),
    "all": (gettext_lazy("All"), _all),
}
CHANNELS: Options = {
    "": (gettext_lazy("Any way"), _all),
    **{each.value: (each.label, _where(channel=each.value)) for each in Comment.Channel},
}
ABOUTS: Options = {
    "": (gettext_lazy("Anything"), _all),
    **{each.value: (each.label, _where(about=each.value)) for each in Comment.About},
}
SPEAKERS: Options = {
    "": (gettext_lazy("Anybody"), _all),
    **{each.value: (each.label, _where(speaker=each.value)) for each in Comment.Speaker},
}


class _YearChoice(Choice):
    """The years in which anything was heard, and the present one."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Reporting year"), {"": (gettext_lazy("Any year"), _all)})

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            heard = Comment.objects.order_by().values_list("year", flat=True).distinct()
            codes = sorted({*heard, Year.current().code}, reverse=True)
            self.options |= {code: (code, _where(year=code)) for code in codes}
            self.extra["choices"] = [(key, name) for key, (name, _leave) in self.options.items()]
        return super().field


class _OwnerChoice(Choice):
    """Who looks after it: `parent.request` knows who asks."""

    def filter(self, qs: Rows, value: str) -> Rows:
        if value == "mine":
            return qs.filter(owner=self.parent.request.user)
        return qs.filter(owner=None) if value == "nobody" else qs


class CommentFilter(FilterSet):
    q = Words(
        "reference",
        "original",
        "published_words_en",
        "search_term",
        "page",
        label=gettext_lazy("Words, or reference"),
    )
    state = Choice(gettext_lazy("State"), STATES)
    channel = Choice(gettext_lazy("How it reached us"), CHANNELS)
    about = Choice(gettext_lazy("What it is about"), ABOUTS)
    speaker = Choice(gettext_lazy("Who is speaking"), SPEAKERS)
    owner = _OwnerChoice(
        gettext_lazy("Who looks after it"),
        {
            "": (gettext_lazy("Anybody or nobody"), _all),
            "mine": (gettext_lazy("I do"), _all),
            "nobody": (gettext_lazy("Nobody"), _all),
        },
    )
    year = _YearChoice()

    class Meta:
        model = Comment
        fields: list[str] = []


@dataclass(frozen=True)
class Entry:
    comment: Comment
    excerpt: str
    days: int
    is_late: bool


class QueueView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Comment.objects.select_related("owner", "occasion").order_by(
            "due", "created_at", "pk"
        )
        found = CommentFilter(request.GET, queryset=rows, request=request)
        page = page_of(request, found.qs)
        today = timezone.localdate()
        context = {
            "heading": _("Feedback"),
            "form": found.form,
            "page": page,
            "entries": [_entry(each, today) for each in page],
            "counts": _counts(today),
            "may_triage": request.user.has_perm("feedback.triage"),
        }
        return render(request, "feedback/desk/queue.html", context)


def _entry(comment: Comment, today: date) -> Entry:
    words = comment.original or comment.published_words or ""
    short = " ".join(words.split())
    excerpt = f"{short[:EXCERPT].rstrip()}…" if len(short) > EXCERPT else short
    is_waiting = comment.is_undecided or comment.needs_reply
    return Entry(
        comment, excerpt, (today - comment.heard_on).days, is_waiting and comment.due < today
    )


def _counts(today: date) -> list[tuple[str, Any, int]]:
    """For each kind of work its value in the address, its name and how much there is."""
    waiting = Q(state__in=Comment.UNDECIDED) | Q(needs_reply=True)
    counted = Comment.objects.filter(waiting).aggregate(
        new=Count("pk", filter=Q(state=State.NEW)),
        reply=Count("pk", filter=Q(needs_reply=True)),
        late=Count("pk", filter=Q(due__lt=today)),
    )
    return [(value, STATES[value][0], counted[value]) for value in ("new", "reply", "late")]


class NextView(DeskMixin, View):
    """Open what should be looked at next."""

    permission = "feedback.triage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return open_next(request)


def open_next(request: HttpRequest, after: Comment | None = None) -> HttpResponse:
    found = actions.next_waiting(by=request.user, after=after)
    if found is not None:
        return redirect("desk:comment", found.pk)
    messages.info(request, _("Nothing waits for you now."))
    return redirect("desk:comments")
