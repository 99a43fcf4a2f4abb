"""Mounted under /surveys/."""

from django.urls import path

from .views import surveys

app_name = "surveys"
urlpatterns = [
    path("", surveys.SurveysView.as_view(), name="home"),
    path("<slug:slug>/", surveys.SurveyView.as_view(), name="survey"),
    path("<slug:slug>/thanks/", surveys.ThanksView.as_view(), name="thanks"),
    path("<slug:slug>/results/", surveys.ResultsView.as_view(), name="results"),
]
