"""Mounted under /information/."""

from django.urls import path

from content.views import PageView

from .views import HomeView

app_name = "guides"
urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("<slug:slug>/", PageView.as_view(kind="topic"), name="topic"),
    path("<slug:topic>/<slug:slug>/", PageView.as_view(kind="guide"), name="guide"),
]
