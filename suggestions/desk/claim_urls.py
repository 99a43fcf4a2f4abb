"""Mounted under /desk/claims/ by `desk.urls`; every name begins with "desk:"."""

from django.urls import path

from . import claims

urlpatterns = [
    path("", claims.ClaimList.as_view(), name="claims"),
    path("<uuid:pk>/", claims.ClaimView.as_view(), name="claim"),
    path("<uuid:pk>/decide/", claims.DecideView.as_view(), name="claim_decide"),
]
