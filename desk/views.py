"""The first page of the desk: everything that waits for somebody, and what changed lately."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accessibility import tasks as accessibility
from accessibility.models import Problem
from accounts.desk import DeskMixin
from accounts.models import MembershipRequest
from content import kinds
from content.desk.lists import counts
from core.models import AuditEvent
from directory import coverage
from directory.models import LikelyDuplicate, Service
from documents.models import FormatRequest
from feedback.models import Action, Comment, Gap
from links.models import Link
from news.models import Consultation
from openreferral.models import ImportRun
from suggestions import freshness
from suggestions.models import Suggestion
from suggestions.querysets import LATE_DAYS
from usage.models import SearchTerm

from .audit import described

LATEST = 12
SEARCHES = 10
DAYS_OF_SEARCHES = 30


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, and the list behind it."""

    count: int
    label: str | Promise
    url: str


class HomeView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        context = {
            "suggested": suggested(),
            "said": said(today),
            "pages": pages(today),
            "due": due(today),
            "missing": missing(),
            "upkeep": upkeep(request.user, today),
            "searches": found_nothing(today),
            "searches_days": DAYS_OF_SEARCHES,
            "imports": ImportRun.objects.select_related("by")[:3],
            "latest": [described(event) for event in latest()],
        }
        return render(request, "desk/home.html", context)


def suggested() -> list[Tile]:
    rows, page = Suggestion.objects, reverse("desk:suggestions")
    late = rows.late(timezone.now()).filter(state="submitted")
    asking = MembershipRequest.objects.on_desk().filter(state=MembershipRequest.State.WAITING)
    return [
        Tile(rows.to_decide().count(), _("Suggestions to decide on"), page),
        Tile(late.count(), _("Waiting longer than a week"), f"{page}?waits={LATE_DAYS}"),
        Tile(
            rows.to_review().count(),
            _("Published already, to look at"),
            reverse("desk:published"),
        ),
        Tile(asking.count(), _("People who ask to look after listings"), reverse("desk:claims")),
    ]


def said(today: date) -> list[Tile]:
    """What families said that still waits for somebody."""
    rows, page, themes = Comment.objects, reverse("desk:comments"), reverse("desk:themes")
    new = rows.filter(state=Comment.State.NEW)
    return [
        Tile(new.count(), _("New comments"), f"{page}?state=new"),
        Tile(rows.filter(needs_reply=True).count(), _("Need a reply"), f"{page}?state=reply"),
        Tile(rows.late(today).count(), _("Comments that are late"), f"{page}?state=late"),
        Tile(
            Gap.objects.waiting().count(),
            _("Gaps that nobody has answered"),
            f"{reverse('desk:gaps')}?state={Gap.State.OPEN}",
        ),
        # The page marks which they are.
        Tile(Action.objects.late(today).count(), _("Promises past their day"), themes),
    ]


def pages(today: date) -> list[Tile]:
    """The words of the site: what is written and not published, old, asked for or broken."""
    found = [counts(kind, today) for kind in kinds.all_kinds()]
    page, outcome_late = reverse("desk:page_kinds"), Consultation.objects.outcome_late(today)
    return [
        Tile(sum(each["drafts"] + each["changed"] for each in found), _("Not published yet"), page),
        Tile(sum(each["due"] for each in found), _("To be read again"), page),
        Tile(
            FormatRequest.objects.waiting().count(),
            _("Ask for another format"),
            reverse("desk:format_requests"),
        ),
        Tile(
            outcome_late.count(),
            _("Consultations without an outcome"),
            f"{reverse('desk:pages', args=['consultation'])}?state=outcome",
        ),
        Tile(Link.objects.broken().count(), _("Broken links"), reverse("desk:links")),
        Tile(
            Problem.objects.late(today).count() + (accessibility.due(today) is not None),
            _("Due in the accessibility statement"),
            reverse("desk:accessibility"),
        ),
    ]


def due(today: date) -> list[Tile]:
    services = Service.objects
    return [
        _tile(services.overdue(today), _("The next check is overdue"), check="overdue"),
        _tile(services.never_checked(), _("Never checked"), check="never"),
        _tile(services.drafts(), _("Not published"), state="drafts"),
        _tile(services.closed_for_now(), _("Closed for now"), state="closed"),
    ]


def missing() -> list[Tile]:
    services = Service.objects
    return [
        _tile(services.without_contact(), _("No phone, e-mail or website"), missing="contact"),
        _tile(services.without_description(), _("No description"), missing="description"),
        _tile(services.without_topic(), _("No topic"), missing="topic"),
        _tile(services.without_place(), _("No place, and not online"), missing="place"),
        _tile(
            services.with_old_translations(),
            _("English changed under a translation"),
            missing="translation",
        ),
    ]


def upkeep(user: Any, today: date) -> list[Tile]:
    """What keeps the directory true and whole: addresses that work, the law's list, no twins."""
    services, page = freshness.listed(), reverse("desk:freshness")
    gaps = [line for line in coverage.lines(today) if line.state in coverage.TOO_LITTLE]
    tiles = [
        Tile(
            services.filter(is_bounced=True).count(),
            _("E-mail to the provider does not arrive"),
            f"{page}?show=bounced",
        ),
        Tile(
            services.filter(contact="").count(),
            _("No address to ask the provider"),
            f"{page}?show=nobody",
        ),
        Tile(len(gaps), _("Missing or thin in what the law asks for"), reverse("desk:coverage")),
    ]
    if user.has_perm("directory.publish"):
        pairs = LikelyDuplicate.objects.open()
        tiles.append(
            Tile(pairs.count(), _("Services perhaps listed twice"), reverse("desk:duplicates"))
        )
    return tiles


def _tile(rows: "QuerySet[Service]", label: str | Promise, **chosen: str) -> Tile:
    return Tile(rows.count(), label, f"{reverse('desk:services')}?{urlencode(chosen)}")


def found_nothing(today: date) -> "QuerySet[Any, Any]":
    """What people searched for most of late without finding anything."""
    since = today - timedelta(days=DAYS_OF_SEARCHES)
    terms = SearchTerm.objects.filter(day__gte=since, found_nothing__gt=0)
    return (
        terms.order_by()
        .values("term", "language")
        .annotate(times=Sum("found_nothing"))
        .order_by("-times", "term")[:SEARCHES]
    )


def latest() -> "QuerySet[AuditEvent]":
    """What was done, leaving out people coming and going."""
    events = AuditEvent.objects.exclude(verb__startswith="account.sign")
    return events.select_related("actor")[:LATEST]
