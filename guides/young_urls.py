"""Mounted under /young-people/."""

from django.urls import path

from content.views import PageView

from .views import YoungHomeView

app_name = "young"
urlpatterns = [
    path("", YoungHomeView.as_view(), name="home"),
    path("topics/<slug:slug>/", PageView.as_view(kind="topic"), name="topic"),
    path("<slug:slug>/", PageView.as_view(kind="guide"), name="page"),
]
