"""Mounted under /suggest/. A draft's address holds a key that nobody can guess."""

from django.urls import path

from .views import drafting, following, starting

app_name = "suggestions"
urlpatterns = [
    path("", starting.HomeView.as_view(), name="home"),
    path("service/", starting.StartNewView.as_view(), name="new"),
    path("change/<slug:slug>/", starting.StartChangeView.as_view(), name="change"),
    path("still-right/<slug:slug>/", starting.StillRightView.as_view(), name="still_right"),
    path("still-right/<slug:slug>/thanks/", starting.ThanksView.as_view(), name="thanks"),
    path("confirm/<str:token>/", following.ConfirmView.as_view(), name="confirm"),
    path("status/", following.FindView.as_view(), name="find"),
    path("status/<slug:reference>/", following.StatusView.as_view(), name="status"),
    path("mine/<slug:key>/", following.MineView.as_view(), name="mine"),
    path("mine/<slug:key>/check/", drafting.CheckView.as_view(), name="check"),
    path("mine/<slug:key>/sent/", drafting.SentView.as_view(), name="sent"),
    path("mine/<slug:key>/<slug:step>/", drafting.StepView.as_view(), name="step"),
]
