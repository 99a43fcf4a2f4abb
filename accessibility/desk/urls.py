"""Mounted under /desk/accessibility/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from ..models import Statement
from . import views

_PROBLEM = "problems/<uuid:pk>/"
urlpatterns = [
    path("", views.OverviewView.as_view(), name="accessibility"),
    path("confirm/", views.ConfirmView.as_view(), name="accessibility_confirm"),
    path("words/", views.EditView.as_view(about=Statement), name="accessibility_words"),
    path(
        "words/history/",
        views.HistoryView.as_view(about=Statement),
        name="accessibility_words_history",
    ),
    path(
        "words/history/<int:version>/put-back/",
        views.PutBackView.as_view(about=Statement),
        name="accessibility_words_put_back",
    ),
    path(
        "words/translate/<str:language>/",
        views.TranslateView.as_view(about=Statement),
        name="accessibility_words_translate",
    ),
    path("problems/add/", views.EditView.as_view(), name="accessibility_problem_add"),
    path(_PROBLEM, views.EditView.as_view(), name="accessibility_problem"),
    path(f"{_PROBLEM}delete/", views.DeleteView.as_view(), name="accessibility_problem_delete"),
    path(f"{_PROBLEM}history/", views.HistoryView.as_view(), name="accessibility_problem_history"),
    path(
        f"{_PROBLEM}history/<int:version>/put-back/",
        views.PutBackView.as_view(),
        name="accessibility_problem_put_back",
    ),
    path(
        f"{_PROBLEM}translate/<str:language>/",
        views.TranslateView.as_view(),
        name="accessibility_problem_translate",
    ),
]
