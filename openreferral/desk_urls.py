"""Mounted under /desk/imports/ by `desk.urls`."""

from django.urls import path

from . import desk

urlpatterns = [
    path("", desk.ImportsView.as_view(), name="imports"),
    path("<int:pk>/", desk.ImportView.as_view(), name="import"),
    path("<int:pk>/report.csv", desk.ImportReportView.as_view(), name="import_report"),
]
