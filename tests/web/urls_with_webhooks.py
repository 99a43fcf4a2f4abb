"""The site's addresses as they are where a provider of e-mail has webhooks set up."""

from django.urls import include, path

from localoffer import urls

urlpatterns = [path("anymail/", include("anymail.urls")), *urls.urlpatterns]
handler400 = urls.handler400
