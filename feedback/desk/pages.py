"""Which pages visitors found useful, and which not."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core.paging import page_of
from core.years import Year
from directory import page_titles
from directory.page_titles import PageTitle

from ..models import PageAnswer
from .editing import YearForm


@dataclass(frozen=True)
class Judged:
    """How many visitors answered for one page in a year."""

    path: str
    title: PageTitle
    yes: int
    no: int

    @property
    def useful_percent(self) -> int:
        return round(100 * self.yes / (self.yes + self.no)) if self.yes + self.no else 0


class PagesView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        year = _year(request.GET.get("year", ""))
        page = page_of(request, PageAnswer.objects.by_page(year))
        titles = page_titles.titles(row["page"] for row in page)
        judged = [
            Judged(row["page"], titles[row["page"]], row["yeses"], row["noes"]) for row in page
        ]
        context = {
            "heading": _("Which pages are useful"),
            "form": YearForm(year),
            "year": year,
            "page": page,
            "judged": judged,
        }
        return render(request, "feedback/desk/pages.html", context)


def _year(code: str) -> Year:
    try:
        return Year.parse(code)
    except ValueError:
        return Year.current()
