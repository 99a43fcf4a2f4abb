"""Freshness on the desk: what nobody has checked, whom mail does not reach, and how it goes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import charts
from core.paging import page_of
from directory.desk.filters import Choice, FilterSet, Options, Words
from directory.models import Service, TaxonomyTerm

from . import freshness, freshness_share, readers

SHOWN: Options = {
    "": (_("The next check is overdue"), lambda rows: rows.overdue(timezone.localdate())),
    "never": (_("Never checked"), lambda rows: rows.never_checked()),
    "long": (
        _("Unchecked for long: families see “Not checked lately”"),
        lambda rows: rows.long_unchecked(timezone.localdate()),
    ),
    "nobody": (_("Nobody to ask: no e-mail address"), lambda rows: rows.filter(contact="")),
    "bounced": (_("E-mail does not arrive"), lambda rows: rows.filter(is_bounced=True)),
}


class FreshnessFilter(FilterSet):
    show = Choice(_("Show"), SHOWN)
    q = Words("name_en", "organisation__name_en", label=_("Service or organisation"))

    class Meta:
        model = Service
        fields: list[str] = []


class FreshnessView(DeskMixin, View):
    """Those that wait the longest come first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = freshness.listed().order_by("review_due", "assured_date", "name_en", "pk")
        found = FreshnessFilter(request.GET, queryset=rows)
        page = page_of(request, found.qs)
        read_by, asked = readers.of(page), freshness.who_was_asked(page)
        context = {
            "heading": _("Freshness"),
            "form": found.form,
            "page": page,
            "rows": [
                {
                    "service": each,
                    "readers": read_by[each.pk],
                    "can_ask": not all(reader.is_bounced for reader in read_by[each.pk]),
                    "asked": asked[each.pk],
                }
                for each in page
            ],
        }
        return render(request, "suggestions/freshness/list.html", context)


class AboutListing(DeskMixin, View):
    """A button beside a listing. Afterwards one is back where one pressed it."""

    service: Any

    def prepare(self) -> None:
        self.service = get_object_or_404(freshness.listed(), pk=self.kwargs["pk"])

    @property
    def readers(self) -> list[readers.Reader]:
        return readers.of([self.service])[self.service.pk]

    def back(self) -> HttpResponse:
        wanted = self.request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            return redirect(wanted)
        return redirect("desk:freshness")


class AskView(AboutListing):
    """Ask the provider now, whether the check is due or not."""

    permission = "freshness.ask"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if all(reader.is_bounced for reader in self.readers):
            messages.error(request, _("There is no address that mail reaches."))
        elif freshness.ask_now(self.service, on=timezone.localdate(), by=request.user):
            messages.success(request, _("We have written to them."))
        else:
            messages.error(request, _("They had an e-mail from us of late. Please give them time."))
        return self.back()


class BouncedView(AboutListing):
    """Mail to an address that we ask comes back; or it arrives again."""

    permission = "freshness.decide"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        address = request.POST.get("address", self.service.contact)
        if address not in {reader.address for reader in self.readers}:
            messages.error(request, _("There is no address that mail reaches."))
        elif request.POST.get("mended"):
            freshness.mend(address, self.service, by=request.user)
            messages.success(request, _("We will write to this address again."))
        else:
            freshness.mark_bounced(address, self.service, by=request.user)
            messages.success(request, _("We will not write to this address until it is mended."))
        return self.back()


@dataclass(frozen=True)
class Line:
    """One row of a table of shares: a record that leads somewhere, or a month."""

    share: freshness_share.Share | None
    record: Any = None
    url: str = ""
    label: str = ""


class DashboardView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        months = freshness_share.by_month(today)
        page = page_of(request, freshness_share.by_organisation(today))
        context = {
            "now": months[-1][1],
            "months": [
                Line(share, label=formats.date_format(month, "YEAR_MONTH_FORMAT"))
                for month, share in months
            ],
            "chart": _chart(months),
            "topics": [
                Line(share, topic, _services_of(topic))
                for topic, share in freshness_share.by_topic(today)
            ],
            "page": page,
            "organisations": [
                Line(share, each, reverse("desk:organisation", args=[each.pk]))
                for each, share in freshness_share.named(list(page))
            ],
        }
        return render(request, "suggestions/freshness/dashboard.html", context)


def _services_of(topic: TaxonomyTerm) -> str:
    chosen = {"topic": topic.slug, "state": "public", "sort": "checked"}
    return f"{reverse('desk:services')}?{urlencode(chosen)}"


def _chart(months: list[tuple[date, freshness_share.Share | None]]) -> charts.Chart:
    shares = [share.percent if share else None for _month, share in months]
    title = gettext("Share of services checked in time, month by month")
    return charts.columns(
        "share",
        title,
        series=[charts.Series(title, shares)],
        unit="%",
        full=100,
        **charts.months(month for month, _share in months),
    )


# Mounted under /desk/freshness/ by `desk.urls`; every name begins with "desk:".
urlpatterns = [
    path("", FreshnessView.as_view(), name="freshness"),
    path("dashboard/", DashboardView.as_view(), name="freshness_dashboard"),
    path("<uuid:pk>/ask/", AskView.as_view(), name="service_ask"),
    path("<uuid:pk>/bounced/", BouncedView.as_view(), name="service_bounced"),
]
