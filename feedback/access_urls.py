"""Mounted under /accessibility/tell-us/."""

from django.urls import path

from .views import access

app_name = "access"
urlpatterns = [path("", access.TellView.as_view(), name="tell")]
