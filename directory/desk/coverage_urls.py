"""Mounted under /desk/coverage/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import coverage, requirements

urlpatterns = [
    path("", coverage.CoverageView.as_view(), name="coverage"),
    path("print/", coverage.CoveragePrintView.as_view(), name="coverage_print"),
    path("export/", coverage.CoverageExportView.as_view(), name="coverage_export"),
    path("add/", requirements.AddRequirementView.as_view(), name="requirement_add"),
    path("<uuid:pk>/", requirements.RequirementView.as_view(), name="requirement"),
    path("<uuid:pk>/edit/", requirements.EditRequirementView.as_view(), name="requirement_change"),
    path(
        "<uuid:pk>/services/",
        requirements.RequirementServicesView.as_view(),
        name="requirement_services",
    ),
    path(
        "<uuid:pk>/history/",
        requirements.RequirementHistoryView.as_view(),
        name="requirement_history",
    ),
]
