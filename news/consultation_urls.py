"""Mounted under /have-your-say/."""

from django.urls import path

from .views import ConsultationsView, OneView

app_name = "consultations"
urlpatterns = [
    path("", ConsultationsView.as_view(), name="home"),
    path("<slug:slug>/", OneView.as_view(kind="consultation"), name="consultation"),
]
