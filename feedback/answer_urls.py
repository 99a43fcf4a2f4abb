"""Mounted under /you-said-we-did/."""

from django.urls import path

from .views import answers

app_name = "answers"
urlpatterns = [
    path("", answers.YearView.as_view(), name="home"),
    path("<slug:year>/", answers.YearView.as_view(), name="year"),
    path("<slug:year>/<uuid:pk>/", answers.ThemeView.as_view(), name="theme"),
]
