"""The pages of one kind, and how every kind stands."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from content import kinds
from content.models import Page, Topic
from core.paging import page_of
from directory.desk.filters import Choice, FilterSet, Options, Words

from . import fields
from .mixins import KindMixin

State = Page.State
_SCHEDULED = Q(publish_at__isnull=False)


def _all(rows: Any) -> Any:
    return rows


STATES: Options = {
    "": (_("All"), _all),
    "public": (_("Everybody can see them"), lambda rows: rows.live()),
    "draft": (_("Drafts"), lambda rows: rows.filter(state=State.DRAFT)),
    "waiting": (_("With words that are not public yet"), lambda rows: rows.waiting()),
    "scheduled": (_("Go out by themselves"), lambda rows: rows.filter(_SCHEDULED)),
    "withdrawn": (_("Taken off the site"), lambda rows: rows.filter(state=State.WITHDRAWN)),
}
REVIEWS: Options = {
    "": (_("Any time"), _all),
    "due": (_("Review due"), lambda rows: rows.due_for_review(timezone.localdate())),
    "nobody": (
        _("Nobody looks after them"),
        lambda rows: rows.filter(owner=None).exclude(state=State.WITHDRAWN),
    ),
}
ORDERS: Options = {
    "": (_("Last changed first"), lambda rows: rows.order_by("-updated_at", "pk")),
    "title": (_("By title"), lambda rows: rows.order_by("title_en", "pk")),
    "review": (
        _("Longest due for review first"),
        lambda rows: rows.order_by("review_due", "title_en", "pk"),
    ),
}


class PageFilter(FilterSet):
    q = Words("title_en", "summary_en", "slug", label=_("Words in its title or summary"))
    topic = Choice(_("Topic"), {"": (_("Any topic"), _all)})
    state = Choice(_("State"), STATES)
    review = Choice(_("Review"), REVIEWS)
    sort = Choice(_("Order"), ORDERS)

    class Meta:
        model = Topic
        fields: list[str] = []

    def __init__(self, *args: Any, kind: kinds.Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("topic", {"": (_("Any topic"), _all), **_topics()})
        self._offer("state", {**STATES, **kind.states})

    def _offer(self, name: str, options: Options) -> None:
        chosen: Any = self.filters[name]
        chosen.options = options
        chosen.extra["choices"] = [(key, label) for key, (label, _leave) in options.items()]


def _topics() -> Options:
    """Each topic, and what it leaves: its own pages and those of its smaller topics."""
    label = fields.topic().label_from_instance
    return {topic.slug: (label(topic), _of(topic)) for topic in fields.all_topics()}


def _of(topic: Topic) -> Any:
    def leave(rows: Any) -> Any:
        above = rows.model.topic_field
        return rows.filter(Q(**{above: topic}) | Q(**{f"{above}__parent": topic}))

    return leave


class ListView(KindMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = PageFilter(request.GET, queryset=self.rows(), kind=self.kind)
        return self.show(
            "pages",
            heading=self.kind.plural,
            form=found.form,
            page=page_of(request, found.qs),
            today=timezone.localdate(),
        )


class KindsView(DeskMixin, View):
    """How many pages of each kind there are, and how many wait for somebody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        entries = [{"kind": kind, **counts(kind, today)} for kind in kinds.all_kinds()]
        return render(request, "content/desk/kinds.html", {"entries": entries})


def counts(kind: kinds.Kind, today: date) -> dict[str, int]:
    """How many are public, drafts, changed, scheduled and due for review. One query."""
    rows: Any = kind.model._default_manager
    is_public = Q(state=State.PUBLISHED)
    found: dict[str, int] = rows.aggregate(
        public=Count("pk", is_public),
        drafts=Count("pk", Q(state=State.DRAFT)),
        changed=Count("pk", Q(working__isnull=False)),
        scheduled=Count("pk", _SCHEDULED),
        due=Count("pk", is_public & Q(review_due__lte=today)),
    )
    return found
