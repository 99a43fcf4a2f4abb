"""Mounted under /desk/search/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import desk

urlpatterns = [
    path("", desk.SearchWordsView.as_view(), name="search"),
    path("<slug:kind>/", desk.SearchWordsView.as_view(), name="search_words"),
    path("<slug:kind>/<int:pk>/", desk.SearchWordsView.as_view(), name="search_words_edit"),
    path(
        "<slug:kind>/<int:pk>/delete/", desk.DeleteWordsView.as_view(), name="search_words_delete"
    ),
]
