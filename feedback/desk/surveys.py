"""Surveys on the desk: building, trying, publishing and copying them, and their results."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.desk import DeskMixin
from core import audit
from core.forms import DateField
from core.paging import page_of
from core.spreadsheets import csv_response
from core.versions import opened_on
from directory.desk import fields
from directory.desk.translations import TranslateOneView, progress_of
from directory.translatables import Text, texts_of

from .. import surveys
from ..models import Answer, Question, Response, Survey
from ..survey_forms import SurveyForm
from ..views.surveys import charts_of
from . import editing
from .editing import AnswerMixin, DeleteView, EditView

MOST_QUESTIONS = 40
MOST_OPTIONS = 20
# Of what people wrote, on the page of results; the spreadsheet has all.
WORDS_SHOWN = 50
_AT_ONCE = 500


class AboutSurveyForm(forms.ModelForm):
    title_en = fields.line(gettext_lazy("Title"), longest=200, required=True)
    intro_en = fields.prose(
        gettext_lazy("Introduction"),
        gettext_lazy("What it is for, how long it takes, what becomes of the answers."),
        rows=5,
    )
    thanks_en = fields.prose(gettext_lazy("What people read when they have sent it"), rows=3)
    opens_on = DateField(label=gettext_lazy("First day"))
    closes_on = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("It can be answered until the end of that day."),
    )
    shows_results = forms.BooleanField(
        label=gettext_lazy("Everybody may see the results once it has closed"),
        help_text=gettext_lazy("How often each choice was taken, without small numbers."),
        required=False,
    )

    class Meta:
        model = Survey
        fields = ["title_en", "intro_en", "thanks_en", "opens_on", "closes_on", "shows_results"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("It must not close before it opens."))
        return cleaned


class QuestionForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"),
        choices=Question.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind of answer.")},
    )
    text_en = fields.line(gettext_lazy("Question"), longest=300, required=True)
    hint_en = fields.line(
        gettext_lazy("Hint"), gettext_lazy("Stands under the question."), longest=300
    )
    options_en = fields.prose(
        gettext_lazy("Choices"),
        gettext_lazy(
            "One a line. For a scale from 1 to 5, two lines: what 1 means, and what 5 means."
        ),
        rows=6,
    )
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    order = fields.number(
        gettext_lazy("Place in the survey"), gettext_lazy("Lower numbers come first."), most=9999
    )

    class Meta:
        model = Question
        fields = ["kind", "text_en", "hint_en", "options_en", "required", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = Question.Kind.choices

    def clean_order(self) -> int:
        if self.cleaned_data["order"] is not None:
            return int(self.cleaned_data["order"])
        return surveys.next_place(self.instance.survey)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lines = [line.strip() for line in cleaned.get("options_en", "").splitlines()]
        lines = [line for line in lines if line]
        problem = _problem_of(cleaned.get("kind", ""), lines)
        if problem:
            self.add_error("options_en", problem)
        cleaned["options_en"] = "\n".join(lines)
        return cleaned


def _problem_of(kind: str, lines: list[str]) -> str:
    """Why the choices do not fit the kind; nothing when they do."""
    if kind in (Question.Kind.ONE, Question.Kind.MANY):
        if len(lines) < 2:
            return _("Write at least two choices, one a line.")
        if len(lines) > MOST_OPTIONS:
            return _("These are too many choices.")
        if len(set(lines)) < len(lines):
            return _("Two choices are the same.")
    if kind == Question.Kind.SCALE and len(lines) > 2:
        return _("A scale has two lines at most: what 1 means, and what 5 means.")
    return ""


# --- The list and one survey ----------------------------------------------------------------------


class SurveysView(DeskMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Survey.objects.annotate(response_count=Count("responses"))
        page = page_of(request, rows.order_by("-opens_on", "title_en", "pk"))
        return render(
            request, "feedback/desk/surveys.html", {"heading": _("Surveys"), "page": page}
        )


class SurveyMixin(AnswerMixin):
    model = Survey

    def page_url(self) -> str:
        if self.record is None:
            return reverse("desk:surveys")
        return reverse("desk:survey", args=[self.record.pk])

    def crumbs(self) -> editing.Crumbs:
        way = [(reverse("desk:surveys"), _("Surveys"))]
        return [*way, (self.page_url(), str(self.record))] if self.record else way


class SurveyView(SurveyMixin):
    permission = "desk.view"

    def crumbs(self) -> editing.Crumbs:
        return [(reverse("desk:surveys"), _("Surveys"))]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(
            "survey",
            survey=self.record,
            questions=self.record.questions.all(),
            response_count=self.record.responses.count(),
            translations=progress_of(_texts(self.record)),
            base=self.page_url(),
        )


class EditSurveyView(SurveyMixin, EditView):
    form_class = AboutSurveyForm

    @property
    def title(self) -> str:
        return _("Change the survey") if self.record else _("Add a survey")

    def save(self, form: Any, version: int | None) -> None:
        surveys.save_survey(
            form.instance, by=self.request.user, version=version, fields=form.changed_data
        )


class PublishSurveyView(SurveyMixin):
    permission = "feedback.publish"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        published = request.POST.get("do") != "unpublish"
        if published and not self.record.questions.exists():
            messages.error(request, _("It has no question yet."))
            return redirect(self.page_url())
        surveys.set_published(self.record, published, by=request.user)
        return self.done(_("Families can see it now.") if published else _("It is hidden now."))


class CopySurveyView(SurveyMixin):
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.record = surveys.copy_survey(self.record, by=request.user)
        return self.done(_("This is the copy. Change what is different, then show it to families."))


class DeleteSurveyView(SurveyMixin, DeleteView):
    def may_go(self) -> bool:
        return not self.record.published and not self.record.responses.exists()

    def remove(self) -> None:
        surveys.delete_survey(self.record, by=self.request.user)

    def after_url(self) -> str:
        return reverse("desk:surveys")


class PreviewSurveyView(SurveyMixin):
    """As families will see it. Nothing is kept of what one tries."""

    permission = "desk.view"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        questions = list(self.record.questions.all())
        form = SurveyForm(questions=questions)
        context = {"survey": self.record, "form": form, "is_preview": True}
        return render(request, "feedback/surveys/survey.html", context)


# --- Questions ------------------------------------------------------------------------------------


class QuestionMixin(AnswerMixin):
    """Once there is an answer, the page says why the questions stay as they are."""

    model = Question

    def rows(self) -> "QuerySet[Question]":
        return Question.objects.select_related("survey")

    @property
    def survey(self) -> Survey:
        return self.record.survey

    def page_url(self) -> str:
        return reverse("desk:survey", args=[self.survey.pk])

    def crumbs(self) -> editing.Crumbs:
        return [(reverse("desk:surveys"), _("Surveys")), (self.page_url(), str(self.survey))]

    def refused(self) -> HttpResponse:
        messages.error(
            self.request,
            _("It has answers, so its questions stay as they are. Copy the survey to ask anew."),
        )
        return redirect(self.page_url())


class QuestionView(QuestionMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.survey.responses.exists():
            return self.refused()
        return self.draw(QuestionForm(instance=self.instance()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = opened_on(request)
        form = QuestionForm(request.POST, instance=self.instance())
        if not form.is_valid():
            return self.draw(form)
        try:
            surveys.save_question(form.instance, by=request.user, version=version)
        except surveys.Answered:
            return self.refused()
        except editing.StaleVersion:
            form.add_error(
                None,
                _(
                    "Somebody else changed this meanwhile. What you typed is below; "
                    "look at the survey in another window before you save again."
                ),
            )
            return self.draw(form, status=409)
        return self.done(_("Saved."))

    def instance(self) -> Question:
        return self.rows().get(pk=self.record.pk)

    def draw(self, form: QuestionForm, *, status: int = 200) -> HttpResponse:
        version = Survey.objects.values_list("version", flat=True).get(pk=self.survey.pk)
        title = _("Change the question") if self.record else _("Add a question")
        context = {"title": title, "form": form, "back": self.page_url(), "version": version}
        return self.show("edit", status=status, **context)


class AddQuestionView(QuestionView):
    """Its address names the survey."""

    def prepare(self) -> None:
        self._survey = get_object_or_404(Survey, pk=self.kwargs["pk"])
        if self._survey.questions.count() >= MOST_QUESTIONS:
            raise Http404

    @property
    def survey(self) -> Survey:
        return self._survey

    def instance(self) -> Question:
        return Question(survey=self._survey)


class DeleteQuestionView(QuestionMixin, DeleteView):
    def may_go(self) -> bool:
        return not self.survey.responses.exists()

    def remove(self) -> None:
        surveys.delete_question(self.record, by=self.request.user)

    def after_url(self) -> str:
        return self.page_url()


# --- Results --------------------------------------------------------------------------------------


class ResultsView(SurveyMixin):
    permission = "feedback.answer"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        survey = self.record
        results = surveys.results(survey)
        written = Answer.objects.filter(response__survey=survey, comment__isnull=False)
        rows = written.select_related("question", "comment").order_by("-response__day", "pk")
        return self.show(
            "survey_results",
            survey=survey,
            response_count=survey.responses.count(),
            charts=charts_of(results),
            written=[result for result in results if result.question.is_written],
            page=page_of(request, rows, WORDS_SHOWN),
        )


class ExportResultsView(SurveyMixin):
    """A line for each response. What people wrote is in it, so that somebody took it is written
    down."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        survey = self.record
        questions = list(survey.questions.all())
        audit.record(by=request.user, verb="survey.exported", obj=survey)
        header = ["Day", "Language", *(question.text_en for question in questions)]
        return csv_response(survey.slug, header, _lines(survey, questions))


