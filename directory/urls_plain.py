"""Addresses that are the same in every language."""

from django.urls import path

from . import sitemaps
from .views import files

urlpatterns = [
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("files/<uuid:pk>/<str:name>", files.serve, name="file"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemaps.section, name="sitemap_section"),
]
