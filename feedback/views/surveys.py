"""Surveys as everybody sees them: without an account, a cookie or a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic.base import View

from core import charts
from core.caching import PublicPageMixin
from core.languages import SOURCE
from core.private import PrivatePage
from core.ratelimit import Limit, TooManyRequests, spend
from directory.actions import StaleVersion

from .. import surveys
from ..models import Question, Survey
from ..survey_forms import SurveyForm

# So many that a whole school may answer within an hour, each pupil from the same address.
SENDS = Limit(name="surveys.send", seconds=3600, of_subject=2000, of_address=2000)


class SurveysView(PublicPageMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        published = Survey.objects.published()
        context = {
            "open": Survey.objects.open(today).order_by("closes_on", "pk"),
            "with_results": published.filter(shows_results=True, closes_on__lt=today),
        }
        return render(request, "feedback/surveys/home.html", context)


class OfSurvey(View):
    """A page about a published survey, by its address."""

    @cached_property
    def survey(self) -> Survey:
        rows: Any = Survey.objects.published().select_related("occasion")
        found: Survey = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.survey.questions.all())


class SurveyView(OfSurvey, PrivatePage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.survey.is_open:
            return render(request, "feedback/surveys/shut.html", {"survey": self.survey})
        return self._show(SurveyForm(questions=self.questions))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = SurveyForm(request.POST, questions=self.questions)
        if not form.is_valid():
            return self._show(form)
        try:
            spend(request, SENDS)
            surveys.respond(
                self.survey,
                chosen=form.chosen(),
                written=form.written(),
                language=get_language() or SOURCE,
            )
        except TooManyRequests:
            # The page for too many requests would lose what was written.
            return self._show(form, is_too_much=True, status=429)
        except StaleVersion:
            form.add_error(
                None, _("The questions changed just now. Look through your answers, then send.")
            )
            return self._show(form, status=409)
        except surveys.NotOpen:
            return redirect(self.survey)
        return redirect("surveys:thanks", slug)

    def _show(
        self, form: SurveyForm, *, is_too_much: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {"survey": self.survey, "form": form, "is_too_much": is_too_much}
        return render(self.request, "feedback/surveys/survey.html", context, status=status)


class ThanksView(PublicPageMixin, OfSurvey):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return render(request, "feedback/surveys/thanks.html", {"survey": self.survey})


class ResultsView(PublicPageMixin, OfSurvey):
    """How many chose what, once the survey has closed and an officer has said so."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        survey = self.survey
        rows: Any = Survey.objects.published().filter(shows_results=True)
        get_object_or_404(rows, pk=survey.pk, closes_on__lt=timezone.localdate())
        context = {"survey": survey, "charts": charts_of(surveys.public_results(survey))}
        return render(request, "feedback/surveys/results.html", context)


def charts_of(results: list[surveys.Result]) -> list[dict[str, Any]]:
    """A chart for each question that has choices."""
    return [
        {
            "result": result,
            "chart": charts.bars(
                f"question-{number}",
                str(result.question),
                result.labels,
                charts.Series(_("Answers"), result.counts),
            ),
        }
        for number, result in enumerate(results, start=1)
        if not result.question.is_written
    ]