def _lines(survey: Survey, questions: list[Any]) -> Iterator[list[str]]:
    labels = {each.pk: dict(each.choices()) for each in questions if not each.is_written}
    responses: Any = Response.objects.filter(survey=survey).prefetch_related("answers__comment")
    for response in responses.iterator(chunk_size=_AT_ONCE):
        given = {answer.question_id: answer for answer in response.answers.all()}
        cells = (_cell(given.get(each.pk), labels.get(each.pk, {})) for each in questions)
        yield [response.day.isoformat(), response.language, *cells]


def _cell(answer: Answer | None, labels: dict[int, str]) -> str:
    if answer is None:
        return ""
    if answer.comment is not None:
        return answer.comment.original
    return "; ".join(labels.get(number, str(number)) for number in answer.chosen)


# --- Other languages ------------------------------------------------------------------------------


def _texts(survey: Survey) -> list[Text]:
    """What is to be translated of a survey and its questions."""
    return texts_of(survey) + [text for each in survey.questions.all() for text in texts_of(each)]


class TranslateSurveyView(TranslateOneView):
    """A survey and its questions in another language, on one page."""

    permission = "feedback.answer"
    verb = "survey.translated"

    def find(self) -> Survey:
        return get_object_or_404(Survey.objects.prefetch_related("questions"), pk=self.kwargs["pk"])

    def record_url(self) -> str:
        return reverse("desk:survey", args=[self.record.pk])

    def list_of(self) -> tuple[str, Any]:
        return reverse("desk:surveys"), _("Surveys")

    def _texts(self) -> list[Text]:
        return _texts(self.record)
