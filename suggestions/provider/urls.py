"""Mounted under /provider/. Who may open what: accounts.provider.ProviderMixin."""

from django.urls import path

from . import home

app_name = "provider"
urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
]
