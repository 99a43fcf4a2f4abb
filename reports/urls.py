"""Mounted under /reports/."""

from django.urls import path, re_path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.ArchiveView.as_view(), name="archive"),
    path("draft/<str:key>/", views.DraftView.as_view(), name="draft"),
    path("<slug:year>/", views.ReportView.as_view(), name="year"),
    path("<slug:year>/versions/<int:number>/", views.ReportView.as_view(), name="version"),
    path(
        "<slug:year>/versions/<int:number>/files/<slug:kind>/<slug:language>/",
        views.FileView.as_view(),
        name="file",
    ),
    re_path(
        r"^(?P<year>[\w-]+)/versions/(?P<number>[0-9]{1,4})/data/"
        r"(?P<name>figures\.csv|answers\.csv|report\.json)$",
        views.DataView.as_view(),
        name="data",
    ),
]
