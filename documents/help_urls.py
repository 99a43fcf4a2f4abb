"""Mounted under /help-without-internet/."""

from django.urls import path

from .views import helping

app_name = "help"
urlpatterns = [
    path("", helping.HelpView.as_view(), name="home"),
    path("my-list/", helping.MyPackView.as_view(), name="my_list"),
    path("packs/<slug:slug>/", helping.PackView.as_view(), name="pack"),
]
