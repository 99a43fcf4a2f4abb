"""Mounted under /check/: the link in the e-mails that ask whether a listing is still right."""

from django.urls import path

from .freshness_link import CheckLinkView

app_name = "freshness"
urlpatterns = [path("<str:token>/", CheckLinkView.as_view(), name="check")]
