"""Mounted under /cookies/."""

from django.urls import path

from .views import ObjectionView

app_name = "usage"
urlpatterns = [path("counting/", ObjectionView.as_view(), name="objection")]
