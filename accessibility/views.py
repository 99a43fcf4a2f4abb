"""The accessibility statement for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic.base import View

from core.caching import PublicPageMixin

from . import evidence, standing
from .models import Problem, Statement


class StatementView(PublicPageMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        statement, problems = Statement.current(), list(Problem.objects.open())
        of_category = {
            category.value: [each for each in problems if each.category == category]
            for category in Problem.Category
        }
        context = {
            "statement": statement,
            "problems": problems,
            "of": of_category,
            "standing": standing.of(problems),
            "claims": standing.claims(),
            "modes": standing.modes(),
            "results": standing.results(),
            "automatic": evidence.automatic(),
            "pdfs": evidence.pdfs(),
            "tested": evidence.last_tested(),
            "answer_days": settings.ACCESS_ANSWER_WORKING_DAYS,
        }
        return render(request, "accessibility/statement.html", context)
