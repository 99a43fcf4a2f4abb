"""Mounted under /documents/."""

from django.urls import path

from .views import asking, hub

app_name = "documents"
urlpatterns = [
    path("", hub.HubView.as_view(), name="home"),
    path("another-format/", asking.AskView.as_view(), name="ask"),
    path("requests/<slug:reference>/", asking.StatusView.as_view(), name="status"),
    path("<slug:slug>/", hub.DocumentView.as_view(), name="document"),
    path("<slug:slug>/file/", hub.FileView.as_view(), name="file"),
    path("<slug:slug>/file/<uuid:pk>/", hub.VersionView.as_view(), name="version"),
    path("<slug:slug>/another-format/", asking.AskView.as_view(), name="ask_for"),
]
