"""Mounted under /desk/surveys/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import surveys

urlpatterns = [
    path("", surveys.SurveysView.as_view(), name="surveys"),
    path("add/", surveys.EditSurveyView.as_view(), name="survey_add"),
    path("<uuid:pk>/", surveys.SurveyView.as_view(), name="survey"),
    path("<uuid:pk>/change/", surveys.EditSurveyView.as_view(), name="survey_change"),
    path("<uuid:pk>/publish/", surveys.PublishSurveyView.as_view(), name="survey_publish"),
    path("<uuid:pk>/copy/", surveys.CopySurveyView.as_view(), name="survey_copy"),
    path("<uuid:pk>/delete/", surveys.DeleteSurveyView.as_view(), name="survey_delete"),
    path("<uuid:pk>/preview/", surveys.PreviewSurveyView.as_view(), name="survey_preview"),
    path("<uuid:pk>/results/", surveys.ResultsView.as_view(), name="survey_results"),
    path("<uuid:pk>/results/export/", surveys.ExportResultsView.as_view(), name="survey_export"),
    path("<uuid:pk>/questions/add/", surveys.AddQuestionView.as_view(), name="survey_question"),
    path(
        "<uuid:pk>/translate/<str:language>/",
        surveys.TranslateSurveyView.as_view(),
        name="survey_translate",
    ),
    path("questions/<uuid:pk>/", surveys.QuestionView.as_view(), name="question"),
    path(
        "questions/<uuid:pk>/delete/", surveys.DeleteQuestionView.as_view(), name="question_delete"
    ),
]
