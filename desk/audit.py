"""The audit log: who did what and when. Nobody can change it: the database refuses."""

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from accounts.models import User
from accounts.querysets import who_acts
from content import kinds
from core import audit
from core.forms import DateField
from core.models import AuditEvent
from core.paging import page_of
from core.spreadsheets import csv_response

from . import verbs

# A longer list is narrowed by date, not leafed through; nor is it counted to its end.
MOST_SHOWN = 5_000
MOST_EXPORTED = 100_000
# Pages of the desk about one record.
_PAGES = {
    "directory.service": "desk:service",
    "directory.organisation": "desk:organisation",
    "directory.location": "desk:location",
    "directory.taxonomyterm": "desk:term",
    "directory.requirement": "desk:requirement",
    "accounts.user": "desk:person",
    "suggestions.suggestion": "desk:suggestion",
    "openreferral.importrun": "desk:import",
    "feedback.theme": "desk:theme",
    "feedback.action": "desk:action",
    "feedback.priority": "desk:priority",
    "feedback.gap": "desk:gap",
    "feedback.survey": "desk:survey",
    "content.image": "desk:image",
    "content.video": "desk:video",
    "content.glossaryentry": "desk:glossary_entry",
    "documents.formatrequest": "desk:format_request",
    "documents.printpack": "desk:print_pack",
    "bulletins.bulletin": "desk:bulletin",
    "bulletins.subscriber": "desk:subscriber",
}


class _DateFilter(filters.Filter):
    field_class = DateField


class AuditFilter(filters.FilterSet):
    who = filters.ModelChoiceFilter(
        label=_("Who"),
        queryset=who_acts(User.objects.all()),
        field_name="actor",
        empty_label=_("Anybody"),
    )
    verb = filters.ChoiceFilter(
        label=_("What was done"), choices=list(verbs.VERBS.items()), empty_label=_("Anything")
    )
    record = filters.CharFilter(
        label=_("Name of the record"),
        field_name="object_label",
        lookup_expr="icontains",
        max_length=200,
    )
    object_id = filters.CharFilter(widget=forms.HiddenInput, max_length=40)
    after = _DateFilter(label=_("From"), method="since")
    before = _DateFilter(label=_("Until"), method="until")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def since(self, rows: "QuerySet[AuditEvent]", name: str, day: Any) -> "QuerySet[AuditEvent]":
        return rows.filter(at__gte=_midnight(day))

    def until(self, rows: "QuerySet[AuditEvent]", name: str, day: Any) -> "QuerySet[AuditEvent]":
        return rows.filter(at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _filtered(request: HttpRequest) -> AuditFilter:
    return AuditFilter(request.GET, queryset=AuditEvent.objects.select_related("actor"))


class AuditView(DeskMixin, View):
    permission = "audit.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = _filtered(request)
        page = page_of(request, found.qs[:MOST_SHOWN])
        context = {
            "form": found.form,
            "page": page,
            "events": [described(event) for event in page],
            "is_cut": page.paginator.count == MOST_SHOWN,
        }
        return render(request, "desk/audit.html", context)


class AuditExportView(DeskMixin, View):
    """What the filters leave, as a spreadsheet. That somebody took it is written down too."""

    permission = "audit.export"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        found = _filtered(request)
        chosen = sorted(name for name, value in request.GET.items() if value and name != "page")
        audit.record(by=request.user, verb="audit.exported", filters=chosen)
        header = ("When", "Who", "What was done", "Kind of record", "Record", "Name", "Details")
        return csv_response("audit-log", header, _lines(found.qs[:MOST_EXPORTED]))


def _lines(events: "QuerySet[AuditEvent]") -> Iterator[list[str]]:
    for event in events.iterator(chunk_size=1000):
        yield [
            timezone.localtime(event.at).isoformat(timespec="seconds"),
            event.actor.email if event.actor else "",
            event.verb,
            event.object_type,
            event.object_id,
            event.object_label,
            json.dumps(event.detail, ensure_ascii=False) if event.detail else "",
        ]


def described(event: AuditEvent) -> dict[str, Any]:
    """An event as the list shows it."""
    return {
        "event": event,
        "what": verbs.in_words(event.verb),
        "url": _page_of_event(event),
        "details": {name: _plain(value) for name, value in event.detail.items()},
    }


def _plain(value: Any) -> str:
    """A detail without the brackets and quotation marks of JSON."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(each)}".strip() for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    return str(value)


def _page_of_event(event: AuditEvent) -> str:
    """Nothing when the record is gone for good."""
    if event.verb.endswith((".deleted", ".merged")):
        return ""
    return record_page(event.object_type, event.object_id)


def record_page(object_type: str, object_id: str) -> str:
    """A record's page on the desk; nothing when it has none."""
    kinds_of_pages = {kind.model._meta.label_lower: kind.name for kind in kinds.all_kinds()}
    try:
        if kind := kinds_of_pages.get(object_type):
            return reverse("desk:page", args=[kind, object_id])
        return reverse(_PAGES[object_type], args=[object_id]) if object_type in _PAGES else ""
    except NoReverseMatch:
        return ""
