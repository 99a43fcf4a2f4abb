"""Mounted under /desk/occasions/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import occasions

urlpatterns = [
    path("", occasions.OccasionsView.as_view(), name="occasions"),
    path("add/", occasions.EditOccasionView.as_view(), name="occasion_add"),
    path("<uuid:pk>/", occasions.OccasionView.as_view(), name="occasion"),
    path("<uuid:pk>/change/", occasions.EditOccasionView.as_view(), name="occasion_change"),
    path("<uuid:pk>/delete/", occasions.DeleteOccasionView.as_view(), name="occasion_delete"),
]
