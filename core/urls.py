from django.urls import path

from core import health, views

app_name = "core"
urlpatterns = [
    path("healthz", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("brand/logo", views.logo, name="logo"),
    path("brand-<slug:version>.css", views.brand, name="brand"),
]
