"""Public addresses of pages of any kind. Mounted in localoffer.urls."""

from django.urls import path

from .preview import PreviewView

urlpatterns = [path("preview/<str:token>/", PreviewView.as_view(), name="preview")]
