"""The glossary and the videos, for everybody."""

from django.urls import path

from . import library_views as views

app_name = "library"
urlpatterns = [
    path("glossary/", views.GlossaryView.as_view(), name="glossary"),
    path("videos/<slug:slug>/", views.VideoView.as_view(), name="video"),
]
