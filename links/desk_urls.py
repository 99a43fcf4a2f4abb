"""Mounted under /desk/links/."""

from django.urls import path

from . import desk

urlpatterns = [
    path("", desk.LinksView.as_view(), name="links"),
    path("<int:pk>/fine/", desk.MarkFineView.as_view(), name="link_fine"),
    path("<int:pk>/again/", desk.CheckAgainView.as_view(), name="link_again"),
]
